using Carousel.Cluster.Stores;
using Npgsql;
using static Carousel.Server.Storage.PostgresStatements;

namespace Carousel.Server.Storage;

/// <summary>Who has which partitions until when, by the clock of the database.</summary>
/// <remarks>
/// A commit holds the row of its partition in <c>carousel.partitions</c> and looks there for its epoch, and in
/// <c>carousel.leases</c> for the time that is left. Who takes a partition waits for that row: what was begun in time
/// is there before, what comes later is refused.
/// </remarks>
internal sealed class PostgresLeases : IDisposable
{
    // Who waits longer for a partition whose time has run out waits for a process that was stopped half way.
    private const int LockMilliseconds = 400, MostConnections = 3, CommandSeconds = 2;

    private static readonly string _tables =
        $"""
        CREATE TABLE carousel.replicas (
          id uuid PRIMARY KEY, address text NOT NULL, secret uuid NOT NULL, until timestamptz NOT NULL);
        CREATE TABLE carousel.leases (
          partition int PRIMARY KEY, replica uuid NOT NULL, epoch bigint NOT NULL, until timestamptz NOT NULL);
        INSERT INTO carousel.leases SELECT partition, '{Guid.Empty}', 0, '-infinity' FROM carousel.partitions;
        CREATE FUNCTION carousel.hold_lease(of_epoch bigint, of_writer uuid, of_partitions int[]) RETURNS void
          LANGUAGE plpgsql AS $$
        DECLARE
          held int;
        BEGIN
          PERFORM carousel.hold(of_epoch, of_writer, of_partitions);
          SELECT count(*) INTO held FROM carousel.leases
            WHERE partition = ANY (of_partitions) AND epoch = of_epoch AND until > clock_timestamp();
          IF held <> cardinality(of_partitions) THEN
            RAISE EXCEPTION 'the time of this replica has run out' USING ERRCODE = '{PostgresSource.Taken}';
          END IF;
        END $$;
        """;

    private readonly PostgresSource _source;
    private readonly int _partitions;
    private readonly TimeSpan _time;

