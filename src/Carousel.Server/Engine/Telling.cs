namespace Carousel.Server.Engine;

/// <summary>
/// Tells callers that their steps are durable, several on one thread of the pool: to wake a thread for each costs more
/// than to write its answer.
/// </summary>
internal sealed class Telling : IThreadPoolWorkItem
{
    private const int FewestCalls = 8;

    private readonly StepCall[] _calls;

    private Telling(ReadOnlySpan<StepCall> calls) => _calls = calls.ToArray();

    /// <summary>Tells the callers.</summary>
    /// <param name="calls">What ended; a worker's part of each.</param>
    public static void Begin(ReadOnlySpan<StepCall> calls)
    {
        int most = Math.Max(FewestCalls, (calls.Length + Environment.ProcessorCount - 1) / Environment.ProcessorCount);
        for (int first = 0; first < calls.Length; first += most)
        {
            var some = new Telling(calls.Slice(first, Math.Min(most, calls.Length - first)));
            ThreadPool.UnsafeQueueUserWorkItem(some, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        foreach (StepCall call in _calls)
        {
            call.PartDone();
        }
    }
}
