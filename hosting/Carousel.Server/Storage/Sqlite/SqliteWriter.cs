using Carousel.Cluster.Stores;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Carousel.Server.Storage;

/// <summary>The one connection that writes, with its statements.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteStatement _begin, _commit, _rollback, _epoch, _block, _snapshot;
    private readonly SqliteStatement _sums, _contents, _readContents, _lastBlock;
    private readonly SqliteStatement _piece, _dropPieces, _closeSession, _closeHistory, _trim, _trimmed;

    private readonly bool _ownsConnection;
    private readonly long[] _last;
    private readonly (long Sessions, long Total)[] _more;
    private readonly int _partitions;

    /// <summary>Prepares the statements.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="partitions">How many partitions the file has.</param>
    /// <param name="ownsConnection">Whether the connection ends with the writer.</param>
    public SqliteWriter(SqliteConnection connection, int partitions, bool ownsConnection = true)
    {
        (Connection, _partitions, _ownsConnection) = (connection, partitions, ownsConnection);
        (_last, _more) = (new long[partitions], new (long, long)[partitions]);
        Array.Fill(_last, -1);
        (_begin, _commit, _rollback) = (Prepare("BEGIN IMMEDIATE"), Prepare("COMMIT"), Prepare("ROLLBACK"));
        _epoch = Prepare("SELECT epoch FROM about");
        _block = Prepare($"INSERT INTO journal VALUES (?1, ?2, ?3)");
        _lastBlock = Prepare(SqliteReader.LastBlockOf(partitions));
        _snapshot = Prepare("INSERT OR REPLACE INTO sessions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        _sums = Prepare("SELECT sums, partition, position FROM sessions WHERE id = ?1");
        _readContents = Prepare("SELECT sessions, total, sum FROM contents WHERE partition = ?1");
        _contents = Prepare("INSERT OR REPLACE INTO contents VALUES (?1, ?2, ?3, ?4)");
        _piece = Prepare("INSERT OR REPLACE INTO history VALUES (?1, ?2, ?3, ?4, ?5)");
        _dropPieces = Prepare("DELETE FROM history WHERE id = ?1 AND first + count <= ?2");
        _closeSession = Prepare("DELETE FROM sessions WHERE id = ?1 AND position <= ?2");
        _closeHistory = Prepare("DELETE FROM history WHERE id = ?1");
        _trim = Prepare(
            $"DELETE FROM journal WHERE place <= ?2 * {partitions} + ?1 AND place % {partitions} = ?1");
        _trimmed = Prepare(
            "INSERT INTO trimmed VALUES (?1, ?2, ?3) ON CONFLICT (partition) DO UPDATE "
            + "SET number = excluded.number, sum = excluded.sum WHERE number < excluded.number");

        SqliteStatement Prepare(string sql) => new(connection, sql);
    }

    /// <summary>The connection.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>Does something in one transaction, if the store is still the writer's.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="epoch">Of the writer.</param>
    /// <param name="state">Passed on.</param>
    /// <param name="act">The action.</param>
    /// <exception cref="StoreException">Another writer has taken the store.</exception>
    /// <exception cref="SqliteException">The database refuses; nothing was done.</exception>
    public void Transact<TState>(long epoch, TState state, Action<SqliteWriter, TState> act)
    {
        _begin.Run();
        try
        {
            if (_epoch.First() != epoch)
            {
                throw new StoreException("Another server has taken this store.") { IsTaken = true };
            }

            act(this, state);
            WriteContents();
            _commit.Run();
        }
        catch
        {
            Array.Fill(_last, -1);
            Array.Clear(_more);

            // Some failures have already ended the transaction: then the rollback fails.
            try
            {
                _rollback.Run();
            }
            catch (SqliteException)
            {
            }

            throw;
        }
    }

    /// <summary>Pages written to the log since the last call: a small change of a page costs a whole one.</summary>
    public int TakePagesWritten()
    {
        const int CacheWrite = 9;
        raw.sqlite3_db_status(Connection.Handle!, CacheWrite, out int pages, out _, resetFlg: 1);
        return pages;
    }

    /// <summary>Adds a block.</summary>
    public void Add(in JournalBlock block)
    {
        ref long last = ref _last[block.Partition];
        if (last < 0)
        {
            last = _lastBlock.Bind(1, block.Partition).First();
        }

        long place = (block.Number * _partitions) + block.Partition;
        _block.Bind(1, place).Bind(2, SqliteRows.Before(place, last)).Bind(3, block.Bytes.Span).Run();
        last = block.Number;
    }

    /// <summary>Writes a snapshot.</summary>
    public void Write(SessionSnapshot snapshot)
    {
        Forget(snapshot.Session, long.MaxValue);
        long sums = StoreSums.Of(snapshot);
        ref (long Sessions, long Total) more = ref _more[snapshot.Partition];
        more = (more.Sessions + 1, more.Total + sums);
        _snapshot.Bind(1, snapshot.Session).Bind(2, snapshot.Partition).Bind(3, snapshot.Model).Bind(4, snapshot.Next)
            .Bind(5, snapshot.Owner).Bind(6, snapshot.ExpiresAfter).Bind(7, snapshot.Position)
            .Bind(8, sums).Bind(9, snapshot.State.Span).Run();
    }

    /// <summary>Writes a piece of history.</summary>
    public void Write(HistoryPiece piece)
    {
        _dropPieces.Bind(1, piece.Session).Bind(2, piece.DropBefore).Run();
        _piece.Bind(1, piece.Session).Bind(2, piece.First).Bind(3, piece.Count).Bind(4, StoreSums.Of(piece))
            .Bind(5, piece.Bytes.Span).Run();
    }

    /// <summary>Forgets a session.</summary>
    public void Close(in ClosedSession session)
    {
        Forget(session.Session, session.Position);
        _closeSession.Bind(1, session.Session).Bind(2, session.Position).Run();
        _closeHistory.Bind(1, session.Session).Run();
    }

    /// <summary>Takes blocks out.</summary>
    public void Trim(int partition, long through)
    {
        _trim.Bind(1, partition).Bind(2, through).Run();
        _trimmed.Bind(1, partition).Bind(2, through).Bind(3, StoreSums.Of(partition, through)).Run();
    }

    /// <summary>Writes down how many snapshots there are by now.</summary>
    public void WriteContents()
    {
        for (int partition = 0; partition < _partitions; partition++)
        {
            if (_more[partition] == default)
            {
                continue;
            }

            (long sessions, long total) = _more[partition];
            bool isWhole = true;
            if (_readContents.Bind(1, partition).Next())
            {
                (long before, long sum) = (_readContents.Number(0), _readContents.Number(1));
                isWhole = _readContents.Number(2) == StoreSums.Of(partition, before, sum);
                (sessions, total) = (sessions + before, total + sum);
            }

            // What was damaged stays so: a new checksum would hide it.
            _readContents.Reset();
            _contents.Bind(1, partition).Bind(2, sessions).Bind(3, total)
                .Bind(4, isWhole ? StoreSums.Of(partition, sessions, total) : -1).Run();
            _more[partition] = default;
        }
    }

    private void Forget(UInt128 id, long through)
    {
        if (_sums.Bind(1, id).Next() && _sums.Number(2) <= through
            && _sums.Number(1) is >= 0 and var partition && partition < _partitions)
        {
            ref (long Sessions, long Total) more = ref _more[partition];
            more = (more.Sessions - 1, more.Total - _sums.Number(0));
        }

        _sums.Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        SqliteStatement[] all =
        [
            _begin, _commit, _rollback, _epoch, _block, _snapshot, _piece, _dropPieces, _closeSession, _closeHistory,
            _trim, _trimmed, _sums, _contents, _readContents, _lastBlock,
        ];
        foreach (SqliteStatement statement in all)
        {
            statement.Dispose();
        }

        if (_ownsConnection)
        {
            Connection.Dispose();
        }
    }
}
