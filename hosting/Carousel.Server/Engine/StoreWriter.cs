using System.Diagnostics;
using System.Runtime.InteropServices;
using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <summary>
/// The one thread that writes to the store. Work that all workers finish during a write goes into its next transaction,
/// and callers are notified when it is durable.
/// </summary>
internal sealed class StoreWriter : IDisposable
{
    private readonly ISessionStore _store;
    private readonly long _epoch;
    private readonly SessionWorker[] _workers;
    private readonly Outbox[] _outboxes;
    private readonly SessionWatchers _watchers;
    private readonly Action<int, StoreException> _failed;
    private readonly EngineMeters _meters;
    private readonly Lock _gate = new();
    private readonly Queue<KeepingWork> _keeping = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly List<JournalBlock> _blocks = [];
    private readonly List<StepCall> _ended = [];
    private readonly Thread _thread;
    private volatile bool _isEnding;
    private int _isAsked;

    /// <summary>A writer; it begins with <see cref="Start"/>.</summary>
    /// <param name="store">The store.</param>
    /// <param name="epoch">In which it was taken.</param>
    /// <param name="workers">Whose outboxes are written.</param>
    /// <param name="watchers">Those who watch sessions.</param>
    /// <param name="meters">Counts.</param>
    /// <param name="failed">Called when the work of a worker could not be stored.</param>
    public StoreWriter(
        ISessionStore store, long epoch, SessionWorker[] workers, SessionWatchers watchers,
        EngineMeters meters, Action<int, StoreException> failed)
    {
        (_store, _epoch, _workers, _watchers, _meters, _failed) = (store, epoch, workers, watchers, meters, failed);
        _outboxes = [.. workers.Select(w => w.Outbox)];
        _thread = new Thread(Run) { IsBackground = true, Name = "carousel writer" };
    }

    /// <summary>Something waits at a worker or in its outbox.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _isAsked) == 0 && Interlocked.Exchange(ref _isAsked, 1) == 0)
        {
            _wake.Set();
        }
    }

    /// <summary>Begins to write.</summary>
    public void Start() => _thread.Start();

    /// <summary>Queues a write other than steps, after the present content of the outboxes.</summary>
    /// <param name="work">What.</param>
    public void Enqueue(KeepingWork work)
    {
        lock (_gate)
        {
            _keeping.Enqueue(work);
        }

        _wake.Set();
    }

    /// <summary>Writes what is there, and ends.</summary>
    public void Dispose()
    {
        _isEnding = true;
        _wake.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _wake.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            // The queued write is taken first: earlier steps of its sessions are already in the outboxes.
            KeepingWork? keeping;
            lock (_gate)
            {
                _keeping.TryDequeue(out keeping);
            }

            Interlocked.Exchange(ref _isAsked, 0);
            foreach (SessionWorker worker in _workers)
            {
                worker.RunBeforeWriting();
            }

            bool any = WriteSteps();
            if (keeping is not null)
            {
                Keep(keeping);
            }
            else if (!any)
            {
                if (_isEnding)
                {
                    return;
                }

                _wake.WaitOne();
            }
        }
    }

    private bool WriteSteps()
    {
        _blocks.Clear();
        bool any = false;
        foreach (Outbox outbox in _outboxes)
        {
            lock (outbox.Gate)
            {
                any |= !outbox.IsEmpty;
                outbox.Take(_blocks);
            }
        }

        if (!any)
        {
            return false;
        }

        StoreException? failure = null;
        if (_blocks.Count > 0)
        {
            long started = Stopwatch.GetTimestamp();
            try
            {
                _store.Append(_epoch, _blocks);
                _meters.Committed(Stopwatch.GetElapsedTime(started));
            }
            catch (StoreException exception)
            {
                failure = exception;
                _meters.Failed();
            }
        }

        foreach (Outbox outbox in _outboxes)
        {
            bool isFailure;
            lock (outbox.Gate)
            {
                isFailure = outbox.Written(isKept: failure is null);
            }

            foreach (Completion completion in outbox.WritingDone)
            {
                Tell(completion, outbox.Worker, outbox.IsWritingLost);
            }

            outbox.WritingDone.Clear();
            if (isFailure)
            {
                _failed(outbox.Worker, failure!);
            }
        }

        Telling.Begin(CollectionsMarshal.AsSpan(_ended));
        _ended.Clear();
        return true;
    }

    private void Tell(in Completion completion, int worker, bool lost)
    {
        if (completion.Call is { } call)
        {
            if (lost)
            {
                call.Fail(worker, completion.Items);
            }

            _ended.Add(call);
        }
        else if (completion.Control is { } control)
        {
            control.Fault = lost ? StepFault.Unavailable : control.Fault;
            control.Finish();
        }
        else if (!lost)
        {
            _watchers.Tell(completion.News!);
        }
    }

    private void Keep(KeepingWork work)
    {
        try
        {
            bool isLost;
            lock (work.Outbox.Gate)
            {
                isLost = work.Outbox.HasFailed || work.Outbox.Beginnings != work.Beginning;
            }

            if (isLost)
            {
                // A state that holds steps which the store has not taken must never be there without them.
                throw new StoreException($"{_store.Name} has not kept the steps before this.");
            }

            work.Write(_store, _epoch);
            work.Done(null);
        }
        catch (StoreException exception)
        {
            _meters.Failed();
            work.Done(exception);
        }
    }
}
