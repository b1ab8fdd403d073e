using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Tests.Engine;

/// <summary>A store that fails on request.</summary>
internal sealed class FailingStore(ISessionStore store) : ISessionStore
{
    /// <summary>Whether the next write fails: before it is done (1), or after it (2); 0 for neither.</summary>
    public Func<int> Fails { get; set; } = () => 0;

    /// <summary>As <see cref="Fails"/>, only of appended blocks and not of snapshots; null for all writes.</summary>
    public Func<int>? AppendFails { get; set; }

    /// <summary>What the next read of a block throws.</summary>
    public Exception? ReadFails { get; set; }

    /// <summary>Whether the next model is refused.</summary>
    public Func<bool> AddFails { get; set; } = () => false;

    /// <summary>Whether reads fail, too.</summary>
    public bool IsDown { get; set; }

    /// <inheritdoc/>
    public string Name => store.Name;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => store.Notes;

    /// <inheritdoc/>
    public bool LacksSessions(int partition) => store.LacksSessions(partition);

    /// <inheritdoc/>
    public IReadOnlyList<string> CheckStructure() => store.CheckStructure();

    /// <inheritdoc/>
    public StoreTail ReadTail() => store.ReadTail();

    /// <inheritdoc/>
    public int Partitions => store.Partitions;

    /// <inheritdoc/>
    public long Claim() => store.Claim();

    /// <inheritdoc/>
    public void Append(long epoch, IReadOnlyList<JournalBlock> blocks) =>
        Write(() => store.Append(epoch, blocks), AppendFails);

    /// <inheritdoc/>
    public void WriteSnapshots(long epoch, IReadOnlyList<SessionSnapshot> snapshots) =>
        Write(() => store.WriteSnapshots(epoch, snapshots));

    /// <inheritdoc/>
    public void Compact(
        long epoch, int partition, long through, IReadOnlyList<HistoryPiece> pieces,
        IReadOnlyList<ClosedSession> closed) =>
        Write(() => store.Compact(epoch, partition, through, pieces, closed));

    /// <inheritdoc/>
    public IReadOnlyList<JournalBlock> ReadBlocks(int partition, long number) =>
        ReadFails is { } failure ? throw failure : Up.ReadBlocks(partition, number);

    /// <inheritdoc/>
    public IEnumerable<JournalBlock> ReadJournal(int partition, long after) => Up.ReadJournal(partition, after);

    /// <inheritdoc/>
    public long LastBlock(int partition) => Up.LastBlock(partition);

    /// <inheritdoc/>
    public IEnumerable<SessionSnapshot> ReadSessions(int partition) => Up.ReadSessions(partition);

    /// <inheritdoc/>
    public SessionSnapshot? ReadSnapshot(int partition, UInt128 session) => Up.ReadSnapshot(partition, session);

    /// <inheritdoc/>
    public IEnumerable<HistoryPiece> ReadHistory(int partition, UInt128 session, long before) =>
        Up.ReadHistory(partition, session, before);

    /// <inheritdoc/>
    public int AddModel(StoredModel model, ReadOnlyMemory<byte> file) =>
        AddFails() ? throw new StoreException("The store refuses.") : store.AddModel(model, file);

    /// <inheritdoc/>
    public IReadOnlyList<StoredModel> ReadModels() => Up.ReadModels();

    /// <inheritdoc/>
    public byte[] ReadModel(int number) => Up.ReadModel(number);

    /// <inheritdoc/>
    public void RemoveModel(long epoch, int number) => store.RemoveModel(epoch, number);

    /// <inheritdoc/>
    public void PutKey(StoredKey key) => store.PutKey(key);

    /// <inheritdoc/>
    public IReadOnlyList<StoredKey> ReadKeys() => store.ReadKeys();

    /// <inheritdoc/>
    public bool RemoveKey(string name) => store.RemoveKey(name);

    /// <inheritdoc/>
    public void Dispose() => store.Dispose();

    private ISessionStore Up => IsDown ? throw new StoreException("The store is down.") : store;

    private void Write(Action write, Func<int>? fails = null)
    {
        int how = IsDown ? 1 : (fails ?? Fails)();
        if (how == 1)
        {
            throw new StoreException("The store refuses.");
        }

        write();
        if (how == 2)
        {
            throw new StoreException("The store does not answer.");
        }
    }
}
