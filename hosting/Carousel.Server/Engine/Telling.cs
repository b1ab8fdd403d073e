using System.Collections.Concurrent;

namespace Carousel.Server.Engine;

/// <summary>
/// Tells callers that their steps are durable, several on one thread of the pool: to wake a thread for each costs more
/// than to write its answer.
/// </summary>
internal sealed class Telling : IThreadPoolWorkItem
{
    private const int FewestCalls = 8;

    // Taken by the writer, given back by the threads that tell: a queue allocates nothing there, a bag would by thread.
    private static readonly ConcurrentQueue<Telling> _free = new();

    private StepCall[] _calls = new StepCall[FewestCalls];
    private int _count;

    private Telling()
    {
    }

    /// <summary>Notifies the callers.</summary>
    /// <param name="calls">What ended; a worker's part of each.</param>
    public static void Begin(ReadOnlySpan<StepCall> calls)
    {
        int most = Math.Max(FewestCalls, (calls.Length + Environment.ProcessorCount - 1) / Environment.ProcessorCount);
        for (int first = 0; first < calls.Length; first += most)
        {
            Telling some = _free.TryDequeue(out Telling? used) ? used : new Telling();
            some.Take(calls.Slice(first, Math.Min(most, calls.Length - first)));
            ThreadPool.UnsafeQueueUserWorkItem(some, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        for (int c = 0; c < _count; c++)
        {
            _calls[c].PartDone();
        }

        // Kept calls would be held beyond their end.
        Array.Clear(_calls, 0, _count);
        _free.Enqueue(this);
    }

    private void Take(ReadOnlySpan<StepCall> calls)
    {
        if (_calls.Length < calls.Length)
        {
            _calls = new StepCall[Math.Max(calls.Length, 2 * _calls.Length)];
        }

        calls.CopyTo(_calls);
        _count = calls.Length;
    }
}
