using Carousel.Training;

namespace Carousel.Tests.Training.Sharding;

/// <summary>Ranks that are threads of this process: what one writes the others read after all have come.</summary>
internal sealed class ThreadRanks
{
    private readonly Meeting _meeting;
    private readonly byte[][] _written;
    private readonly int[][] _lengths;

    private ThreadRanks(int ranks)
    {
        _meeting = new Meeting(ranks);
        _written = [.. Enumerable.Range(0, ranks).Select(_ => new byte[1 << 16])];
        _lengths = [.. Enumerable.Range(0, ranks).Select(_ => new int[ranks])];
    }

    /// <summary>Runs the same work on every rank; the first failure is thrown once all have ended.</summary>
    public static T[] Run<T>(int ranks, Func<IShardExchange, T> work)
    {
        var all = new ThreadRanks(ranks);
        var results = new T[ranks];
        var failures = new Exception?[ranks];
        Thread[] threads =
        [
            .. Enumerable.Range(0, ranks).Select(rank => new Thread(() =>
            {
                try
                {
                    results[rank] = work(new One(all, rank));
                }
#pragma warning disable CA1031 // Thrown below.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    failures[rank] = exception;
                    all._meeting.Leave();
                }
            })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return Array.Find(failures, f => f is not null) is { } failure ? throw failure : results;
    }

    private sealed class One(ThreadRanks all, int rank) : IShardExchange
    {
        public int Rank => rank;

        public int Ranks => all._written.Length;

        public void Scatter(
            ReadOnlySpan<byte> sent, ReadOnlySpan<int> sentBytes, Span<byte> received,
            ReadOnlySpan<int> receivedBytes)
        {
            sent.CopyTo(all._written[rank]);
            sentBytes.CopyTo(all._lengths[rank]);
            all._meeting.Wait();
            int at = 0;
            for (int r = 0; r < Ranks; r++)
            {
                int start = Sum(all._lengths[r].AsSpan(0, rank));
                if (all._lengths[r][rank] != receivedBytes[r])
                {
                    throw new InvalidOperationException($"{receivedBytes[r]} bytes, but {all._lengths[r][rank]} came.");
                }

                all._written[r].AsSpan(start, receivedBytes[r]).CopyTo(received[at..]);
                at += receivedBytes[r];
            }

            all._meeting.Wait();
        }

        public void Gather(Span<byte> pieces, ReadOnlySpan<int> bytes)
        {
            int own = Sum(bytes[..rank]);
            pieces.Slice(own, bytes[rank]).CopyTo(all._written[rank]);
            all._meeting.Wait();
            int at = 0;
            for (int r = 0; r < Ranks; r++)
            {
                all._written[r].AsSpan(0, bytes[r]).CopyTo(pieces[at..]);
                at += bytes[r];
            }

            all._meeting.Wait();
        }

        private static int Sum(ReadOnlySpan<int> bytes)
        {
            int sum = 0;
            foreach (int one in bytes)
            {
                sum += one;
            }

            return sum;
        }
    }
}
