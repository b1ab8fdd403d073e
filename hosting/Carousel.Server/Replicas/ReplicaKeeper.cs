using System.Diagnostics;
using Carousel.Cluster.Stores;
using Carousel.Server.Engine;
using Carousel.Server.Storage;

namespace Carousel.Server.Replicas;

/// <summary>Manages the leases of a replica: renews them, takes free partitions, gives back those above its share, and
/// sets the route of each partition.</summary>
internal sealed class ReplicaKeeper : IDisposable
{
    private readonly PostgresStore _store;
    private readonly PostgresLeases _leases;
    private readonly Func<ReplicaGroup, int[], SessionEngine> _open;
    private readonly Action<int[]> _left;
    private readonly Action<string> _tell;
    private readonly ReplicaAddress _own;
    private readonly PartitionRoute[] _routes;
    private readonly Dictionary<Guid, ReplicaLink> _links = [];
    private readonly Lock _gate = new();
    private readonly List<ReplicaGroup> _groups = [];
    private readonly List<Task> _closing = [];
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private Task _change = Task.CompletedTask;
    private volatile bool _isLeaving, _isEnding;
    private string? _told;

    /// <summary>Begins.</summary>
    /// <param name="store">The store.</param>
    /// <param name="leases">Who has what of it.</param>
    /// <param name="own">This replica.</param>
    /// <param name="open">Opens the engine of some partitions of a group.</param>
    /// <param name="left">Told of partitions that are this replica's no more.</param>
    /// <param name="tell">Takes sentences for the log.</param>
    public ReplicaKeeper(
        PostgresStore store, PostgresLeases leases, ReplicaAddress own, Func<ReplicaGroup, int[], SessionEngine> open,
        Action<int[]> left, Action<string> tell)
    {
        (_store, _leases, _own, _open, _left, _tell) = (store, leases, own, open, left, tell);
        _routes = [.. Enumerable.Range(0, store.Partitions).Select(_ => new PartitionRoute(() => _wake.Set()))];
        _thread = new Thread(Run) { IsBackground = true, Name = "carousel leases" };
        _thread.Start();
    }

    /// <summary>[partitions]: the way to each.</summary>
    public IReadOnlyList<PartitionRoute> Routes => _routes;

    /// <summary>The groups whose engines are open.</summary>
    public IReadOnlyList<ReplicaGroup> Groups
    {
        get
        {
            lock (_gate)
            {
                return [.. _groups.Where(g => g.Engine is not null)];
            }
        }
    }

    /// <summary>A group's writes were refused because another has its partitions.</summary>
    /// <param name="group">The group.</param>
    public void Refused(ReplicaGroup group)
    {
        group.Lose();
        _wake.Set();
    }

    /// <summary>Gives everything back; what is asked for from now on is passed on.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (_isLeaving)
            {
                return;
            }

