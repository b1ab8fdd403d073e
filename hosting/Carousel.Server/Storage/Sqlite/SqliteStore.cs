using System.Collections.Concurrent;
using Carousel.Cluster.Stores;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage;

/// <summary>Sessions in one file of SQLite, with a write-ahead log that is synced before a step is answered.</summary>
internal sealed class SqliteStore : ISessionStore
{
    /// <summary>Bytes of a page of the file.</summary>
    public const int PageBytes = 4096;

    /// <summary>Blocks have lower numbers: their positions fit into 63 bits.</summary>
    public const long MostNumber = 1L << 36;

    private const int NewPartitions = 8;

    private readonly string _connectionString;
    private readonly FileStream _held;
    private readonly SqliteWriter _writer;
    private readonly ConcurrentBag<SqliteReader> _readers = [];
    private readonly SqliteCheckpoints? _checkpoints;
    private readonly SqliteTail? _tail;
    private readonly Lock _writing = new();
    private readonly List<string> _notes = [];
    private readonly HashSet<int> _lacking = [];
    private bool _isServing;

    /// <summary>Opens a file, or makes it.</summary>
    /// <param name="file">Where it is.</param>
    /// <param name="isVolatile">Whether steps are answered before they are on the disk: a crash of the machine loses
    /// the last ones, a crash of the server none.</param>
    /// <param name="use">What it is opened for.</param>
    /// <exception cref="StoreException">The file can't be used; nothing was changed in it.</exception>
    public SqliteStore(string file, bool isVolatile, StoreUse use = StoreUse.Sessions)
    {
        bool reads = use == StoreUse.Check;
        Name = file;
        _held = SqliteFiles.Hold(file);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Pooling = false,
            Mode = reads ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
        }.ToString();
        SqliteConnection? connection = null;
        try
        {
            _notes.AddRange(SqliteFiles.Prepare(file, reads));
            connection = new SqliteConnection(_connectionString);
            connection.Open();
            if (!reads)
            {
                SqliteSchema.Run(
                    connection,
                    $"PRAGMA page_size = {PageBytes}; PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000; "
                    + $"PRAGMA synchronous = {(isVolatile ? "OFF" : "FULL")}; PRAGMA wal_autocheckpoint = 0; "
                    + $"PRAGMA journal_size_limit = {SqliteCheckpoints.EnoughBytes}");
            }

            Partitions = SqliteSchema.Open(connection, file, NewPartitions, use);
            _writer = new SqliteWriter(connection, Partitions);
            if (!reads)
            {
                // Without it, a log that is lost would leave a file without tables, which looks like a new one.
                SqliteSchema.Run(connection, "PRAGMA wal_checkpoint(PASSIVE)");
                _checkpoints = new SqliteCheckpoints(_connectionString, isVolatile);
            }

            _tail = SqliteFiles.OpenTail(file + "-tail", SqliteSchema.Identity(connection), isVolatile, reads);
        }
        catch (Exception exception)
        {
            _checkpoints?.Dispose();
            connection?.Dispose();
            _held.Dispose();
            if (exception is not (SqliteException or IOException or UnauthorizedAccessException))
            {
                throw;
            }

            throw exception is SqliteException failure
                ? Failure(failure)
                : new StoreException($"{file}: {exception.Message.TrimEnd('.')}.", exception)
                {
                    IsFull = FullDisk.Is(exception),
                };
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Partitions { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => _notes;

    /// <inheritdoc/>
    public long Claim() => Guard(this, static store =>
    {
        SqliteSchema.Run(store._writer.Connection, "UPDATE about SET epoch = epoch + 1");
        using var epoch = new SqliteStatement(store._writer.Connection, "SELECT epoch FROM about");
        store._isServing = true;
        return epoch.First();
    });

    /// <inheritdoc/>
    public void Append(long epoch, IReadOnlyList<JournalBlock> blocks)
    {
        Write(epoch, blocks, static (writer, blocks) =>
        {
            for (int b = 0; b < blocks.Count; b++)
            {
                writer.Add(blocks[b]);
            }
        });
        _tail?.Add(blocks);
    }

    /// <inheritdoc/>
    public void WriteSnapshots(long epoch, IReadOnlyList<SessionSnapshot> snapshots) =>
        Write(epoch, snapshots, static (writer, snapshots) =>
        {
            foreach (SessionSnapshot snapshot in snapshots)
            {
                writer.Write(snapshot);
            }
        });

    /// <inheritdoc/>
    public void Compact(
        long epoch, int partition, long through, IReadOnlyList<HistoryPiece> pieces,
        IReadOnlyList<ClosedSession> closed) =>
        Write(epoch, (partition, through, pieces, closed), static (writer, work) =>
        {
            foreach (ClosedSession session in work.closed)
            {
                writer.Close(session);
            }

            foreach (HistoryPiece piece in work.pieces)
            {
                writer.Write(piece);
            }

            writer.Trim(work.partition, work.through);
        });

    /// <inheritdoc/>
    /// <remarks>The file is local: reads only this block.</remarks>
    public IReadOnlyList<JournalBlock> ReadBlocks(int partition, long number) =>
        Read((partition, number), static (reader, at) =>
        {
            JournalBlock[] blocks = reader.Block.Bind(1, at.partition).Bind(2, at.number).Next()
                ? [new JournalBlock(at.partition, at.number, reader.Block.Blob(0))]
                : [];
            reader.Block.Reset();
            return blocks;
        });

    /// <inheritdoc/>
    public IEnumerable<JournalBlock> ReadJournal(int partition, long after) =>
        new SqliteJournal(Partitions, partition, TrimmedOf(partition)).Read(
            after, (from, act) => Read((from, act), static (reader, work) => work.act(reader, work.from)));

    /// <inheritdoc/>
    public bool LacksSessions(int partition)
    {
        lock (_lacking)
        {
            return _lacking.Contains(partition);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> CheckStructure() =>
        Guard(this, static store => SqliteSchema.Check(store._writer.Connection, store.Name));

    /// <inheritdoc/>
    public StoreTail ReadTail() =>
        _tail?.Read([.. Enumerable.Range(0, Partitions).Select(p => TrimmedOf(p) ?? 0)]) ?? StoreTail.None;

    /// <inheritdoc/>
    public long LastBlock(int partition) =>
        Read(partition, static (reader, partition) => reader.LastBlock.Bind(1, partition).First());

    /// <inheritdoc/>
    public IEnumerable<SessionSnapshot> ReadSessions(int partition)
    {
        (List<SessionSnapshot> sessions, bool isWhole) = Read(
            (partition, Partitions), static (reader, at) => SqliteSessions.Read(reader, at.partition, at.Partitions));
        lock (_lacking)
        {
            _ = isWhole ? _lacking.Remove(partition) : _lacking.Add(partition);
        }

        return sessions;
    }

    /// <inheritdoc/>
    public SessionSnapshot? ReadSnapshot(int partition, UInt128 session) =>
        Read((Name, partition, session), static (reader, at) =>
        {
            SqliteStatement row = reader.Snapshot.Bind(1, at.session);
            SessionSnapshot? snapshot = null;
            long sums = 0;
            if (row.Next())
            {
                snapshot = new SessionSnapshot(
                    at.partition, at.session, (int)row.Number(0), row.Number(1), row.Number(2), (int)row.Number(3),
                    row.Number(4), row.Blob(6));
                sums = row.Number(5);
            }

            row.Reset();
            return snapshot is null || StoreSums.Fits(snapshot, sums)
                ? snapshot
                : throw Damaged(at.Name, "a stored state");
        });

    /// <inheritdoc/>
    public IEnumerable<HistoryPiece> ReadHistory(int partition, UInt128 session, long before)
    {
        while (true)
        {
            HistoryPiece? piece = Read((Name, session, before), static (reader, at) =>
            {
                SqliteStatement row = reader.History.Bind(1, at.session).Bind(2, at.before);
                HistoryPiece? piece = null;
                long sum = 0;
                if (row.Next())
                {
                    piece = new HistoryPiece(at.session, row.Number(0), (int)row.Number(1), row.Blob(3), 0);
                    sum = row.Number(2);
                }

                row.Reset();

                // Rows that are out of order would be read again and again.
                return piece is null || (StoreSums.Of(piece) == sum && piece.First < at.before)
                    ? piece
                    : throw Damaged(at.Name, "a stored answer");
            });
            if (piece is null)
            {
                yield break;
            }

            yield return piece;
            before = piece.First;
        }
    }

    /// <inheritdoc/>
    public int AddModel(StoredModel model, ReadOnlyMemory<byte> file) => Guard((this, model, file), static work =>
    {
        (SqliteStore store, StoredModel model, ReadOnlyMemory<byte> file) = work;
        return SqliteModels.Add(store._writer.Connection, model, file.Span);
    });

    /// <inheritdoc/>
    public IReadOnlyList<StoredModel> ReadModels() =>
        Guard(this, static store => SqliteModels.Read(store._writer.Connection));

    /// <inheritdoc/>
    public byte[] ReadModel(int number) => Guard((this, number), static work =>
    {
        (SqliteStore store, int number) = work;
        return SqliteModels.Read(store._writer.Connection, number)
            ?? throw new StoreException($"{store.Name} has no model {number}, though a session needs it.");
    });

    /// <inheritdoc/>
    public void RemoveModel(long epoch, int number) => Write(epoch, number, static (writer, number) =>
    {
        using var delete = new SqliteStatement(writer.Connection, "DELETE FROM models WHERE number = ?1");
        delete.Bind(1, number).Run();
    });

    /// <inheritdoc/>
    public void PutKey(StoredKey key) =>
        Guard((this, key), static work => SqliteKeys.Put(work.Item1._writer.Connection, work.key));

    /// <inheritdoc/>
    public IReadOnlyList<StoredKey> ReadKeys() =>
        Guard(this, static store => SqliteKeys.Read(store._writer.Connection));

    /// <inheritdoc/>
    public bool RemoveKey(string name) =>
        Guard((this, name), static work => SqliteKeys.Remove(work.Item1._writer.Connection, work.name));

    /// <inheritdoc/>
    public void Dispose()
    {
        _checkpoints?.Dispose();
        while (_readers.TryTake(out SqliteReader? reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
        _tail?.Dispose();
        _held.Dispose();
    }

    private static StoreException Damaged(string name, string what) =>
        new($"{name}: {what} is damaged. Restore a backup, or close the session.") { IsDamage = true };

    private long? TrimmedOf(int partition) => Guard((this, partition), static work =>
    {
        using var find = new SqliteStatement(
            work.Item1._writer.Connection, "SELECT number, sum FROM trimmed WHERE partition = ?1");
        return !find.Bind(1, work.partition).Next() ? 0
            : find.Number(1) == StoreSums.Of(work.partition, find.Number(0)) ? find.Number(0)
            : (long?)null;
    });

    private void Write<TState>(long epoch, TState state, Action<SqliteWriter, TState> act) =>
        Guard((Store: this, epoch, state, act), static of =>
        {
            of.Store._writer.Transact(of.epoch, of.state, of.act);
            of.Store._checkpoints?.Written(of.Store._writer.TakePagesWritten());
            return true;
        });

    private TResult Guard<TState, TResult>(TState state, Func<TState, TResult> act)
    {
        lock (_writing)
        {
            try
            {
                return act(state);
            }
            catch (SqliteException exception)
            {
                throw Failure(exception);
            }
        }
    }

    private TResult Read<TState, TResult>(TState state, Func<SqliteReader, TState, TResult> read)
    {
        if (!_readers.TryTake(out SqliteReader? reader))
        {
            reader = Open();
        }

        try
        {
            TResult result = read(reader, state);
            _readers.Add(reader);
            return result;
        }
        catch (SqliteException exception)
        {
            reader.Dispose();
            throw Failure(exception);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private SqliteReader Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            return new SqliteReader(connection, Partitions);
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw Failure(exception);
        }
    }

    private StoreException Failure(SqliteException exception) => SqliteFailure.Of(exception, Name, _isServing);
}
