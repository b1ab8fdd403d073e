using System.Buffers.Binary;
using Carousel.Cluster.Stores;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage.Sqlite;

/// <summary>The one connection that writes, with its statements.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteStatement _begin, _commit, _rollback, _epoch, _block, _snapshot;
    private readonly SqliteStatement _piece, _dropPieces, _closeSession, _closeHistory, _trim, _trimmed;

    /// <summary>Prepares the statements.</summary>
    /// <param name="connection">An open connection; owned.</param>
    /// <param name="partitions">How many partitions the file has.</param>
    public SqliteWriter(SqliteConnection connection, int partitions)
    {
        Connection = connection;
        (_begin, _commit, _rollback) = (Prepare("BEGIN IMMEDIATE"), Prepare("COMMIT"), Prepare("ROLLBACK"));
        _epoch = Prepare("SELECT epoch FROM about");
        _block = Prepare($"INSERT INTO journal VALUES (?2 * {partitions} + ?1, ?3)");
        _snapshot = Prepare("INSERT OR REPLACE INTO sessions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        _piece = Prepare("INSERT OR REPLACE INTO history VALUES (?1, ?2, ?3, ?4)");
        _dropPieces = Prepare("DELETE FROM history WHERE id = ?1 AND first + count <= ?2");
        _closeSession = Prepare("DELETE FROM sessions WHERE id = ?1 AND position <= ?2");
        _closeHistory = Prepare("DELETE FROM history WHERE id = ?1");
        _trim = Prepare(
            $"DELETE FROM journal WHERE place <= ?2 * {partitions} + ?1 AND place % {partitions} = ?1");
        _trimmed = Prepare(
            "INSERT INTO trimmed VALUES (?1, ?2) "
            + "ON CONFLICT (partition) DO UPDATE SET number = max(number, excluded.number)");

        SqliteStatement Prepare(string sql) => new(connection, sql);
    }

    /// <summary>The connection.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>Does something in one transaction, if the store is still the writer's.</summary>
    /// <typeparam name="TState">Of what is done.</typeparam>
    /// <param name="epoch">Of the writer.</param>
    /// <param name="state">Passed on.</param>
    /// <param name="act">What is done.</param>
    /// <exception cref="StoreException">Another writer has taken the store.</exception>
    /// <exception cref="SqliteException">The database refuses; nothing was done.</exception>
    public void Transact<TState>(long epoch, TState state, Action<SqliteWriter, TState> act)
    {
        _begin.Run();
        try
        {
            long now = _epoch.Next() ? _epoch.Number(0) : 0;
            _epoch.Reset();
            if (now != epoch)
            {
                throw new StoreException("Another server has taken this store.") { IsTaken = true };
            }

            act(this, state);
            _commit.Run();
        }
        catch
        {
            // Some failures have ended the transaction already: then there is none to take back.
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

    /// <summary>Adds a block.</summary>
    public void Add(in JournalBlock block) =>
        _block.Bind(1, block.Partition).Bind(2, block.Number).Bind(3, block.Bytes.Span).Run();

    /// <summary>Writes a snapshot.</summary>
    public void Write(SessionSnapshot snapshot)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, snapshot.Session);
        _snapshot.Bind(1, id).Bind(2, snapshot.Partition).Bind(3, snapshot.Model).Bind(4, snapshot.Next)
            .Bind(5, snapshot.Owner).Bind(6, snapshot.ExpiresAfter).Bind(7, snapshot.Position)
            .Bind(8, snapshot.State.Span).Run();
    }

    /// <summary>Writes a piece of history.</summary>
    public void Write(HistoryPiece piece)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, piece.Session);
        _dropPieces.Bind(1, id).Bind(2, piece.DropBefore).Run();
        _piece.Bind(1, id).Bind(2, piece.First).Bind(3, piece.Count).Bind(4, piece.Bytes.Span).Run();
    }

    /// <summary>Forgets a session.</summary>
    public void Close(in ClosedSession session)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, session.Session);
        _closeSession.Bind(1, id).Bind(2, session.Position).Run();
        _closeHistory.Bind(1, id).Run();
    }

    /// <summary>Takes blocks out.</summary>
    public void Trim(int partition, long through)
    {
        _trim.Bind(1, partition).Bind(2, through).Run();
        _trimmed.Bind(1, partition).Bind(2, through).Run();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        SqliteStatement[] all =
        [
            _begin, _commit, _rollback, _epoch, _block, _snapshot, _piece, _dropPieces, _closeSession, _closeHistory,
            _trim, _trimmed,
        ];
        foreach (SqliteStatement statement in all)
        {
            statement.Dispose();
        }

        Connection.Dispose();
    }
}
