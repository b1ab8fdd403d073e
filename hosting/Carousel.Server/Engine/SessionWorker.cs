using Carousel.Cluster.Stores;
using Carousel.Server.Models;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <summary>
/// A thread that has some partitions of the sessions to itself: no lock is taken to step them. What came while it
/// stepped steps together next; a session does one thing at a time, in the order in which it was asked.
/// </summary>
internal sealed partial class SessionWorker : IDisposable
{
    private const int KeepingMilliseconds = 100;

    // What takes longer than this is not done between two transactions.
    private const int MostRowsBeforeWriting = 64, MostRoundsBeforeWriting = 8;

    private readonly int _index;
    private readonly int[] _own;
    private readonly ISessionStore _store;
    private readonly IModelSource _models;
    private readonly EngineOptions _options;
    private readonly SessionWatchers _watchers;
    private readonly EngineMeters _meters;
    private readonly SessionOwners _owners;
    private readonly ServerMemory _memory;
    private readonly StoreReaders _readers;
    private readonly Action<StoreException> _failed;
    private readonly StoredSteps _stored;
    private readonly Dictionary<int, ModelRoom> _rooms = [];
    private readonly WorkList _works = new();
    private readonly Lock _gate = new(), _running = new();
    private readonly bool _isForJobs;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private SessionTable _table = new();
    private List<object> _mail = [], _read = [];
    private List<int> _active = [], _next = [];
    private readonly List<int> _finished = [];
    private StoreWriter? _writer;
    private long _waiting, _round;
    private int _now;
    private volatile bool _isDown = true;
    private volatile bool _isEnding, _isLeaving;
    private bool _hasEnded;
    private readonly CancellationTokenSource _ending = new();

    /// <summary>A worker; it begins with <see cref="Open"/> and <see cref="Start"/>.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="partitions">Its partitions.</param>
    /// <param name="store">The store.</param>
    /// <param name="models">Versions of models.</param>
    /// <param name="options">Sizes and times.</param>
    /// <param name="shared">What all engines of the process have together.</param>
    /// <param name="numbers">Of blocks of the journal.</param>
    /// <param name="readers">Read from the store.</param>
    /// <param name="failed">Told what is damaged.</param>
    public SessionWorker(
        int index, int[] partitions, ISessionStore store, IModelSource models, EngineOptions options,
        EngineShared shared, BlockNumbers numbers, StoreReaders readers, Action<StoreException> failed)
    {
        (_index, _own, _store, _models, _options) = (index, partitions, store, models, options);
        _isForJobs = Array.Exists(partitions, p => SessionId.IsForJobs(p, store.Partitions));
        (_watchers, _meters, _owners, _memory) = (shared.Watchers, shared.Meters, shared.Owners, shared.Memory);
        (_readers, _failed) = (readers, failed);
        _memory.Take(MemoryUse.Sessions, _table.Bytes);
        Outbox = new Outbox(index, partitions, store.Partitions, numbers);
        _stored = new StoredSteps(store, Outbox);
        _keepings = [.. partitions.Select(p => new PartitionKeeping(p))];
        _thread = new Thread(Run) { IsBackground = true, Name = $"carousel worker {index}" };
    }

    /// <summary>What it has done and the writer has not yet written.</summary>
    public Outbox Outbox { get; }

    /// <summary>Whether it takes steps.</summary>
    public bool IsReady => !_isDown && !_isEnding;

    /// <summary>Rows that wait.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>Sessions, and states of them in memory, as of a moment ago.</summary>
    public (int Sessions, int Awake) Counts { get; private set; }

    /// <summary>Reads the sessions of its partitions.</summary>
    /// <param name="writer">Writes what is done.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    public void Open(StoreWriter writer)
    {
        _writer = writer;
        Load();
    }

    /// <summary>Begins.</summary>
    public void Start() => _thread.Start();

    /// <summary>Asks for something.</summary>
    /// <param name="message">A call of steps, a control, or an internal message of the worker.</param>
    public void Post(object message)
    {
        // Looked at before it is posted: a call that has ended is another's.
        bool isOwn = _isForJobs
            || (message is StepCall call && call.Rows * call.ItemCounts[_index] > MostRowsBeforeWriting);
        bool isLate;
        lock (_gate)
        {
            isLate = _hasEnded;
            if (!isLate)
            {
                _mail.Add(message);
            }
        }

        if (isLate)
        {
            RefuseLate(message);
        }
        else if (isOwn)
        {
            _wake.Set();
        }
        else
        {
            _writer!.Wake();
        }
    }

