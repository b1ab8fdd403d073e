using Carousel.Cli.Errors;
using Carousel.Training;

namespace Carousel.Cli.Ranks;

/// <summary>The processes that mpirun or Slurm started, as the trainer sees them.</summary>
/// <remarks>MPI moves the bytes and sums nothing: it promises no order of sums.</remarks>
internal sealed unsafe class MpiRanks : IShardExchange
{
    // Asked so often without a break, then with other threads in between: there may be more ranks than processors.
    private const int SpinsBeforeYield = 2000;
    private const int ShortWait = 20;

    private readonly OpenMpi _mpi;
    private readonly CancellationToken _stop;
    private readonly int[] _sentStarts;
    private readonly int[] _receivedStarts;

    private MpiRanks(OpenMpi mpi, CancellationToken stop)
    {
        (_mpi, _stop) = (mpi, stop);
        (Rank, Ranks) = mpi.Begin();
        (_sentStarts, _receivedStarts) = (new int[Ranks], new int[Ranks]);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Ranks { get; }

    /// <summary>Joins the other processes.</summary>
    /// <param name="stop">The signal to end.</param>
    /// <exception cref="UsageException">No launcher started this process, or Open MPI 4 is missing.</exception>
    public static MpiRanks Join(CancellationToken stop)
    {
        if (RankPlace.Rank is null)
        {
            throw new UsageException(
                "--ranks is for processes that mpirun or srun --mpi=pmix starts: mpirun -n 4 carousel ... --ranks "
                + "--shards 4.");
        }

        return new MpiRanks(OpenMpi.Open(), stop);
    }

    /// <inheritdoc/>
    public void Scatter(
        ReadOnlySpan<byte> sent, ReadOnlySpan<int> sentBytes, Span<byte> received, ReadOnlySpan<int> receivedBytes)
    {
        Begin(sentBytes, _sentStarts);
        Begin(receivedBytes, _receivedStarts);
        fixed (byte* from = sent, to = received)
        fixed (int* fromBytes = sentBytes, fromStarts = _sentStarts)
        fixed (int* toBytes = receivedBytes, toStarts = _receivedStarts)
        {
            Wait(_mpi.BeginScatter(from, fromBytes, fromStarts, to, toBytes, toStarts));
        }
    }

    /// <inheritdoc/>
    public void Gather(Span<byte> pieces, ReadOnlySpan<int> bytes)
    {
        Begin(bytes, _receivedStarts);
        fixed (byte* to = pieces)
        fixed (int* toBytes = bytes, toStarts = _receivedStarts)
        {
            Wait(_mpi.BeginGather(to, toBytes, toStarts));
        }
    }

    /// <summary>Waits until all end, then leaves them.</summary>
    /// <param name="patience">How long; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <returns>False where the others go on.</returns>
    public bool TryLeave(TimeSpan patience)
    {
        nint request = _mpi.BeginBarrier();
        long began = Environment.TickCount64;
        while (!_mpi.IsDone(ref request))
        {
            long waited = Environment.TickCount64 - began;
            if (_stop.IsCancellationRequested)
            {
                Wait(request);
                break;
            }

            if (patience != Timeout.InfiniteTimeSpan && waited > patience.TotalMilliseconds)
            {
                return false;
            }

            // Rank 0 may measure for a while yet.
            Thread.Sleep(waited < ShortWait ? 0 : 2);
        }

        _mpi.End();
        return true;
    }

    /// <summary>Ends this process and the others; does not return.</summary>
    public void Abort(int exitCode) => _mpi.Abort(exitCode);

    private static void Begin(ReadOnlySpan<int> bytes, int[] starts)
    {
        int at = 0;
        for (int r = 0; r < starts.Length; r++)
        {
            starts[r] = at;
            at = checked(at + bytes[r]);
        }
    }

    private void Wait(nint request)
    {
        long told = 0;
        for (int spins = 0; !_mpi.IsDone(ref request); spins++)
        {
            if (spins < SpinsBeforeYield)
            {
                continue;
            }

            Thread.Yield();
            if (_stop.IsCancellationRequested)
            {
                told = told == 0 ? Environment.TickCount64 : told;
                if (Environment.TickCount64 - told > RankPlace.Patience.TotalMilliseconds)
                {
                    throw new LostRanksException();
                }
            }
        }
    }
}
