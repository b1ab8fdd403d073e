using System.Collections.Concurrent;

namespace Carousel.Server.Engine;

/// <summary>
/// A few threads that read from the store for all workers. A read blocks its thread, and a database has few
/// connections: with a thread of the pool for each session that wakes, all of the pool would wait for a connection, and
/// no thread would be free to return one.
/// </summary>
internal sealed class StoreReaders : IDisposable
{
    private const int Count = 4;

    private readonly BlockingCollection<Action> _reads = [];
    private readonly Thread[] _threads;

    /// <summary>Begins.</summary>
    public StoreReaders()
    {
        _threads =
        [
            .. Enumerable.Range(0, Count).Select(
                n => new Thread(Run) { IsBackground = true, Name = $"carousel reader {n}" }),
        ];
        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <summary>Reads as soon as a thread is free, in the order in which it was asked for.</summary>
    /// <param name="read">The read; it must not throw.</param>
    public void Read(Action read) => _reads.Add(read);

    /// <summary>Ends after all queued reads.</summary>
    public void Dispose()
    {
        _reads.CompleteAdding();
        Array.ForEach(_threads, thread => thread.Join());
        _reads.Dispose();
    }

    private void Run()
    {
        foreach (Action read in _reads.GetConsumingEnumerable())
        {
            read();
        }
    }
}
