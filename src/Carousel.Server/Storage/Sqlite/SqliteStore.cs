using System.Buffers.Binary;
using System.Collections.Concurrent;
using Carousel.Cluster.Stores;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage.Sqlite;

/// <summary>Sessions in one file of SQLite, with a write-ahead log that is synced before a step is answered.</summary>
internal sealed class SqliteStore : ISessionStore
{
    private const int NewPartitions = 8, PageBytes = 4096;

    private readonly string _connectionString;
    private readonly FileStream _held;
    private readonly SqliteWriter _writer;
    private readonly ConcurrentBag<SqliteReader> _readers = [];
    private readonly SqliteCheckpoints _checkpoints;
    private readonly Lock _writing = new();

    /// <summary>Opens a file, or makes it.</summary>
    /// <param name="file">Where it is.</param>
    /// <param name="isVolatile">Whether steps are answered before they are on the disk: a crash of the machine loses
    /// the last ones, a crash of the server none.</param>
    /// <exception cref="StoreException">The file can't be used; nothing was changed in it.</exception>
    public SqliteStore(string file, bool isVolatile)
    {
        Name = file;
        _held = Hold(file);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString();
        SqliteConnection? connection = null;
        try
        {
            connection = new SqliteConnection(_connectionString);
            connection.Open();
            SqliteSchema.Run(
                connection,
                $"PRAGMA page_size = {PageBytes}; PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000; "
                + $"PRAGMA synchronous = {(isVolatile ? "OFF" : "FULL")}; PRAGMA wal_autocheckpoint = 0");
            Partitions = SqliteSchema.Open(connection, file, NewPartitions);
            _writer = new SqliteWriter(connection, Partitions);
            _checkpoints = new SqliteCheckpoints(_connectionString, isVolatile);
        }
        catch (SqliteException exception)
        {
            connection?.Dispose();
            _held.Dispose();
            throw Failure(exception);
        }
        catch
        {
            connection?.Dispose();
            _held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Partitions { get; }

    /// <inheritdoc/>
    public long Claim() => Guard(this, static store =>
    {
        SqliteSchema.Run(store._writer.Connection, "UPDATE about SET epoch = epoch + 1");
        using var epoch = new SqliteStatement(store._writer.Connection, "SELECT epoch FROM about");
        epoch.Next();
        return epoch.Number(0);
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
        long bytes = 0;
        for (int b = 0; b < blocks.Count; b++)
        {
            bytes += blocks[b].Bytes.Length;
        }

        _checkpoints.Written(bytes);
    }

    /// <inheritdoc/>
    public void WriteSnapshots(long epoch, IReadOnlyList<SessionSnapshot> snapshots)
    {
        Write(epoch, snapshots, static (writer, snapshots) =>
        {
            foreach (SessionSnapshot snapshot in snapshots)
            {
                writer.Write(snapshot);
            }
        });
        _checkpoints.Written(snapshots.Sum(s => (long)s.State.Length + PageBytes));
    }

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
    /// <remarks>The file is near: the block alone.</remarks>
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
    public IEnumerable<JournalBlock> ReadJournal(int partition, long after)
    {
        while (true)
        {
            List<JournalBlock> blocks = Read((partition, after), static (reader, at) =>
            {
                var blocks = new List<JournalBlock>();
                reader.Journal.Bind(1, at.partition).Bind(2, at.after);
                while (reader.Journal.Next())
                {
                    blocks.Add(new JournalBlock(at.partition, reader.Journal.Number(0), reader.Journal.Blob(1)));
                }

                return blocks;
            });
            if (blocks.Count == 0)
            {
                yield break;
            }

            foreach (JournalBlock block in blocks)
            {
                yield return block;
            }

            after = blocks[^1].Number;
        }
    }

    /// <inheritdoc/>
    public long LastBlock(int partition) => Read(partition, static (reader, partition) =>
    {
        reader.LastBlock.Bind(1, partition).Next();
        long number = reader.LastBlock.Number(0);
        reader.LastBlock.Reset();
        return number;
    });

    /// <inheritdoc/>
    public IEnumerable<SessionSnapshot> ReadSessions(int partition)
    {
        using SqliteReader reader = Open();
        SqliteStatement rows = reader.Sessions.Bind(1, partition);
        while (rows.Next())
        {
            yield return new SessionSnapshot(
                partition, BinaryPrimitives.ReadUInt128BigEndian(rows.Blob(0)), (int)rows.Number(1), rows.Number(2),
                rows.Number(3), (int)rows.Number(4), rows.Number(5), default);
        }
    }

    /// <inheritdoc/>
    public SessionSnapshot? ReadSnapshot(int partition, UInt128 session) =>
        Read((partition, session), static (reader, at) =>
        {
            Span<byte> id = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(id, at.session);
            SqliteStatement row = reader.Snapshot.Bind(1, id);
            SessionSnapshot? snapshot = row.Next()
                ? new SessionSnapshot(
                    at.partition, at.session, (int)row.Number(0), row.Number(1), row.Number(2), (int)row.Number(3),
                    row.Number(4), row.Blob(5))
                : null;
            row.Reset();
            return snapshot;
        });

    /// <inheritdoc/>
    public IEnumerable<HistoryPiece> ReadHistory(int partition, UInt128 session, long before)
    {
        while (true)
        {
            HistoryPiece? piece = Read((session, before), static (reader, at) =>
            {
                Span<byte> id = stackalloc byte[16];
                BinaryPrimitives.WriteUInt128BigEndian(id, at.session);
                SqliteStatement row = reader.History.Bind(1, id).Bind(2, at.before);
                HistoryPiece? piece = row.Next()
                    ? new HistoryPiece(at.session, row.Number(0), (int)row.Number(1), row.Blob(2), 0)
                    : null;
                row.Reset();
                return piece;
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
        using var insert = new SqliteStatement(
            store._writer.Connection,
            "INSERT OR IGNORE INTO models (name, sha256, bytes) VALUES (?1, ?2, ?3)");
        insert.Bind(1, model.Name).Bind(2, model.Sha256).Bind(3, file.Span).Run();
        using var find = new SqliteStatement(
            store._writer.Connection, "SELECT number FROM models WHERE name = ?1 AND sha256 = ?2");
        find.Bind(1, model.Name).Bind(2, model.Sha256).Next();
        return (int)find.Number(0);
    });

    /// <inheritdoc/>
    public IReadOnlyList<StoredModel> ReadModels() => Guard(this, static store =>
    {
        using var find = new SqliteStatement(
            store._writer.Connection, "SELECT number, name, sha256 FROM models ORDER BY number");
        var models = new List<StoredModel>();
        while (find.Next())
        {
            models.Add(new StoredModel((int)find.Number(0), find.Text(1), find.Text(2)));
        }

        return models;
    });

    /// <inheritdoc/>
    public byte[] ReadModel(int number) => Guard((this, number), static work =>
    {
        (SqliteStore store, int number) = work;
        using var find = new SqliteStatement(store._writer.Connection, "SELECT bytes FROM models WHERE number = ?1");
        return find.Bind(1, number).Next()
            ? find.Blob(0)
            : throw new StoreException($"{store.Name} has no model {number}, though a session needs it.");
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
        _checkpoints.Dispose();
        while (_readers.TryTake(out SqliteReader? reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
        _held.Dispose();
    }

    /// <summary>
    /// Two servers on one file would each believe that its sessions are its own: the second is told at once, not by a
    /// refused write.
    /// </summary>
    private static FileStream Hold(string file)
    {
        try
        {
            return new FileStream(
                file + "-lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1,
                FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                File.Exists(file + "-lock")
                    ? $"{file}: another server uses this store. Stop it, or name another file."
                    : $"{file}: the store can't be made there ({exception.Message.TrimEnd('.')}). Name another file.",
                exception);
        }
    }

    private void Write<TState>(long epoch, TState state, Action<SqliteWriter, TState> act)
    {
        lock (_writing)
        {
            try
            {
                _writer.Transact(epoch, state, act);
            }
            catch (SqliteException exception)
            {
                throw Failure(exception);
            }
        }
    }

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
    }

    private SqliteReader Open()
    {
        try
        {
            return new SqliteReader(_connectionString, Partitions);
        }
        catch (SqliteException exception)
        {
            throw Failure(exception);
        }
    }

    private StoreException Failure(SqliteException exception) => new(
        exception.SqliteErrorCode switch
        {
            13 => $"{Name}: the disk is full. Make room; sessions go on by themselves.",
            14 => $"{Name}: the file can't be opened. Name another one.",
            26 => $"{Name} is no database; name a new file, or one that carousel serve made.",
            _ => $"{Name}: {exception.Message.TrimEnd('.')}.",
        },
        exception);
}
