using Carousel.Cluster.Stores;
using Npgsql;

namespace Carousel.Server.Storage;

/// <summary>The tables of a store of sessions in a database.</summary>
internal static class PostgresSchema
{
    private const int Version = 2, NewPartitions = 8, OldestServer = 13;

    // Servers that start at once make the tables one after the other: the letters CARSTORE.
    private const long Lock = 0x43415253544F5245;

    // Blocks, states and pieces hardly shrink: trying to compress them, the default, makes a commit of 16 blocks take
    // twice as long. hold refuses a writer that was followed, and lets its follower wait until the transaction ends.
    // Rows are locked in the order of Claim, so that both can't wait for each other.
    private static readonly string _tables =
        $"""
        CREATE TABLE carousel.about (version int NOT NULL, partitions int NOT NULL);
        INSERT INTO carousel.about VALUES ({Version}, {NewPartitions});
        CREATE TABLE carousel.partitions (partition int PRIMARY KEY, epoch bigint NOT NULL, writer uuid NOT NULL);
        INSERT INTO carousel.partitions
          SELECT p, 0, '00000000-0000-0000-0000-000000000000' FROM generate_series(0, {NewPartitions} - 1) AS p;
        CREATE TABLE carousel.journal (
          partition int NOT NULL, number bigint NOT NULL, bytes bytea NOT NULL, format int NOT NULL,
          PRIMARY KEY (partition, number));
        ALTER TABLE carousel.journal ALTER COLUMN bytes SET STORAGE EXTERNAL;
        CREATE TABLE carousel.trimmed (partition int PRIMARY KEY, number bigint NOT NULL);
        CREATE TABLE carousel.sessions (
          partition int NOT NULL, id uuid NOT NULL, model int NOT NULL, next bigint NOT NULL, owner bigint NOT NULL,
          expires int NOT NULL, position bigint NOT NULL, state bytea NOT NULL, sums bigint NOT NULL,
          PRIMARY KEY (partition, id));
        ALTER TABLE carousel.sessions ALTER COLUMN state SET STORAGE EXTERNAL;
        CREATE TABLE carousel.history (
          partition int NOT NULL, id uuid NOT NULL, first bigint NOT NULL, count int NOT NULL, bytes bytea NOT NULL,
          sum bigint NOT NULL, PRIMARY KEY (partition, id, first));
        ALTER TABLE carousel.history ALTER COLUMN bytes SET STORAGE EXTERNAL;
        CREATE TABLE carousel.models (
          number int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL,
          bytes bytea NOT NULL, sum bigint NOT NULL DEFAULT 0, UNIQUE (name, sha256));
        ALTER TABLE carousel.models ALTER COLUMN bytes SET STORAGE EXTERNAL;
        CREATE TABLE carousel.keys (
          name text PRIMARY KEY, hash bytea NOT NULL, rights text NOT NULL, sum bigint NOT NULL);
        CREATE FUNCTION carousel.hold(of_epoch bigint, of_writer uuid, of_partitions int[]) RETURNS void
          LANGUAGE plpgsql AS $$
        DECLARE
          held int;
        BEGIN
          PERFORM 1 FROM carousel.partitions
            WHERE partition = ANY (of_partitions) AND epoch = of_epoch AND writer = of_writer
            ORDER BY partition FOR SHARE;
          GET DIAGNOSTICS held = ROW_COUNT;
          IF held <> cardinality(of_partitions) THEN
            RAISE EXCEPTION 'another server has taken this store' USING ERRCODE = '{PostgresSource.Taken}';
          END IF;
        END $$;
        """;

    /// <summary>Makes the tables in a database that has none, or checks that they are of this release.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="name">How messages call the database.</param>
    /// <param name="use">What the store is opened for.</param>
    /// <returns>How many partitions the store has.</returns>
    /// <exception cref="StoreException">The server is too old, or the schema is something else.</exception>
    /// <exception cref="NpgsqlException">The server refuses; nothing was made.</exception>
    public static int Open(NpgsqlConnection connection, string name, StoreUse use)
    {
        PostgresTables.RequireServer(connection.PostgreSqlVersion, OldestServer, name);
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        LockTables(connection);
        const string HasTables =
            "SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('carousel'))";
        if (!PostgresTables.Asks(connection, HasTables))
        {
            use.RequireMaking(name);
            if (!PostgresTables.Asks(connection, "SELECT to_regnamespace('carousel') IS NOT NULL"))
            {
                PostgresTables.Run(connection, "CREATE SCHEMA carousel");
            }

            PostgresTables.Run(connection, _tables);
        }

        const string Columns =
            "SELECT count(*) = 2 FROM pg_attribute WHERE attrelid = to_regclass('carousel.about') "
            + "AND attname IN ('version', 'partitions')";
        if (!PostgresTables.Asks(connection, Columns))
        {
            throw new StoreException(
                $"{name}: its schema 'carousel' is something else; name another database.");
        }

        using var about = new NpgsqlCommand("SELECT version, partitions FROM carousel.about", connection);
        int version = 0, partitions = 0;
        using (NpgsqlDataReader row = about.ExecuteReader())
        {
            if (row.Read())
            {
                (version, partitions) = (row.GetInt32(0), row.GetInt32(1));
            }
        }

        if (version == 1)
        {
            use.RequireUpgrade(name);
            PostgresUpgrade.Run(connection, partitions);
        }
        else if (version != Version)
        {
            throw new StoreException(
                $"{name} has format version {version}, but this release reads versions 1 to {Version}.");
        }

        transaction.Commit();
        return partitions;
    }

    /// <summary>Prevents other connections from making tables until the transaction ends.</summary>
    /// <param name="connection">A connection in a transaction.</param>
    public static void LockTables(NpgsqlConnection connection) =>
        PostgresTables.Run(connection, $"SELECT pg_advisory_xact_lock({Lock})");
}