            _isLeaving = true;
        }

        Wait(_change);
        foreach (ReplicaGroup group in Groups)
        {
            GiveBack(group, group.Lease.Partitions);
        }

        Try(() => _leases.Leave(_own.Id));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Leave();
        _isEnding = true;
        _wake.Set();
        _thread.Join();
        Array.ForEach(_routes, r => r.Point(null, isOwn: false));
        foreach (ReplicaLink link in _links.Values)
        {
            link.Dispose();
        }

        _closing.ForEach(Wait);
        _wake.Dispose();
    }

    private static void Wait(Task task) =>
        task.ContinueWith(static _ => { }, TaskScheduler.Default).GetAwaiter().GetResult();

    private void Run()
    {
        while (!_isEnding)
        {
            long asked = Stopwatch.GetTimestamp();
            Try(() => Look(asked));
            _wake.WaitOne(ReplicaTimes.Beat);
            TimeSpan early = ReplicaTimes.LeastBeat - Stopwatch.GetElapsedTime(asked);
            if (early > TimeSpan.Zero && !_isEnding)
            {
                Thread.Sleep(early);
            }
        }
    }

    private void Look(long asked)
    {
        ReplicaGroup[] groups;
        lock (_gate)
        {
            groups = [.. _groups];
        }

        LeaseView view = _leases.Beat(_own, !_isLeaving, [.. groups.Where(g => !g.IsLost).Select(g => g.Lease)]);
        foreach (ReplicaGroup group in groups)
        {
            Lease lease = group.Lease;
            if (group.IsLost
                || !Array.TrueForAll(lease.Partitions, p => view.Leases[p] == new LeasedPartition(
                    lease.Replica, lease.Epoch, IsHeld: true)))
            {
                Close(group);
            }
            else
            {
                group.Renewed(asked);
            }
        }

        Point(view);
        lock (_gate)
        {
            if (_change.IsCompleted && !_isLeaving)
            {
                Share(view);
            }
        }
    }

    /// <summary>Says which way each partition is.</summary>
    private void Point(LeaseView view)
    {
        Dictionary<Guid, ReplicaAddress> others = view.Replicas.Where(r => r.Id != _own.Id).ToDictionary(r => r.Id);
        lock (_gate)
        {
            for (int p = 0; p < _routes.Length; p++)
            {
                ReplicaGroup? own = _groups.Find(g => g.Lease.Partitions.Contains(p));
                if (own is not null)
                {
                    _routes[p].Point(own.Engine is null ? null : own, isOwn: true);
                }
                else if (view.Leases[p].IsHeld && others.TryGetValue(view.Leases[p].Replica, out var other))
                {
                    _routes[p].Point(LinkTo(other), isOwn: false);
                }
                else
                {
                    _routes[p].Point(null, isOwn: false);
                }
            }
        }

        foreach (Guid gone in _links.Keys.Where(id => !others.ContainsKey(id)).ToArray())
        {
            _links.Remove(gone, out ReplicaLink? link);
            link!.Dispose();
        }
    }

    private ReplicaLink LinkTo(ReplicaAddress other)
    {
        if (!_links.TryGetValue(other.Id, out ReplicaLink? link))
        {
            link = new ReplicaLink(other);
            _links.Add(other.Id, link);
        }

        return link;
    }

    /// <summary>Begins to take or to give what is to be.</summary>
    private void Share(LeaseView view)
    {
        (int[] take, int[] give) = LeaseShares.Of(
            view, Math.Max(1, view.Replicas.Length), [.. _groups.Select(g => g.Lease.Partitions)]);
        if (take.Length > 0)
        {
            _change = Begin(() => Try(() => Take(take)));
        }
        else if (give.Length > 0)
        {
            ReplicaGroup[] groups = [.. _groups];
            _change = Begin(() => Array.ForEach(
                groups, group => GiveBack(group, [.. group.Lease.Partitions.Intersect(give)])));
        }
    }

    private void Take(int[] wanted)
    {
        long asked = Stopwatch.GetTimestamp();
        if (_leases.Take(_own.Id, wanted) is not { } lease)
        {
            // Who took it before has left something half way; that is ended now.
            _wake.Set();
            return;
        }

        var group = new ReplicaGroup(lease, _store.With(lease));
        group.Renewed(asked);
        lock (_gate)
        {
            _groups.Add(group);
        }

        try
        {
            Open(group, lease.Partitions);
            _tell($"this replica has partitions {lease.List}, epoch {lease.Epoch}");
        }
        catch (StoreException)
        {
            Refused(group);
            throw;
        }
    }

    private void Open(ReplicaGroup group, int[] partitions)
    {
        SessionEngine engine = _open(group, partitions);
        lock (_gate)
        {
            group.Engine = engine;
            foreach (int p in _groups.Contains(group) ? partitions : [])
            {
                _routes[p].Point(group, isOwn: true);
            }
        }
    }

    /// <summary>Ends what is under way, and lets others have the partitions.</summary>
    private void GiveBack(ReplicaGroup group, int[] given)
    {
        if (given.Length == 0 || group.Engine is null || group.IsLost)
        {
            return;
        }

        int[] all = group.Lease.Partitions, rest = [.. all.Except(given)];
        SessionEngine engine = group.Engine;
        lock (_gate)
        {
            Array.ForEach(all, p => _routes[p].Point(null, isOwn: rest.Contains(p)));
            group.Engine = null;
        }

        engine.Dispose();
        Lease before = group.Lease;
        lock (_gate)
        {
            group.Lease = before with { Partitions = rest };
            if (rest.Length == 0)
            {
                _groups.Remove(group);
            }
        }

        Try(() => _leases.Release(before, given));
        _left(given);
        _tell($"partitions {string.Join(", ", given)} are given back");
        if (rest.Length == 0)
        {
            group.Dispose();
            return;
        }

        Try(() => Open(group, rest));
        if (group.Engine is null)
        {
            Refused(group);
        }
    }

    /// <summary>Another replica has the partitions, or may have them: nothing of them is answered any more.</summary>
    private void Close(ReplicaGroup group)
    {
        group.Lose();
        lock (_gate)
        {
            // One that is about to open is closed when it has.
            if (group.Engine is null && !_change.IsCompleted)
            {
                return;
            }

            _groups.Remove(group);
        }

        Array.ForEach(group.Lease.Partitions, p => _routes[p].Point(null, isOwn: false));
        _left(group.Lease.Partitions);
        _tell($"partitions {group.Lease.List} are lost");
        _closing.RemoveAll(t => t.IsCompleted);
        _closing.Add(Begin(() =>
        {
            group.Dispose();
            Try(() => _leases.Release(group.Lease, group.Lease.Partitions));
        }));
    }

    private static Task Begin(Action act) => Task.Factory.StartNew(
        act, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Does what the database may refuse; the next look is another try.</summary>
    private void Try(Action act)
    {
        try
        {
            act();
            _told = null;
        }
        catch (StoreException exception)
        {
            if (exception.Message != _told)
            {
                _tell(exception.Message);
            }

            _told = exception.Message;
        }
    }
}
