using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Storage;

namespace Carousel.Server.Replicas;

/// <summary>Sessions of which some are in this process and the others at other replicas: any replica takes a request,
/// and the owner of the session answers it.</summary>
internal sealed class ReplicaSessions : ISessionEngine
{
    private readonly PostgresStore _store;
    private readonly PostgresLeases _leases;
    private readonly IModelSource _models;
    private readonly Action<string> _tell;
    private readonly EngineShared _shared;
    private readonly Guid _secret = Guid.NewGuid();
    private volatile ReplicaKeeper? _keeper;

    /// <summary>Makes what begins with <see cref="Join"/>.</summary>
    /// <param name="store">The store; it stays the caller's.</param>
    /// <param name="leases">Who has what of it; ended with this.</param>
    /// <param name="models">Versions of models.</param>
    /// <param name="options">Sizes and times.</param>
    /// <param name="tell">Takes sentences for the log.</param>
    public ReplicaSessions(
        PostgresStore store, PostgresLeases leases, IModelSource models, EngineOptions options, Action<string> tell)
    {
        (_store, _leases, _models, _tell, Options) = (store, leases, models, tell, options);
        _shared = new EngineShared(options);
        Meters.Observe(() => Counts);
        Door = new LinkDoor(_secret, Ask);
    }

    /// <inheritdoc/>
    /// <remarks>Also true for a replica without partitions: it passes requests on.</remarks>
    public bool IsReady => _keeper is not null && Engines.All(e => e.IsReady);

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

    /// <summary>How many partitions the store has.</summary>
    public int Partitions => _store.Partitions;

    /// <summary>The partitions that are this replica's at the moment.</summary>
    public IReadOnlyCollection<int> Held =>
        _keeper?.Groups.Where(g => g.IsHeld).SelectMany(g => g.Lease.Partitions).ToHashSet() ?? [];

    /// <summary>Answers other replicas.</summary>
    public LinkDoor Door { get; }

    /// <inheritdoc/>
    public (long Sessions, long Awake, long Waiting) Counts
    {
        get
        {
            (long sessions, long awake, long waiting) = (0, 0, 0);
            foreach (SessionEngine engine in Engines)
            {
                (long s, long a, long w) = engine.Counts;
                (sessions, awake, waiting) = (sessions + s, awake + a, waiting + w);
            }

            return (sessions, awake, waiting);
        }
    }

    private IEnumerable<SessionEngine> Engines =>
        _keeper?.Groups.Select(g => g.Engine).OfType<SessionEngine>() ?? [];

    /// <summary>Begins to take partitions, and to be asked by others.</summary>
    /// <param name="address">Where others reach this replica.</param>
    public void Join(Uri address) => _keeper = new ReplicaKeeper(
        _store, _leases, new ReplicaAddress(Guid.NewGuid(), address, _secret), Open, CutOff, _tell);

    /// <inheritdoc/>
    /// <remarks>Later requests are passed on.</remarks>
    public void Leave()
    {
        _keeper?.Leave();
        Door.Close();
    }

    /// <inheritdoc/>
    public long SessionsOf(int model) => Engines.Sum(e => e.SessionsOf(model));

    /// <inheritdoc/>
    public bool TryFind(UInt128 session, out Uri? elsewhere)
    {
        IPassageTarget? target = RouteOf(session)?.Target;
        elsewhere = target?.Address;
        return target is ReplicaGroup { IsHeld: true } || elsewhere is not null;
    }

    /// <inheritdoc/>
    public ValueTask StepAsync(StepCall call)
    {
        if (!Owners.MayStep(call))
        {
            return ValueTask.CompletedTask;
        }

        int first = PartitionOf(call.Sessions[0]);
        for (int item = 1; item < call.Items; item++)
        {
            if (PartitionOf(call.Sessions[item]) != first)
            {
                return new ValueTask(StepApartAsync(call));
            }
        }

        var passage = new Passage(call);
        Ask(passage);
        return new ValueTask(passage.Done);
    }

    /// <inheritdoc/>
    public Task AskAsync(ControlCall call)
    {
        var passage = new Passage(call);
        Ask(passage);
        return passage.Done;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Leave();
        _keeper?.Dispose();
        Door.Dispose();
        _leases.Dispose();
        Meters.Dispose();
    }

    /// <summary>Each partition's sessions go their own way.</summary>
    private async Task StepApartAsync(StepCall call)
    {
        IGrouping<int, int>[] parts =
            [.. Enumerable.Range(0, call.Items).GroupBy(item => PartitionOf(call.Sessions[item]))];
        var passages = new Passage[parts.Length];
        for (int p = 0; p < parts.Length; p++)
        {
            passages[p] = new Passage(call.Part([.. parts[p]]));
            Ask(passages[p]);
        }

        for (int p = 0; p < parts.Length; p++)
        {
            await passages[p].Done.ConfigureAwait(false);
            call.TakePart([.. parts[p]], passages[p].Steps!);
            passages[p].Steps!.Return();
        }
    }

    private void Ask(Passage passage)
    {
        if (RouteOf(passage.Session) is { } route)
        {
            route.Ask(passage);
        }
        else
        {
            passage.Refuse(StepFault.Moving);
        }
    }

    /// <returns>Null where the replica has not begun.</returns>
    private PartitionRoute? RouteOf(UInt128 session) => _keeper?.Routes[PartitionOf(session)];

    private int PartitionOf(UInt128 session) => SessionId.Partition(session, _store.Partitions);

    private SessionEngine Open(ReplicaGroup group, int[] partitions) => new(
        group.Store, _models, Options,
        failure =>
        {
            _tell(failure.Message);
            if (failure.IsTaken)
            {
                _keeper?.Refused(group);
            }
        },
        _shared, partitions);

    private void CutOff(int[] partitions) => Watchers.CutOff(s => partitions.Contains(PartitionOf(s)));
}