    /// <summary>Opens the tables, or makes them.</summary>
    /// <param name="connectionString">Of a store that is open.</param>
    /// <param name="partitions">How many the store has.</param>
    /// <param name="time">How long a lease holds from when it was renewed.</param>
    /// <exception cref="StoreException">The database refuses.</exception>
    public PostgresLeases(string connectionString, int partitions, TimeSpan time)
    {
        (_partitions, _time) = (partitions, time);
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            CommandTimeout = CommandSeconds,
            Timeout = CommandSeconds,
            MaxPoolSize = MostConnections,
        };
        _source = new PostgresSource(settings.ConnectionString);
        try
        {
            _source.Run(0, static (connection, _) => Open(connection));
        }
        catch
        {
            _source.Dispose();
            throw;
        }
    }

    /// <summary>Says that a replica is there, renews what it has, and looks at what the others have.</summary>
    /// <param name="own">The replica.</param>
    /// <param name="isThere">Whether it takes partitions; not where it is about to end.</param>
    /// <param name="held">What it has.</param>
    /// <exception cref="StoreException">The database fails.</exception>
    public LeaseView Beat(ReplicaAddress own, bool isThere, IReadOnlyList<Lease> held)
    {
        int[] partitions = [.. held.SelectMany(lease => lease.Partitions)];
        long[] epochs = [.. held.SelectMany(lease => lease.Partitions.Select(_ => lease.Epoch))];
        return _source.Run((own, isThere, partitions, epochs, leases: this), static (connection, state) =>
        {
            using var batch = new NpgsqlBatch(connection);
            if (state.isThere)
            {
                batch.BatchCommands.Add(Statement(
                    "INSERT INTO carousel.replicas VALUES ($1, $2, $3, clock_timestamp() + $4) "
                    + "ON CONFLICT (id) DO UPDATE SET until = excluded.until",
                    Value(state.own.Id), Value(state.own.Address.ToString()), Value(state.own.Secret),
                    Value(state.leases._time)));
            }

            // Also expired leases: if another replica had taken one, its replica or its epoch would differ.
            batch.BatchCommands.Add(Statement(
                """
                UPDATE carousel.leases l SET until = clock_timestamp() + $4
                  FROM unnest($2, $3) AS held(partition, epoch)
                  WHERE l.partition = held.partition AND l.replica = $1 AND l.epoch = held.epoch
                    AND EXISTS (
                      SELECT FROM carousel.partitions p WHERE p.partition = l.partition AND p.epoch = l.epoch)
                """,
                Value(state.own.Id), Value(state.partitions), Value(state.epochs), Value(state.leases._time)));
            batch.BatchCommands.Add(Statement(
                "SELECT partition, replica, epoch, until > clock_timestamp() FROM carousel.leases"));
            batch.BatchCommands.Add(Statement(
                "SELECT id, address, secret FROM carousel.replicas WHERE until > clock_timestamp() ORDER BY id"));
            batch.BatchCommands.Add(Statement(
                "DELETE FROM carousel.replicas WHERE until < clock_timestamp() - interval '1 minute'"));
            batch.Prepare();
            using NpgsqlDataReader rows = batch.ExecuteReader();
            return Read(rows, state.leases._partitions);
        });
    }

    /// <summary>Takes partitions whose time has run out.</summary>
    /// <param name="replica">For whom.</param>
    /// <param name="wanted">Which.</param>
    /// <returns>What is the replica's from now on; null where that is nothing.</returns>
    /// <exception cref="StoreException">The database fails.</exception>
    public Lease? Take(Guid replica, int[] wanted) =>
        _source.Run((replica, wanted, time: _time), static (connection, state) =>
        {
            try
            {
                return Take(connection, state.replica, state.wanted, state.time);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                EndWriters(connection, state.wanted);
                return null;
            }
        });

    /// <summary>Gives partitions back before their time runs out.</summary>
    /// <param name="lease">Whose.</param>
    /// <param name="partitions">Which of it.</param>
    /// <exception cref="StoreException">The database fails.</exception>
    public void Release(Lease lease, int[] partitions) =>
        _source.Run((lease, partitions), static (connection, state) => Run(
            connection,
            $"UPDATE carousel.leases SET until = '-infinity', replica = '{Guid.Empty}' "
            + "WHERE partition = ANY ($1) AND replica = $2 AND epoch = $3",
            Value(state.partitions), Value(state.lease.Replica), Value(state.lease.Epoch)));

    /// <summary>A replica is not there any more.</summary>
    /// <param name="replica">Which.</param>
    /// <exception cref="StoreException">The database fails.</exception>
    public void Leave(Guid replica) =>
        _source.Run(replica, static (connection, id) => Run(
            connection, "DELETE FROM carousel.replicas WHERE id = $1", Value(id)));

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private static bool Open(NpgsqlConnection connection)
    {
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        PostgresSchema.LockTables(connection);
        bool isThere = PostgresTables.Asks(connection, "SELECT to_regclass('carousel.leases') IS NOT NULL");
        if (!isThere)
        {
            PostgresTables.Run(connection, _tables);
        }

        transaction.Commit();
        return isThere;
    }

    private static Lease? Take(NpgsqlConnection connection, Guid replica, int[] wanted, TimeSpan time)
    {
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        PostgresTables.Run(
            connection, Invariant.Of($"SET LOCAL lock_timeout = {LockMilliseconds}"));

        // Commits that have begun end first; they no longer need their row of the lease after this.
        Run(
            connection, "SELECT FROM carousel.partitions WHERE partition = ANY ($1) ORDER BY partition FOR UPDATE",
            Value(wanted));
        using NpgsqlCommand look = Command(
            connection,
            "SELECT partition FROM carousel.leases WHERE partition = ANY ($1) AND until <= clock_timestamp() "
            + "ORDER BY partition FOR UPDATE",
            Value(wanted));
        int[] partitions = [.. Rows(look, static row => row.GetInt32(0))];
        if (partitions.Length == 0)
        {
            return null;
        }

        var writer = Guid.NewGuid();
        long epoch;
        using (NpgsqlCommand claim = Command(
            connection,
            "UPDATE carousel.partitions SET writer = $2, "
            + "epoch = (SELECT max(epoch) + 1 FROM carousel.partitions) WHERE partition = ANY ($1) RETURNING epoch",
            Value(partitions), Value(writer)))
        {
            epoch = (long)claim.ExecuteScalar()!;
        }

        Run(
            connection,
            "UPDATE carousel.leases SET replica = $2, epoch = $3, until = clock_timestamp() + $4 "
            + "WHERE partition = ANY ($1)",
            Value(partitions), Value(replica), Value(epoch), Value(time));
        transaction.Commit();
        return new Lease(replica, epoch, writer, partitions);
    }

    /// <summary>Ends what replicas whose time has run out have left half way: it would be refused, but holds rows.
    /// </summary>
    private static void EndWriters(NpgsqlConnection connection, int[] wanted)
    {
        using NpgsqlCommand look = Command(
            connection,
            "SELECT DISTINCT replica FROM carousel.leases WHERE partition = ANY ($1) AND until <= clock_timestamp()",
            Value(wanted));
        string[] replicas = [.. Rows(look, static row => Lease.WriterOf(row.GetGuid(0)))];
        Run(
            connection,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            + "WHERE datname = current_database() AND application_name = ANY ($1)",
            Value(replicas));
    }

    private static LeaseView Read(NpgsqlDataReader rows, int partitions)
    {
        // The first two statements answer no rows.
        var leases = new LeasedPartition[partitions];
        while (rows.Read())
        {
            leases[rows.GetInt32(0)] = new LeasedPartition(rows.GetGuid(1), rows.GetInt64(2), rows.GetBoolean(3));
        }

        rows.NextResult();
        var replicas = new List<ReplicaAddress>();
        while (rows.Read())
        {
            replicas.Add(new ReplicaAddress(rows.GetGuid(0), new Uri(rows.GetString(1)), rows.GetGuid(2)));
        }

        return new LeaseView(leases, [.. replicas]);
    }

    private static bool Run(
        NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        using NpgsqlCommand command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery() >= 0;
    }
}
