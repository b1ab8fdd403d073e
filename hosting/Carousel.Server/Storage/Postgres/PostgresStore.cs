using System.Security.Cryptography;
using Carousel.Cluster.Stores;
using Npgsql;
using static Carousel.Server.Storage.PostgresStatements;

namespace Carousel.Server.Storage;

/// <summary>Sessions in the schema <c>carousel</c> of a database of PostgreSQL, where one server may follow another.
/// </summary>
internal sealed class PostgresStore : ISessionStore
{
    // Blocks and sessions that are read at once.
    private const int SomeBlocks = 64, SomeSessions = 4096;
    private const long SomeBytes = 64 << 10;

    // Of a replica: a writer for each group of partitions, and what reads.
    private const int LeasedWriters = 8, LeasedConnections = 2 * LeasedWriters;

    private readonly PostgresSource _source;
    private readonly PostgresWriter _writer;
    private readonly bool _isVolatile, _isPart;

    /// <summary>Opens a store, or makes its tables.</summary>
    /// <param name="connectionString">Of the database, as Npgsql reads it.</param>
    /// <param name="isVolatile">Whether steps are answered before they are on the disk: a crash of the database's
    /// server loses the last ones, a crash of this one none.</param>
    /// <param name="isLeased">Whether it is written by <see cref="With"/>.</param>
    /// <param name="use">What it is opened for.</param>
    /// <exception cref="StoreException">The database can't be used; nothing was changed in it.</exception>
    public PostgresStore(
        string connectionString, bool isVolatile, bool isLeased = false, StoreUse use = StoreUse.Sessions)
    {
        const string WhenFull = "Make room; sessions then continue.";
        _isVolatile = isVolatile;
        _source = isLeased
            ? new PostgresSource(connectionString, LeasedConnections, LeasedWriters) { WhenFull = WhenFull }
            : new PostgresSource(connectionString) { WhenFull = WhenFull };
        try
        {
            Partitions = _source.Run(
                (Name, use), static (connection, work) => PostgresSchema.Open(connection, work.Name, work.use));
        }
        catch
        {
            _source.Dispose();
            throw;
        }

        _writer = new PostgresWriter(_source, isVolatile);
    }

    private PostgresStore(PostgresStore whole, Lease lease)
    {
        (_source, _isPart, Partitions) = (whole._source, true, whole.Partitions);
        _writer = new PostgresWriter(_source, whole._isVolatile, lease);
    }

    /// <inheritdoc/>
    public string Name => _source.Name;

