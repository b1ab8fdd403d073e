using System.Data;
using Carousel.Cluster.Stores;
using Npgsql;

namespace Carousel.Server.Storage;

/// <summary>The one connection that writes; it is opened again if it was lost.</summary>
/// <remarks>
/// A write is one round trip: its statements are sent together and are one transaction, of which the first refuses a
/// writer that was followed. If the connection is lost on the way, it is unknown whether the transaction was, or will
/// be, carried out. So the next connection writes under another name, which refuses statements still on their way under
/// the old one; it waits for a transaction that has begun. Reads are allowed only after that.
/// </remarks>
/// <param name="source">Connections.</param>
/// <param name="isVolatile">Whether a write returns before it is on the disk.</param>
/// <param name="lease">What was leased to it; null for a writer that claims all partitions.</param>
internal sealed class PostgresWriter(PostgresSource source, bool isVolatile, Lease? lease = null) : IDisposable
{
    // The server learns within 20 seconds that this machine is gone, and lets go of what its transaction held. Who has
    // waited for a partition must see what was changed in it.
    private const string Settings =
        "SET tcp_keepalives_idle = 8; SET tcp_keepalives_interval = 4; SET tcp_keepalives_count = 3; "
        + "SET default_transaction_isolation = 'read committed'";

    // A database that waits for more than its local disk continues to do so.
    private const string AsVolatile = "SET synchronous_commit = off",
        AsDurable = "SELECT set_config('synchronous_commit', 'on', false) "
            + "WHERE current_setting('synchronous_commit') = 'off'";

    // In their order, as writes hold them.
    private readonly string _lockAll =
        $"SELECT FROM carousel.partitions {(lease is null ? "" : $"WHERE partition IN ({lease.List})")} "
        + "ORDER BY partition FOR UPDATE";

    private readonly Lock _writing = new();
    private NpgsqlConnection? _connection;
    private long _epoch = lease?.Epoch ?? 0;
    private Guid _name = lease?.Writer ?? Guid.Empty, _nextName;
    private volatile bool _isUnknown;

    /// <inheritdoc cref="ISessionStore.Claim"/>
    public long Claim()
    {
        if (lease is not null)
        {
            return lease.Epoch;
        }

        lock (_writing)
        {
            Guid name = Guid.NewGuid();
            long epoch = 0;
            Guard(connection =>
            {
                using NpgsqlTransaction transaction = connection.BeginTransaction();
                PostgresTables.Run(connection, _lockAll);
                using NpgsqlCommand claim = PostgresStatements.Command(
                    connection,
                    "UPDATE carousel.partitions SET writer = $1, "
                    + "epoch = (SELECT max(epoch) + 1 FROM carousel.partitions) RETURNING epoch",
                    PostgresStatements.Value(name));
                epoch = (long)claim.ExecuteScalar()!;
                transaction.Commit();
            });
            (_epoch, _name, _nextName) = (epoch, name, Guid.Empty);
            return epoch;
        }
    }

    /// <summary>Writes in one transaction, if the store is still the writer's.</summary>
    /// <param name="epoch">Of the writer.</param>
    /// <param name="held">The partitions that are written to; each once.</param>
    /// <param name="statements">What is written.</param>
    /// <exception cref="StoreException">The store fails, or another writer has taken it.</exception>
    public void Write(long epoch, int[] held, IEnumerable<NpgsqlBatchCommand> statements)
    {
        lock (_writing)
        {
            Guard(connection =>
            {
                using var batch = new NpgsqlBatch(connection);
                batch.BatchCommands.Add(PostgresStatements.Hold(epoch, _name, held, lease is not null));
                foreach (NpgsqlBatchCommand statement in statements)
                {
                    batch.BatchCommands.Add(statement);
                }

                batch.Prepare();
                batch.ExecuteNonQuery();
            });
        }
    }

    /// <summary>Waits until nothing that was written before is still on its way.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public void Settle()
    {
        if (_isUnknown)
        {
            lock (_writing)
            {
                Guard(static _ => { });
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Disconnect();

    private void Guard(Action<NpgsqlConnection> act)
    {
        try
        {
            act(Connect());
        }
        catch (Exception exception) when (PostgresSource.IsOfServer(exception))
        {
            // Statements that the server refused on a connection that is still open were rolled back.
            if (exception is not PostgresException || _connection?.State != ConnectionState.Open)
            {
                _isUnknown = true;
                Disconnect();
            }

            throw source.Failure(exception);
        }
    }

    private NpgsqlConnection Connect()
    {
        if (_connection?.State != ConnectionState.Open)
        {
            Disconnect();
            NpgsqlConnection connection = source.OpenNew();
            try
            {
                PostgresTables.Run(connection, Settings);
                PostgresTables.Run(connection, isVolatile ? AsVolatile : AsDurable);
                if (lease is not null)
                {
                    // So those who take a lease over find what the holder before may have left half way.
                    PostgresTables.Run(connection, $"SET application_name = '{Lease.WriterOf(lease.Replica)}'");
                }

                _connection = connection;
            }
            finally
            {
                if (_connection is null)
                {
                    connection.Dispose();
                }
            }
        }

        if (_isUnknown)
        {
            Rename(_connection);
            _isUnknown = false;
        }

        return _connection;
    }

    private void Disconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }

    /// <summary>Where another server has taken the store, its claim has done the same already.</summary>
    private void Rename(NpgsqlConnection connection)
    {
        // The same name again where it is unknown whether this was done.
        _nextName = _nextName == Guid.Empty ? Guid.NewGuid() : _nextName;
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        PostgresTables.Run(connection, _lockAll);
        using NpgsqlCommand rename = PostgresStatements.Command(
            connection, "UPDATE carousel.partitions SET writer = $3 WHERE epoch = $1 AND writer IN ($2, $3)",
            PostgresStatements.Value(_epoch), PostgresStatements.Value(_name), PostgresStatements.Value(_nextName));
        rename.ExecuteNonQuery();
        transaction.Commit();
        (_name, _nextName) = (_nextName, Guid.Empty);
    }
}
