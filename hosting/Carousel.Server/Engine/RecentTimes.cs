using System.Numerics;

namespace Carousel.Server.Engine;

/// <summary>How long something took in the last seconds: shares of it, to within 6 %.</summary>
/// <remarks>Any thread adds, as to <see cref="RecentRate"/>.</remarks>
internal sealed class RecentTimes
{
    /// <summary>Over how many seconds, this one included.</summary>
    public const int Window = 10;

    private const int Slots = 16;

    // Microseconds 0 to 15 one by one, then eight buckets to each doubling, up to 18 minutes.
    private const int Exact = 16, Doublings = 26, EachDoubling = 8, Buckets = Exact + (Doublings * EachDoubling);

    private readonly long[] _seconds = new long[Slots];
    private readonly int[] _counts = new int[Slots * Buckets];

    /// <summary>It took some time.</summary>
    /// <param name="time">How long.</param>
    /// <param name="second">Now, in whole seconds.</param>
    public void Add(TimeSpan time, long second)
    {
        int slot = (int)(second & (Slots - 1));
        long held = Volatile.Read(ref _seconds[slot]);
        if (held != second && Interlocked.CompareExchange(ref _seconds[slot], second, held) == held)
        {
            Array.Clear(_counts, slot * Buckets, Buckets);
        }

        Interlocked.Increment(ref _counts[(slot * Buckets) + BucketOf(time)]);
    }

    /// <summary>The time within which a share of all was done.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="second">Now, in whole seconds.</param>
    /// <returns>The time; null where nothing was done.</returns>
    public TimeSpan? Share(double share, long second)
    {
        Span<long> sums = stackalloc long[Buckets];
        sums.Clear();
        long all = 0;
        for (int slot = 0; slot < Slots; slot++)
        {
            long held = Volatile.Read(ref _seconds[slot]);
            if (held <= second - Window || held > second)
            {
                continue;
            }

            for (int b = 0; b < Buckets; b++)
            {
                int count = Volatile.Read(ref _counts[(slot * Buckets) + b]);
                sums[b] += count;
                all += count;
            }
        }

        if (all == 0)
        {
            return null;
        }

        long wanted = Math.Clamp((long)Math.Ceiling(share * all), 1, all);
        int bucket = 0;
        for (long sum = sums[0]; sum < wanted; sum += sums[bucket])
        {
            bucket++;
        }

        return MiddleOf(bucket);
    }

    private static int BucketOf(TimeSpan time)
    {
        uint microseconds = (uint)Math.Clamp(time.Ticks / TimeSpan.TicksPerMicrosecond, 0, (1 << 30) - 1);
        if (microseconds < Exact)
        {
            return (int)microseconds;
        }

        int log = BitOperations.Log2(microseconds);
        return Exact + ((log - 4) * EachDoubling) + (int)((microseconds >> (log - 3)) & (EachDoubling - 1));
    }

    private static TimeSpan MiddleOf(int bucket)
    {
        if (bucket < Exact)
        {
            return TimeSpan.FromMicroseconds(bucket);
        }

        int log = 4 + ((bucket - Exact) / EachDoubling), part = (bucket - Exact) % EachDoubling;
        double width = 1L << (log - 3);
        return TimeSpan.FromMicroseconds((width * (EachDoubling + part)) + (width / 2));
    }
}
