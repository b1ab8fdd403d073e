using Carousel.Cluster.Stores;
using Npgsql;
using NpgsqlTypes;

namespace Carousel.Cluster.Work;

/// <summary>Parts, their files and their answers in a database of PostgreSQL: what a command needs that begins them.
/// </summary>
internal sealed class WorkStore : IDisposable
{
    private const int PieceBytes = 1 << 20, KeptDays = 30;

    private readonly PostgresSource _source;

    /// <summary>Opens a store, or makes its tables.</summary>
    /// <param name="connectionString">Of the database, as Npgsql reads it.</param>
    /// <exception cref="StoreException">The database can't be used.</exception>
    public WorkStore(string connectionString)
    {
        _source = new PostgresSource(connectionString);
        Number = _source.Run(_source.Name, WorkSchema.Prepare);
    }

    /// <summary>The number of the store.</summary>
    public Guid Number { get; }

    /// <summary>How messages call the database.</summary>
    public string Name => _source.Name;

    /// <summary>The connections.</summary>
    public PostgresSource Source => _source;

    /// <summary>How the channels of notices begin; the number of a run follows, in hexadecimal digits.</summary>
    public const string Notices = "carousel_work_";

    /// <summary>How the channel of notices of a run is called.</summary>
    /// <param name="run">The run.</param>
    public static string NoticesOf(long run) => $"{Notices}{run:x}";

    /// <summary>Puts files there that are missing.</summary>
    /// <param name="data">The files.</param>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public void Put(IEnumerable<PartData> data)
    {
        foreach (PartData one in data.DistinctBy(d => Convert.ToHexString(d.Hash.Span)))
        {
            _source.Run(one, static (connection, one) =>
            {
                byte[] hash = one.Hash.ToArray();
                using NpgsqlTransaction transaction = connection.BeginTransaction();
                using var known = new NpgsqlCommand(
                    "UPDATE carousel_work.data SET used = now() WHERE sha256 = $1", connection);
                known.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
                if (known.ExecuteNonQuery() == 0)
                {
                    PutPieces(connection, hash, one.Path);
                }

                transaction.Commit();
                return true;
            });
        }
    }