    /// <inheritdoc/>
    public int Partitions { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => [];

    /// <summary>The same store for a writer of some partitions, during its lease of them.</summary>
    /// <param name="lease">The lease.</param>
    public PostgresStore With(Lease lease) => new(this, lease);

    /// <inheritdoc/>
    public long Claim() => _writer.Claim();

    /// <inheritdoc/>
    public void Append(long epoch, IReadOnlyList<JournalBlock> blocks) =>
        _writer.Write(
            epoch, [.. blocks.Select(static block => block.Partition).Distinct()], PostgresStatements.Append(blocks));

    /// <inheritdoc/>
    public void WriteSnapshots(long epoch, IReadOnlyList<SessionSnapshot> snapshots) =>
        _writer.Write(
            epoch, [.. snapshots.Select(static snapshot => snapshot.Partition).Distinct()], Write(snapshots));

    /// <inheritdoc/>
    public void Compact(
        long epoch, int partition, long through, IReadOnlyList<HistoryPiece> pieces,
        IReadOnlyList<ClosedSession> closed) =>
        _writer.Write(epoch, [partition], PostgresStatements.Compact(partition, through, pieces, closed));

    /// <inheritdoc/>
    /// <remarks>A round trip costs as much as some tens of kilobytes.</remarks>
    public IReadOnlyList<JournalBlock> ReadBlocks(int partition, long number)
    {
        List<JournalBlock> blocks = Read(
            "SELECT partition, number, bytes FROM "
            + "(SELECT *, sum(octet_length(bytes)) OVER (ORDER BY number DESC) AS sum "
            + "FROM (SELECT * FROM carousel.journal WHERE partition = $1 AND number <= $2 "
            + "ORDER BY number DESC LIMIT $3) AS last) AS summed WHERE number = $2 OR sum <= $4 ORDER BY number DESC",
            Block,
            Value(partition), Value(number), Value(SomeBlocks), Value(SomeBytes));
        return blocks.Count > 0 && blocks[0].Number == number ? blocks : [];
    }

    /// <inheritdoc/>
    public IEnumerable<JournalBlock> ReadJournal(int partition, long after)
    {
        while (true)
        {
            List<JournalBlock> blocks = Read(
                "SELECT partition, number, bytes FROM carousel.journal WHERE partition = $1 AND number > $2 "
                + "ORDER BY number LIMIT $3",
                Block,
                Value(partition), Value(after), Value(SomeBlocks));
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
    public long LastBlock(int partition) =>
        Read(
            "SELECT greatest((SELECT max(number) FROM carousel.journal WHERE partition = $1), "
            + "(SELECT number FROM carousel.trimmed WHERE partition = $1), 0)",
            static row => row.GetInt64(0), Value(partition))[0];

    /// <inheritdoc/>
    public IEnumerable<SessionSnapshot> ReadSessions(int partition)
    {
        UInt128 from = UInt128.Zero;
        while (true)
        {
            // Rows are in the order of the stored ids; a damaged row may be given another id.
            List<(UInt128 Id, SessionSnapshot Session)> rows = Read(
                "SELECT partition, id, model, next, owner, expires, position, sums FROM carousel.sessions "
                + "WHERE partition = $1 AND id >= $2 ORDER BY id LIMIT $3",
                static row => (
                    PostgresId.Session(row.GetGuid(1)), StoreSums.Checked(Snapshot(row, default), row.GetInt64(7))),
                Value(partition), Value(PostgresId.Of(from)), Value(SomeSessions));
            foreach ((_, SessionSnapshot session) in rows)
            {
                yield return session;
            }

            if (rows.Count < SomeSessions || rows[^1].Id == UInt128.MaxValue)
            {
                yield break;
            }

            from = rows[^1].Id + 1;
        }
    }

    /// <inheritdoc/>
    public SessionSnapshot? ReadSnapshot(int partition, UInt128 session)
    {
        (SessionSnapshot? snapshot, long sums) = Read(
            "SELECT partition, id, model, next, owner, expires, position, state, sums FROM carousel.sessions "
            + "WHERE partition = $1 AND id = $2",
            static row => (Snapshot(row, row.GetFieldValue<byte[]>(7)), row.GetInt64(8)), Value(partition),
            Value(PostgresId.Of(session))).FirstOrDefault();
        return snapshot is null || StoreSums.Fits(snapshot, sums) ? snapshot : throw Damaged("a stored state");
    }

    /// <inheritdoc/>
    /// <remarks>The database checks its own pages where it was made with checksums.</remarks>
    public bool LacksSessions(int partition) => false;

    /// <inheritdoc/>
    public IReadOnlyList<string> CheckStructure() => [];

    /// <inheritdoc/>
    public StoreTail ReadTail() => StoreTail.None;

    /// <inheritdoc/>
    public IEnumerable<HistoryPiece> ReadHistory(int partition, UInt128 session, long before)
    {
        while (true)
        {
            (HistoryPiece? piece, long sum) = Read(
                "SELECT id, first, count, bytes, sum FROM carousel.history "
                + "WHERE partition = $1 AND id = $2 AND first < $3 ORDER BY first DESC LIMIT 1",
                static row => (
                    new HistoryPiece(
                        PostgresId.Session(row.GetGuid(0)), row.GetInt64(1), row.GetInt32(2),
                        row.GetFieldValue<byte[]>(3), 0),
                    row.GetInt64(4)),
                Value(partition), Value(PostgresId.Of(session)), Value(before)).FirstOrDefault();
            if (piece is null)
            {
                yield break;
            }

            yield return StoreSums.Of(piece) == sum ? piece : throw Damaged("a stored answer");
            before = piece.First;
        }
    }

    /// <inheritdoc/>
    public int AddModel(StoredModel model, ReadOnlyMemory<byte> file)
    {
        // The file is sent only where it is not there yet.
        List<int> known = Read(
            "SELECT number FROM carousel.models WHERE name = $1 AND sha256 = $2 AND sum <> 0",
            static row => row.GetInt32(0), Value(model.Name), Value(model.Sha256));
        return known.Count > 0 ? known[0] : AddNewModel(model, file);
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredModel> ReadModels() =>
    [
        .. Read(
            "SELECT number, name, sha256, sum FROM carousel.models ORDER BY number",
            static row => (
                Model: new StoredModel(row.GetInt32(0), row.GetString(1), row.GetString(2)), Sum: row.GetInt64(3)))
        .Where(static row => StoreSums.Of(row.Model) == row.Sum).Select(static row => row.Model),
    ];

    /// <inheritdoc/>
    public byte[] ReadModel(int number)
    {
        (byte[]? bytes, string? hash) = Read(
            "SELECT bytes, sha256 FROM carousel.models WHERE number = $1",
            static row => (row.GetFieldValue<byte[]>(0), row.GetString(1)), Value(number)).FirstOrDefault();
        return bytes is null ? throw new StoreException($"{Name} has no model {number}, though a session needs it.")
            : hash!.Length != 2 * SHA256.HashSizeInBytes || Convert.ToHexStringLower(SHA256.HashData(bytes)) == hash
                ? bytes
                : throw Damaged($"the file of model {number}");
    }

    /// <inheritdoc/>
    public void RemoveModel(long epoch, int number) =>
        _writer.Write(epoch, [.. Enumerable.Range(0, Partitions)], PostgresStatements.RemoveModel(number));

    /// <inheritdoc/>
    public void PutKey(StoredKey key) =>
        Read(
            "INSERT INTO carousel.keys VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO UPDATE "
            + "SET hash = excluded.hash, rights = excluded.rights, sum = excluded.sum RETURNING name",
            static row => row.GetString(0), Value(key.Name), Value(key.Hash), Value(key.Rights),
            Value(StoreSums.Of(key)));

    /// <inheritdoc/>
    public IReadOnlyList<StoredKey> ReadKeys() =>
    [
        .. Read(
            "SELECT name, hash, rights, sum FROM carousel.keys ORDER BY name COLLATE \"C\"",
            static row => (
                Key: new StoredKey(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetString(2)),
                Sum: row.GetInt64(3)))

        // A damaged key opens nothing: its rights may be others than were given.
        .Select(static row => StoreSums.Of(row.Key) == row.Sum ? row.Key : row.Key with { Hash = default }),
    ];

    /// <inheritdoc/>
    public bool RemoveKey(string name) =>
        Read(
            "DELETE FROM carousel.keys WHERE name = $1 RETURNING name", static row => row.GetString(0), Value(name))
        .Count > 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        if (!_isPart)
        {
            _source.Dispose();
        }
    }

    /// <summary>A snapshot of a row.</summary>
    /// <param name="row">Partition, id, model, next, owner, expires and position.</param>
    /// <param name="state">The state.</param>
    public static SessionSnapshot Snapshot(NpgsqlDataReader row, ReadOnlyMemory<byte> state) => new(
        row.GetInt32(0), PostgresId.Session(row.GetGuid(1)), row.GetInt32(2), row.GetInt64(3), row.GetInt64(4),
        row.GetInt32(5), row.GetInt64(6), state);

    private static JournalBlock Block(NpgsqlDataReader row) =>
        new(row.GetInt32(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2));

    private int AddNewModel(StoredModel model, ReadOnlyMemory<byte> file)
    {
        int number = Read(
            "INSERT INTO carousel.models (name, sha256, bytes) VALUES ($1, $2, $3) "
            + "ON CONFLICT (name, sha256) DO UPDATE SET name = excluded.name RETURNING number",
            static row => row.GetInt32(0), Value(model.Name), Value(model.Sha256), Value(file))[0];

        // The checksum covers the number, which the database gives. A model without it is added again.
        Read(
            "UPDATE carousel.models SET sum = $2 WHERE number = $1 RETURNING number",
            static row => row.GetInt32(0), Value(number), Value(StoreSums.Of(model with { Number = number })));
        return number;
    }

    private StoreException Damaged(string what) =>
        new($"{Name}: {what} is damaged. Restore a backup, or close the session.") { IsDamage = true };

    /// <summary>The rows of one statement, after all earlier writes.</summary>
    private List<T> Read<T>(string sql, Func<NpgsqlDataReader, T> read, params NpgsqlParameter[] parameters)
    {
        _writer.Settle();
        return _source.Run((sql, read, parameters), static (connection, work) =>
        {
            using var command = new NpgsqlCommand(work.sql, connection);
            command.Parameters.AddRange(Array.ConvertAll(work.parameters, static parameter => parameter.Clone()));
            command.Prepare();
            return Rows(command, work.read);
        });
    }
}
