using Carousel.Cluster.Stores;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage.Sqlite;

/// <summary>The tables of a file of sessions.</summary>
internal static class SqliteSchema
{
    private const int Version = 1;

    // Readers of the file know it by this: the letters CARS.
    private const int ApplicationId = 0x43415253;

    // The place of a block is its number times the partitions, plus its partition: a commit writes to the end of one
    // table, whatever partitions it is of.
    private const string Tables =
        """
        CREATE TABLE about (partitions INTEGER NOT NULL, epoch INTEGER NOT NULL);
        CREATE TABLE journal (place INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
        CREATE TABLE trimmed (partition INTEGER PRIMARY KEY, number INTEGER NOT NULL);
        CREATE TABLE sessions (
          id BLOB PRIMARY KEY, partition INTEGER NOT NULL, model INTEGER NOT NULL, next INTEGER NOT NULL,
          owner INTEGER NOT NULL, expires INTEGER NOT NULL, position INTEGER NOT NULL, state BLOB NOT NULL);
        CREATE INDEX sessions_of_partition ON sessions (partition);
        CREATE TABLE history (
          id BLOB NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, bytes BLOB NOT NULL,
          PRIMARY KEY (id, first));
        CREATE TABLE models (
          number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BLOB NOT NULL,
          UNIQUE (name, sha256));
        CREATE TABLE keys (name TEXT PRIMARY KEY, hash BLOB NOT NULL, rights TEXT NOT NULL);
        """;

    /// <summary>Makes the tables in an empty file, or looks whether they are there.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="name">How messages call the file.</param>
    /// <param name="partitions">How many partitions a new file has.</param>
    /// <returns>How many partitions the file has.</returns>
    /// <exception cref="StoreException">The file is something else.</exception>
    public static int Open(SqliteConnection connection, string name, int partitions)
    {
        long application = Scalar(connection, "PRAGMA application_id");
        long version = Scalar(connection, "PRAGMA user_version");
        if (application == 0 && version == 0 && Scalar(connection, "SELECT count(*) FROM sqlite_master") == 0)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            Run(connection, Tables);
            Run(connection, $"INSERT INTO about VALUES ({partitions}, 0)");
            Run(connection, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}");
            transaction.Commit();
            return partitions;
        }

        if (application != ApplicationId)
        {
            throw new StoreException(
                $"{name} is a database of something else; name a new file, or one that carousel serve made.");
        }

        return version == Version
            ? (int)Scalar(connection, "SELECT partitions FROM about")
            : throw new StoreException(
                $"{name} has format version {version}, but this release reads version {Version}.");
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
