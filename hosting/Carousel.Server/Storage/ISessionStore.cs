using Carousel.Cluster.Stores;

namespace Carousel.Server.Storage;

/// <summary>Where sessions, the steps that they took, models and keys outlive the process.</summary>
/// <remarks>
/// Sessions are divided into partitions by their ids. Each partition has a journal, a sequence of blocks of records in
/// the order in which they happened. It has a snapshot of each session's state, from which, with the later records, the
/// present state follows bit by bit. It has pieces of history, the steps that were taken out of the journal.
/// Every write names the epoch in which its writer took the store: a writer that another one has followed is refused.
/// Writes come from one thread at a time; reads from any.
/// </remarks>
internal interface ISessionStore : IKeyStore
{
    /// <summary>How messages call the store.</summary>
    string Name { get; }

    /// <summary>How many partitions the sessions are divided into; a fact of the store from its first day.</summary>
    int Partitions { get; }

    /// <summary>Sentences about what was found, or changed, when the store was opened.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>Takes all partitions: earlier writers are refused from now on.</summary>
    /// <returns>The epoch that begins.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    long Claim();

    /// <summary>Writes blocks after those of their partitions, all or none; they are durable on return.</summary>
    /// <param name="epoch">Of the writer.</param>
    /// <param name="blocks">Of any partitions, in rising numbers within each.</param>
    /// <exception cref="StoreException">The store fails, or another writer has taken it.</exception>
    void Append(long epoch, IReadOnlyList<JournalBlock> blocks);

    /// <summary>Writes snapshots, which replace earlier ones.</summary>
    /// <param name="epoch">Of the writer.</param>
    /// <param name="snapshots">Of any partitions.</param>
    /// <exception cref="StoreException">The store fails, or another writer has taken it.</exception>
    void WriteSnapshots(long epoch, IReadOnlyList<SessionSnapshot> snapshots);

    /// <summary>Takes blocks out of a journal whose steps are kept as history from now on, in one
    /// transaction.</summary>
    /// <param name="epoch">Of the writer.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="through">The number of the last block to be taken out; all before it go, too.</param>
    /// <param name="pieces">The steps to be kept.</param>
    /// <param name="closed">Sessions that ended: nothing of them is kept but what is written with this.</param>
    /// <exception cref="StoreException">The store fails, or another writer has taken it.</exception>
    void Compact(
        long epoch, int partition, long through, IReadOnlyList<HistoryPiece> pieces,
        IReadOnlyList<ClosedSession> closed);

    /// <summary>A block of a journal, and of those before it as many as come along at little cost.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="number">The block's number.</param>
    /// <returns>The block first, then those before it in falling numbers; none where it was taken out.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    IReadOnlyList<JournalBlock> ReadBlocks(int partition, long number);

    /// <summary>The blocks of a journal in order.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="after">Only blocks with higher numbers.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    IEnumerable<JournalBlock> ReadJournal(int partition, long after);

    /// <summary>The number of the last block that was written, whether it was taken out since or not; 0 for
    /// none.</summary>
    /// <param name="partition">The partition.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    long LastBlock(int partition);

    /// <summary>All snapshots of a partition without their states, also damaged ones.</summary>
    /// <param name="partition">The partition.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    IEnumerable<SessionSnapshot> ReadSessions(int partition);

    /// <summary>Whether <see cref="ReadSessions"/> found fewer snapshots of a partition than were written.</summary>
    /// <param name="partition">The partition.</param>
    bool LacksSessions(int partition);

    /// <summary>Has the database check its own structure.</summary>
    /// <returns>A sentence for each fault that is found.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    IReadOnlyList<string> CheckStructure();

    /// <summary>The last durable records, as noted outside the database.</summary>
    StoreTail ReadTail();

    /// <summary>A session's snapshot.</summary>
    /// <param name="partition">The session's partition.</param>
    /// <param name="session">The session.</param>
    /// <returns>The snapshot; null if there is none.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    SessionSnapshot? ReadSnapshot(int partition, UInt128 session);

    /// <summary>Pieces of a session's history, the newest first.</summary>
    /// <param name="partition">The session's partition.</param>
    /// <param name="session">The session.</param>
    /// <param name="before">Pieces that begin before this step.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    IEnumerable<HistoryPiece> ReadHistory(int partition, UInt128 session, long before);

    /// <summary>Keeps a model's file, so that sessions can be replayed on it.</summary>
    /// <param name="model">The model; its number is not read.</param>
    /// <param name="file">The bytes of its file.</param>
    /// <returns>The model's number: the same for the same bytes under the same name.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    int AddModel(StoredModel model, ReadOnlyMemory<byte> file);

    /// <summary>The models that are kept.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    IReadOnlyList<StoredModel> ReadModels();

    /// <summary>The bytes of a model's file.</summary>
    /// <param name="number">The model.</param>
    /// <exception cref="StoreException">The store fails, or has no such model.</exception>
    byte[] ReadModel(int number);

    /// <summary>Drops a model that no session needs; its number is not given again.</summary>
    /// <param name="epoch">Of the writer, who knows the sessions.</param>
    /// <param name="number">The model.</param>
    /// <exception cref="StoreException">The store fails, or another writer has taken it.</exception>
    void RemoveModel(long epoch, int number);
}
