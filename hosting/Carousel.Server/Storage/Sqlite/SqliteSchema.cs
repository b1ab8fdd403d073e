using Carousel.Cluster.Stores;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage;

/// <summary>The tables of a file of sessions.</summary>
internal static class SqliteSchema
{
    private const int Version = 2;

    // Readers of the file know it by this: the letters CARS.
    private const int ApplicationId = 0x43415253;

    /// <summary>The tables that the first format had without checksums.</summary>
    /// <remarks>
    /// The place of a block is its number times the partitions, plus its partition: a commit writes to the end of one
    /// table, whatever its partitions are. Sums come before the bytes that may fill separate pages: a list reads them
    /// at little cost. Contents has by partition how many snapshots there are, and the sum of their sums.
    /// </remarks>
    public const string SummedTables =
        """
        CREATE TABLE journal (place INTEGER PRIMARY KEY, before INTEGER NOT NULL, bytes BLOB NOT NULL);
        CREATE TABLE sessions (
          id BLOB PRIMARY KEY, partition INTEGER NOT NULL, model INTEGER NOT NULL, next INTEGER NOT NULL,
          owner INTEGER NOT NULL, expires INTEGER NOT NULL, position INTEGER NOT NULL, sums INTEGER NOT NULL,
          state BLOB NOT NULL);
        CREATE INDEX sessions_of_partition ON sessions (partition);
        CREATE TABLE contents (
          partition INTEGER PRIMARY KEY, sessions INTEGER NOT NULL, total INTEGER NOT NULL, sum INTEGER NOT NULL);
        CREATE TABLE history (
          id BLOB NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, sum INTEGER NOT NULL, bytes BLOB NOT NULL,
          PRIMARY KEY (id, first));
        """;

    private const string Tables =
        """
        CREATE TABLE about (
          partitions INTEGER NOT NULL, epoch INTEGER NOT NULL, sum INTEGER NOT NULL, identity INTEGER NOT NULL);
        CREATE TABLE trimmed (partition INTEGER PRIMARY KEY, number INTEGER NOT NULL, sum INTEGER NOT NULL);
        CREATE TABLE models (
          number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BLOB NOT NULL,
          sum INTEGER NOT NULL, UNIQUE (name, sha256));
        CREATE TABLE keys (name TEXT PRIMARY KEY, hash BLOB NOT NULL, rights TEXT NOT NULL, sum INTEGER NOT NULL);
        """;

    /// <summary>Makes the tables in an empty file, or looks whether they are there.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="name">How messages call the file.</param>
    /// <param name="partitions">How many partitions a new file has.</param>
    /// <param name="use">What the file is opened for.</param>
    /// <returns>How many partitions the file has.</returns>
    /// <remarks>A file of the first format gets checksums, in one transaction.</remarks>
    /// <exception cref="StoreException">The file is something else, or damaged.</exception>
    public static int Open(SqliteConnection connection, string name, int partitions, StoreUse use)
    {
        long application = Scalar(connection, "PRAGMA application_id");
        long version = Scalar(connection, "PRAGMA user_version");
        if (application == 0 && version == 0 && Scalar(connection, "SELECT count(*) FROM sqlite_master") == 0)
        {
            use.RequireMaking(name);
            using SqliteTransaction transaction = connection.BeginTransaction();
            Run(connection, Tables);
            Run(connection, SummedTables);
            Run(connection, $"INSERT INTO about VALUES ({partitions}, 0, 0, 0)");
            Run(connection, Identify(partitions));
            Run(connection, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}");
            transaction.Commit();
            return partitions;
        }

        if (application != ApplicationId)
        {
            throw new StoreException(
                $"{name} is a database of something else; name a new file, or one that carousel serve made.");
        }

        if (version == 1)
        {
            use.RequireUpgrade(name);
            int known = (int)Scalar(connection, "SELECT partitions FROM about");
            using SqliteTransaction transaction = connection.BeginTransaction();
            SqliteUpgrade.Run(connection, known);
            Run(connection, $"PRAGMA user_version = {Version}");
            transaction.Commit();
            return known;
        }

        if (version != Version)
        {
            throw new StoreException(
                $"{name} has format version {version}, but this release reads versions 1 to {Version}.");
        }

        using var about = new SqliteStatement(connection, "SELECT partitions, sum, identity FROM about");
        return about.Next() && about.Number(0) is > 0 and < int.MaxValue and var all
            && about.Number(1) == StoreSums.Of(all, about.Number(2))
            ? (int)all
            : throw new StoreException($"{name} is damaged: restore a backup.") { IsDamage = true };
    }

    /// <summary>The statement that gives a file its identity number.</summary>
    /// <param name="partitions">How many partitions the file has.</param>
    public static string Identify(int partitions)
    {
        long identity = Random.Shared.NextInt64();
        return $"UPDATE about SET identity = {identity}, sum = {StoreSums.Of(partitions, identity)}";
    }

    /// <summary>The number of a file.</summary>
    /// <param name="connection">Of the file.</param>
    public static long Identity(SqliteConnection connection) => Scalar(connection, "SELECT identity FROM about");

    /// <summary>Has SQLite check the structure of a file.</summary>
    /// <param name="connection">Of the file.</param>
    /// <param name="name">How messages call the file.</param>
    /// <returns>A sentence for each fault.</returns>
    public static IReadOnlyList<string> Check(SqliteConnection connection, string name)
    {
        using var check = new SqliteStatement(connection, "PRAGMA integrity_check(20)");
        var faults = new List<string>();
        while (check.Next())
        {
            if (check.Text(0) is var fault && fault != "ok")
            {
                faults.Add($"{name}: {fault.ReplaceLineEndings(" ")}.");
            }
        }

        return faults;
    }

    /// <summary>Runs statements without parameters.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="sql">The statements.</param>
    public static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