    /// <summary>Counts rows that are about to be posted.</summary>
    /// <param name="rows">How many.</param>
    /// <returns>False where too many wait already; nothing was counted.</returns>
    public bool TryReserve(int rows)
    {
        long now = Interlocked.Add(ref _waiting, rows);
        if (now <= _options.MostWaiting || now == rows)
        {
            return true;
        }

        Interlocked.Add(ref _waiting, -rows);
        return false;
    }

    /// <summary>Gives back what <see cref="TryReserve"/> counted.</summary>
    /// <param name="rows">How many.</param>
    public void Unreserve(int rows) => Interlocked.Add(ref _waiting, -rows);

    /// <summary>A write of the worker failed: it restarts from the store.</summary>
    public void Reset() => Post(ResetMessage.Instance);

    /// <summary>Rows that take more than a turn are given up from now on: the server is about to end.</summary>
    public void Leave() => _isLeaving = true;

    /// <summary>Lets work under way end, except rows that take more than a turn, and ends.</summary>
    public void Dispose()
    {
        _isEnding = _isLeaving = true;
        _ending.Cancel();
        _wake.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        foreach (ModelRoom room in _rooms.Values)
        {
            room.Dispose();
        }

        CountDamaged(-_damaged);
        CountClosed(0);
        _memory.Take(MemoryUse.Sessions, -_table.Bytes);
        _wake.Dispose();
        _ending.Dispose();
    }

    /// <summary>
    /// Does what came in since, if that is little, on the writer's thread: it goes into the transaction that follows,
    /// and no other thread is woken for it.
    /// </summary>
    public void RunBeforeWriting()
    {
        if (_isForJobs || !_running.TryEnter())
        {
            return;
        }

        try
        {
            TakeMail();
            for (int round = 0; round < MostRoundsBeforeWriting && _active.Count > 0; round++)
            {
                Round();
            }

            if (_active.Count > 0)
            {
                _wake.Set();
            }
        }
        finally
        {
            _running.Exit();
        }
    }

    private void Run()
    {
        long keep = 0;
        while (true)
        {
            bool isEnd = _isEnding, isBusy;
            lock (_running)
            {
                // However much there is to do, what keeps memory small is done as well.
                long now = Environment.TickCount64;
                while ((TakeMail() || HasRows) && now < keep)
                {
                    Round();
                    _writer!.Wake();
                    now = Environment.TickCount64;
                }

                if (now >= keep)
                {
                    keep = now + KeepingMilliseconds;
                    _now = (int)(now / 1000);
                    Keep();
                }

                if (isEnd && HasEnded())
                {
                    return;
                }

                isBusy = HasRows;
            }

            // What was posted while the lock was held was left to this thread.
            lock (_gate)
            {
                if (_mail.Count > 0 || isBusy)
                {
                    continue;
                }
            }

            _wake.WaitOne(KeepingMilliseconds);
        }
    }

    /// <summary>Whether nothing is under way any more; what comes from then on is refused.</summary>
    private bool HasEnded()
    {
        lock (_gate)
        {
            return _hasEnded = _works.Count == 0 && _mail.Count == 0 && _moving == 0;
        }
    }

    private void RefuseLate(object message)
    {
        if (message is StepCall call)
        {
            Unreserve(call.ItemCounts[_index] * call.Rows);
            call.Fail(_index, call.ItemCounts[_index]);
            Telling.Begin([call]);
        }
        else if (message is ControlCall control)
        {
            Refuse(control, StepFault.Unavailable);
        }
    }

    private bool HasRows => _active.Count > 0 || _halves.Count > 0;

    private bool TakeMail()
    {
        lock (_gate)
        {
            if (_mail.Count == 0)
            {
                return false;
            }

            (_mail, _read) = (_read, _mail);
        }

        foreach (object message in _read)
        {
            Handle(message);
        }

        _read.Clear();
        return true;
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case StepCall call:
                // Its last item may end the call here; the call may then be reused, so it is not read later.
                int items = call.ItemCounts[_index];
                for (int i = 0; i < items; i++)
                {
                    int item = call.ItemsOf[_index][i];
                    Accept(call.Sessions[item], new Work { Call = call, Item = item });
                }

                break;
            case ControlCall control:
                Accept(control.Session, new Work { Control = control });
                break;
            case WokenMessage woken:
                Woken(woken);
                break;
            case ReadMessage read:
                Read(read);
                break;
            case WrittenMessage written:
                Written(written);
                break;
            case MarkedMessage marked:
                Marked(marked);
                break;
            case CompactedMessage compacted:
                Compacted(compacted);
                break;
            default:
                BeginAnew();
                break;
        }
    }

    private sealed class ResetMessage
    {
        public static ResetMessage Instance { get; } = new();
    }
}
