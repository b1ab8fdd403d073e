using System.Diagnostics;
using Carousel.Cluster.Stores;
using Carousel.Server.Models;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <summary>
/// Sessions of any number of models: steps come in from any thread and are answered when they are durable.
/// </summary>
internal sealed class SessionEngine : ISessionEngine
{
    private readonly ISessionStore _store;
    private readonly SessionWorker[] _workers;
    private readonly int[] _workerOf;
    private readonly StoreWriter? _writer;
    private readonly StoreReaders _readers = new();
    private readonly Action<StoreException> _failed;
    private readonly EngineShared _shared;
    private readonly bool _isAlone;
    private readonly long _epoch;
    private bool _isDisposed;

    /// <summary>Reads the sessions of a store, and begins.</summary>
    /// <param name="store">The store.</param>
    /// <param name="models">Versions of models.</param>
    /// <param name="options">Sizes and times.</param>
    /// <param name="failed">Called when the store fails.</param>
    /// <param name="shared">State shared with engines of other partitions; null for a single engine.</param>
    /// <param name="partitions">Its partitions; null for all.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    public SessionEngine(
        ISessionStore store, IModelSource models, EngineOptions options, Action<StoreException> failed,
        EngineShared? shared = null, int[]? partitions = null)
    {
        (_store, _failed, Options) = (store, failed, options);
        (_shared, _isAlone) = (shared ?? new EngineShared(options), shared is null);
        ILookup<bool, int> own = (partitions ?? [.. Enumerable.Range(0, store.Partitions)])
            .ToLookup(p => SessionId.IsForJobs(p, store.Partitions));
        int[] numbers = [.. own[false]], jobs = [.. own[true]];
        int wanted = options.Workers > 0 ? options.Workers : Environment.ProcessorCount;
        int forNumbers = Math.Min(wanted, numbers.Length), forJobs = Math.Min(wanted, jobs.Length);
        _workerOf = new int[store.Partitions];
        Array.Fill(_workerOf, -1);
        for (int p = 0; p < numbers.Length; p++)
        {
            _workerOf[numbers[p]] = p % forNumbers;
        }

        for (int p = 0; p < jobs.Length; p++)
        {
            _workerOf[jobs[p]] = forNumbers + (p % forJobs);
        }

        var blocks = new BlockNumbers();
        _workers =
        [
            .. Enumerable.Range(0, forNumbers + forJobs).Select(w => new SessionWorker(
                w, [.. Enumerable.Range(0, store.Partitions).Where(p => _workerOf[p] == w)], store, models, options,
                _shared, blocks, _readers, failed)),
        ];
        if (_isAlone)
        {
            Meters.Observe(() => Counts);
        }

        try
        {
            _epoch = store.Claim();
            _writer = new StoreWriter(store, _epoch, _workers, Watchers, Meters, Failed);
            foreach (SessionWorker worker in _workers)
            {
                worker.Open(_writer);
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        // When all sessions are read: a worker that waits for a writer which never begins would not end.
        _writer.Start();
        foreach (SessionWorker worker in _workers)
        {
            worker.Start();
        }
    }

    /// <inheritdoc/>
    public bool IsReady => Array.TrueForAll(_workers, w => w.IsReady);

    /// <inheritdoc/>
    public EngineOptions Options { get; }

    /// <inheritdoc/>
    public SessionWatchers Watchers => _shared.Watchers;

    /// <inheritdoc/>
    public EngineMeters Meters => _shared.Meters;

    /// <inheritdoc/>
    public SessionOwners Owners => _shared.Owners;

    /// <inheritdoc/>
    public ServerMemory Memory => _shared.Memory;

    /// <inheritdoc/>
    public (long Sessions, long Awake, long Waiting) Counts =>
        (_workers.Sum(w => (long)w.Counts.Sessions), _workers.Sum(w => (long)w.Counts.Awake),
            _workers.Sum(w => w.Waiting));

    /// <inheritdoc/>
    public long SessionsOf(int model) => _workers.Sum(w => (long)w.SessionsOf.GetValueOrDefault(model));

    /// <summary>Drops a version on which no session runs.</summary>
    /// <param name="model">Its number.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    public void RemoveModel(int model) => _store.RemoveModel(_epoch, model);

    /// <inheritdoc/>
    public ValueTask StepAsync(StepCall call) => Owners.MayStep(call) ? TakeAsync(call) : ValueTask.CompletedTask;

    /// <summary>The same for steps that were already counted.</summary>
    /// <param name="call">The request, overwritten with the answers.</param>
    public ValueTask TakeAsync(StepCall call)
    {
        call.Arrived = Stopwatch.GetTimestamp();
        call.Divide(_workers.Length);
        for (int item = 0; item < call.Items; item++)
        {
            call.Give(WorkerOf(call.Sessions[item]), item);
        }

        int parts = 0;
        for (int w = 0; w < _workers.Length; w++)
        {
            if (call.ItemCounts[w] == 0)
            {
                continue;
            }

            if (!_workers[w].TryReserve(call.ItemCounts[w] * call.Rows))
            {
                for (int before = 0; before < w; before++)
                {
                    _workers[before].Unreserve(call.ItemCounts[before] * call.Rows);
                }

                call.Refuse(StepFault.Busy);
                return ValueTask.CompletedTask;
            }

            parts++;
        }

        ValueTask done = call.Begin(parts);

        // The first part may end the call before the last is posted; the call may then be reused, so it is not read
        // later.
        Span<bool> asked = stackalloc bool[_workers.Length];
        for (int w = 0; w < _workers.Length; w++)
        {
            asked[w] = call.ItemCounts[w] > 0;
        }

        for (int w = 0; w < _workers.Length; w++)
        {
            if (asked[w])
            {
                _workers[w].Post(call);
            }
        }

        return done;
    }

    /// <inheritdoc/>
    public bool TryFind(UInt128 session, out Uri? elsewhere)
    {
        elsewhere = null;
        return true;
    }

    /// <inheritdoc/>
    public Task AskAsync(ControlCall call)
    {
        if (call.Kind == ControlKind.Begin && !Owners[call.Owner].TryBegin())
        {
            call.Fault = StepFault.Sessions;
            call.Finish();
            return call.Done;
        }

        _workers[WorkerOf(call.Session)].Post(call);
        return call.Done;
    }

    /// <inheritdoc/>
    public void Leave()
    {
        foreach (SessionWorker worker in _workers)
        {
            worker.Leave();
        }
    }

    /// <summary>Ends: work under way is finished and written, except rows that take long.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        foreach (SessionWorker worker in _workers)
        {
            worker.Dispose();
        }

        _readers.Dispose();
        _writer?.Dispose();
        if (_isAlone)
        {
            Meters.Dispose();
        }
    }

    private int WorkerOf(UInt128 session) => _workerOf[SessionId.Partition(session, _store.Partitions)];

    private void Failed(int worker, StoreException failure)
    {
        _workers[worker].Reset();
        _failed(failure);
    }
}
