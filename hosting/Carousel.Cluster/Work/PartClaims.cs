using Carousel.Cluster.Stores;
using Npgsql;
using NpgsqlTypes;

namespace Carousel.Cluster.Work;

/// <summary>
/// A worker's place in a store: what it does at the moment. Its connection holds a lock by which others see that it is
/// alive, so that a worker that was killed is known as lost at once.
/// </summary>
internal sealed class PartClaims : IDisposable
{
    private readonly WorkStore _store;
    private readonly string _version;
    private readonly int _threads;
    private readonly Lock _lock = new();
    private NpgsqlConnection? _connection;

    /// <summary>Enters a worker.</summary>
    /// <param name="store">The store.</param>
    /// <param name="version">The worker's release.</param>
    /// <param name="threads">How many parts it does at once.</param>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    public PartClaims(WorkStore store, string version, int threads)
    {
        (_store, _version, _threads) = (store, version, threads);
        Run(0, static (_, _) => true);
    }

    /// <summary>The worker's number.</summary>
    public long Worker { get; } = Random.Shared.NextInt64();

    /// <summary>Claims a part, if it is wanted, not done, and not claimed.</summary>
    /// <param name="name">The part.</param>
    /// <returns>The part as text, and how many workers were lost while they did it; null where there is nothing to do.
    /// </returns>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    public (string Text, int Losses)? Take(PartName name) => Run(name, static (connection, state) =>
    {
        using var command = new NpgsqlCommand(
            $"""
            UPDATE carousel_work.parts SET worker = $2,
              losses = losses + CASE WHEN worker IS NULL OR worker = $2 THEN 0 ELSE 1 END
            WHERE name = $1 AND state = {WorkSchema.Open} AND runs <> '{"{}"}'
              AND CASE WHEN worker IS NULL OR worker = $2 THEN true ELSE carousel_work.is_lost(worker) END
            RETURNING spec, losses
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = state.Input.Bytes });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = state.Worker });
        using NpgsqlDataReader row = command.ExecuteReader();
        return row.Read() ? (row.GetString(0), row.GetInt32(1)) : ((string, int)?)null;
    });

    /// <summary>Gives parts back that were not done.</summary>
    /// <param name="name">The part.</param>
    /// <param name="isLoss">Whether it counts as a loss, because this machine could not do it.</param>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    public void GiveBack(PartName name, bool isLoss) => Run((name, isLoss), static (connection, state) =>
    {
        using var command = new NpgsqlCommand(
            $"UPDATE carousel_work.parts SET worker = NULL, losses = losses + $3 WHERE name = $1 AND worker = $2 "
            + $"AND state = {WorkSchema.Open}",
            connection);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = state.Input.name.Bytes });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = state.Worker });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = state.Input.isLoss ? 1 : 0 });
        command.ExecuteNonQuery();
        return true;
    });

    /// <summary>Which of the parts that are being done are still wanted.</summary>
    /// <param name="names">The parts.</param>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    public IReadOnlyCollection<PartName> StillWanted(IReadOnlyCollection<PartName> names) =>
        Run(names, static (connection, state) =>
        {
            using var command = new NpgsqlCommand(
                $"SELECT name FROM carousel_work.parts WHERE name = ANY ($1) AND state = {WorkSchema.Open} "
                + $"AND runs <> '{"{}"}'",
                connection);
            command.Parameters.Add(
                new NpgsqlParameter<byte[][]> { TypedValue = [.. state.Input.Select(n => n.Bytes)] });
            using NpgsqlDataReader rows = command.ExecuteReader();
            var wanted = new HashSet<PartName>();
            while (rows.Read())
            {
                wanted.Add(new PartName(rows.GetFieldValue<byte[]>(0)));
            }

            return wanted;
        });

    /// <summary>Stores an answer, or the reason for having none; the first one counts. It is on the disk when this
    /// returns.
    /// </summary>
    /// <param name="name">The part.</param>
    /// <param name="answer">The answer; null if the part failed.</param>
    /// <param name="message">Why it failed.</param>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    public void Keep(PartName name, PartAnswer? answer, string? message) =>
        _store.Source.Run((name, answer, message), static (connection, state) =>
        {
            short end = state.answer is null ? WorkSchema.Aside : WorkSchema.Done;
            using var command = new NpgsqlCommand(
                $"""
                WITH kept AS (
                  UPDATE carousel_work.parts SET state = {end}, answer = $2, file = $3, message = $4, worker = NULL,
                    changed = now()
                  WHERE name = $1 AND state <> {WorkSchema.Done} RETURNING runs)
                SELECT count(pg_notify('{WorkStore.Notices}' || to_hex(run), encode($1, 'hex')))
                FROM kept, unnest(runs) AS run
                """,
                connection);
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = state.name.Bytes });
            command.Parameters.Add(Optional(state.answer?.Text, NpgsqlDbType.Text));
            command.Parameters.Add(Optional(state.answer?.File, NpgsqlDbType.Bytea));
            command.Parameters.Add(Optional(state.message, NpgsqlDbType.Text));
            command.ExecuteNonQuery();
            return true;
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_connection is { } connection)
            {
                try
                {
                    // The connection goes back to a pool, where it would keep the lock.
                    PostgresTables.Run(
                        connection,
                        $"DELETE FROM carousel_work.workers WHERE id = {Worker}; SELECT pg_advisory_unlock_all()");
                }
                catch (Exception exception) when (PostgresSource.IsOfServer(exception))
                {
                    // The end of the connection releases the lock as well.
                }

                connection.Dispose();
            }
        }
    }

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    // Claims need not be on the disk: one that is lost with the database's server leaves a part that waits.
    private NpgsqlConnection Enter()
    {
        NpgsqlConnection connection = _store.Source.OpenNew();
        try
        {
            PostgresTables.Run(
                connection,
                "SET synchronous_commit TO off; SET tcp_keepalives_idle TO 10; SET tcp_keepalives_interval TO 5; "
                + "SET tcp_keepalives_count TO 3; "
                + "DELETE FROM carousel_work.workers WHERE carousel_work.is_lost(id)");
            PostgresTables.Run(connection, $"SELECT pg_advisory_lock({Worker})");
            using var command = new NpgsqlCommand(
                $"INSERT INTO carousel_work.workers (id, version, host, threads) VALUES ({Worker}, $1, $2, $3) "
                + "ON CONFLICT DO NOTHING",
                connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _version });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Environment.MachineName });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _threads });
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private TResult Run<TInput, TResult>(
        TInput input, Func<NpgsqlConnection, (TInput Input, long Worker), TResult> act)
    {
        lock (_lock)
        {
            for (bool isAgain = false; ; isAgain = true)
            {
                try
                {
                    _connection ??= Enter();
                    return act(_connection, (input, Worker));
                }
                catch (Exception exception) when (PostgresSource.IsOfServer(exception))
                {
                    StoreException failure = _store.Source.Failure(exception);
                    if (failure.IsAway)
                    {
                        _connection?.Dispose();
                        _connection = null;
                    }

                    if (isAgain || !failure.IsAway)
                    {
                        throw failure;
                    }
                }
            }
        }
    }
}