    /// <summary>Writes a file's content.</summary>
    /// <param name="hash">SHA-256 of it.</param>
    /// <param name="to">Takes it.</param>
    /// <returns>Whether it is there.</returns>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    public bool Get(byte[] hash, Stream to) => _source.Run((hash, to), static (connection, state) =>
    {
        state.to.SetLength(0);
        using var command = new NpgsqlCommand(
            "SELECT bytes FROM carousel_work.pieces WHERE sha256 = $1 ORDER BY number", connection);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = state.hash });
        using NpgsqlDataReader rows = command.ExecuteReader(System.Data.CommandBehavior.SequentialAccess);
        bool isThere = false;
        while (rows.Read())
        {
            isThere = true;
            using Stream piece = rows.GetStream(0);
            piece.CopyTo(state.to);
        }

        return isThere;
    });

    /// <summary>Stores the parts that a run wants; parts that were given up get another chance.</summary>
    /// <param name="run">The number of who wants them.</param>
    /// <param name="parts">The parts, each once.</param>
    /// <returns>Those that are done already.</returns>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    public IReadOnlyList<PartName> Begin(long run, IReadOnlyCollection<Part> parts) =>
        _source.Run((run, parts), static (connection, state) =>
        {
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            PostgresTables.Run(
                connection,
                $"DELETE FROM carousel_work.parts WHERE changed < now() - interval '{KeptDays} days'; "
                + $"WITH old AS (DELETE FROM carousel_work.data WHERE used < now() - interval '{KeptDays} days' "
                + "RETURNING sha256) DELETE FROM carousel_work.pieces WHERE sha256 IN (SELECT sha256 FROM old)");

            // In the order of their names, so that two commands that want the same can't wait for each other.
            using var command = new NpgsqlCommand(
                $"""
                INSERT INTO carousel_work.parts AS p (name, spec, version, runs)
                  SELECT name, spec, version, ARRAY[$1] FROM unnest($2, $3, $4) AS wanted (name, spec, version)
                  ORDER BY name
                ON CONFLICT (name) DO UPDATE SET
                  runs = p.runs || excluded.runs, changed = now(),
                  losses = CASE WHEN p.state = {WorkSchema.Aside} THEN 0 ELSE p.losses END,
                  state = CASE WHEN p.state = {WorkSchema.Aside} THEN {WorkSchema.Open} ELSE p.state END
                RETURNING name, state
                """,
                connection);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = state.run });
            command.Parameters.Add(
                new NpgsqlParameter<byte[][]> { TypedValue = [.. state.parts.Select(p => p.Name.Bytes)] });
            command.Parameters.Add(
                new NpgsqlParameter<string[]> { TypedValue = [.. state.parts.Select(p => p.Text)] });
            command.Parameters.Add(
                new NpgsqlParameter<string[]> { TypedValue = [.. state.parts.Select(p => p.Version)] });
            var done = new List<PartName>();
            using (NpgsqlDataReader rows = command.ExecuteReader())
            {
                while (rows.Read())
                {
                    if (rows.GetInt16(1) == WorkSchema.Done)
                    {
                        done.Add(new PartName(rows.GetFieldValue<byte[]>(0)));
                    }
                }
            }

            transaction.Commit();
            return done;
        });

    /// <summary>How parts ended.</summary>
    /// <param name="names">The parts.</param>
    /// <returns>Those that ended: the answer, or the message of one that was given up.</returns>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    public IReadOnlyList<(PartName Name, string? Answer, string? Message)> Ended(IEnumerable<PartName> names) =>
        _source.Run(names, static (connection, names) =>
        {
            using var command = new NpgsqlCommand(
                $"SELECT name, answer, message FROM carousel_work.parts WHERE name = ANY ($1) AND state <> "
                + $"{WorkSchema.Open}",
                connection);
            command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. names.Select(n => n.Bytes)] });
            using NpgsqlDataReader rows = command.ExecuteReader();
            var ended = new List<(PartName, string?, string?)>();
            while (rows.Read())
            {
                ended.Add((
                    new PartName(rows.GetFieldValue<byte[]>(0)), rows.IsDBNull(1) ? null : rows.GetString(1),
                    rows.IsDBNull(2) ? null : rows.GetString(2)));
            }

            return ended;
        });

    /// <summary>The file that a part gave; null where it gave none.</summary>
    /// <param name="name">The part.</param>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    public byte[]? FileOf(PartName name) => _source.Run(name, static (connection, name) =>
    {
        using var command = new NpgsqlCommand("SELECT file FROM carousel_work.parts WHERE name = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = name.Bytes });
        return command.ExecuteScalar() as byte[];
    });

    /// <summary>The parts that are not claimed at the moment.</summary>
    /// <param name="names">The parts.</param>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    public IReadOnlyList<PartName> Idle(IEnumerable<PartName> names) => _source.Run(names, static (connection, names) =>
    {
        using var command = new NpgsqlCommand(
            $"SELECT name FROM carousel_work.parts WHERE name = ANY ($1) AND state = {WorkSchema.Open} "
            + "AND (worker IS NULL OR carousel_work.is_lost(worker))",
            connection);
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. names.Select(n => n.Bytes)] });
        using NpgsqlDataReader rows = command.ExecuteReader();
        var idle = new List<PartName>();
        while (rows.Read())
        {
            idle.Add(new PartName(rows.GetFieldValue<byte[]>(0)));
        }

        return idle;
    });

    /// <summary>Ends a run: deletes its unfinished parts unless another run needs them.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    public void End(long run) => _source.Run(run, static (connection, run) =>
    {
        using var command = new NpgsqlCommand(
            "UPDATE carousel_work.parts SET runs = array_remove(runs, $1) WHERE $1 = ANY (runs)", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = run });
        command.ExecuteNonQuery();
        PostgresTables.Run(
            connection, $"DELETE FROM carousel_work.parts WHERE state = {WorkSchema.Open} AND runs = '{{}}'");
        return true;
    });

    /// <summary>The workers that are alive: their releases, and how many parts they do at once.</summary>
    /// <exception cref="StoreException">The database refuses, or can't be reached.</exception>
    public IReadOnlyList<(string Version, int Threads)> Workers() => _source.Run(0, static (connection, _) =>
    {
        using var command = new NpgsqlCommand(
            "SELECT version, threads FROM carousel_work.workers WHERE NOT carousel_work.is_lost(id)", connection);
        using NpgsqlDataReader rows = command.ExecuteReader();
        var workers = new List<(string, int)>();
        while (rows.Read())
        {
            workers.Add((rows.GetString(0), rows.GetInt32(1)));
        }

        return workers;
    });

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private static void PutPieces(NpgsqlConnection connection, byte[] hash, string path)
    {
        using FileStream file = File.OpenRead(path);
        var buffer = new byte[PieceBytes];
        using (var piece = new NpgsqlCommand(
            "INSERT INTO carousel_work.pieces VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", connection))
        {
            var number = new NpgsqlParameter<int>();
            var bytes = new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea };
            piece.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
            piece.Parameters.Add(number);
            piece.Parameters.Add(bytes);
            for (int i = 0; file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) is > 0 and var read; i++)
            {
                number.TypedValue = i;
                bytes.Value = read == buffer.Length ? buffer : buffer[..read];
                piece.ExecuteNonQuery();
            }
        }

        using var whole = new NpgsqlCommand(
            "INSERT INTO carousel_work.data VALUES ($1, $2, now()) ON CONFLICT DO NOTHING", connection);
        whole.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
        whole.Parameters.Add(new NpgsqlParameter<long> { TypedValue = file.Length });
        whole.ExecuteNonQuery();
    }
}
