using Carousel.Cluster.Stores;
using Npgsql;

namespace Carousel.Cluster.Work;

/// <summary>The tables of a store of parts in a database.</summary>
internal static class WorkSchema
{
    /// <summary>A part that waits or is being done.</summary>
    public const short Open = 0;

    /// <summary>A part that is done.</summary>
    public const short Done = 1;

    /// <summary>A part that was given up.</summary>
    public const short Aside = 2;

    private const int Version = 1, OldestServer = 13;

    // Commands that start at once make the tables one after the other: the letters CARWORKS.
    private const long Lock = 0x434152574F524B53;

    // Answers hardly shrink, and trying to compress them takes time. A worker is alive as long as its connection holds
    // the lock of its number; this is the only sign, and no timeout is needed.
    private static readonly string _tables =
        $"""
        CREATE TABLE carousel_work.about (version int NOT NULL, store uuid NOT NULL);
        INSERT INTO carousel_work.about VALUES ({Version}, gen_random_uuid());
        CREATE TABLE carousel_work.data (sha256 bytea PRIMARY KEY, size bigint NOT NULL, used timestamptz NOT NULL);
        CREATE TABLE carousel_work.pieces (
          sha256 bytea NOT NULL, number int NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (sha256, number));
        ALTER TABLE carousel_work.pieces ALTER COLUMN bytes SET STORAGE EXTERNAL;
        CREATE TABLE carousel_work.parts (
          name bytea PRIMARY KEY, spec text NOT NULL, version text NOT NULL, state smallint NOT NULL DEFAULT {Open},
          runs bigint[] NOT NULL, worker bigint, losses int NOT NULL DEFAULT 0, message text, answer text, file bytea,
          changed timestamptz NOT NULL DEFAULT now()) WITH (fillfactor = 50);
        ALTER TABLE carousel_work.parts ALTER COLUMN file SET STORAGE EXTERNAL;
        CREATE TABLE carousel_work.workers (
          id bigint PRIMARY KEY, version text NOT NULL, host text NOT NULL, threads int NOT NULL,
          since timestamptz NOT NULL DEFAULT now());
        CREATE FUNCTION carousel_work.is_lost(worker bigint) RETURNS boolean LANGUAGE sql VOLATILE AS
          'SELECT worker IS NOT NULL AND pg_try_advisory_xact_lock_shared(worker)';
        """;

    /// <summary>Makes the tables in a database that has none, or checks that they are of this release.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="name">How messages call the database.</param>
    /// <returns>The number of the store, so that two stores on one broker have separate queues.</returns>
    /// <exception cref="StoreException">The server is too old, or the schema is something else.</exception>
    /// <exception cref="NpgsqlException">The server refuses; nothing was made.</exception>
    public static Guid Prepare(NpgsqlConnection connection, string name)
    {
        PostgresTables.RequireServer(connection.PostgreSqlVersion, OldestServer, name);
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        PostgresTables.Run(connection, $"SELECT pg_advisory_xact_lock({Lock})");
        if (!PostgresTables.Asks(connection, "SELECT to_regnamespace('carousel_work') IS NOT NULL"))
        {
            PostgresTables.Run(connection, "CREATE SCHEMA carousel_work");
            PostgresTables.Run(connection, _tables);
        }

        const string Columns =
            "SELECT count(*) = 2 FROM pg_attribute WHERE attrelid = to_regclass('carousel_work.about') "
            + "AND attname IN ('version', 'store')";
        if (!PostgresTables.Asks(connection, Columns))
        {
            throw new StoreException($"{name}: its schema 'carousel_work' is something else; name another database.");
        }

        (int version, Guid store) = (0, default);
        using (var about = new NpgsqlCommand("SELECT version, store FROM carousel_work.about", connection))
        using (NpgsqlDataReader row = about.ExecuteReader())
        {
            if (row.Read())
            {
                (version, store) = (row.GetInt32(0), row.GetGuid(1));
            }
        }

        if (version != Version)
        {
            throw new StoreException(
                $"{name}: its parts have format version {version}, but this release reads version {Version}; name "
                    + $"another database.");
        }

        transaction.Commit();
        return store;
    }
}
