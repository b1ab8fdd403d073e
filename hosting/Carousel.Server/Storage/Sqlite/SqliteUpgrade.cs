using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage;

/// <summary>Gives a file of the first format checksums.</summary>
internal static class SqliteUpgrade
{
    /// <summary>Rewrites all rows; called in a transaction.</summary>
    /// <param name="connection">Of the file.</param>
    /// <param name="partitions">How many partitions the file has.</param>
    public static void Run(SqliteConnection connection, int partitions)
    {
        SqliteSchema.Run(
            connection,
            "ALTER TABLE journal RENAME TO old_journal; ALTER TABLE sessions RENAME TO old_sessions; "
            + "ALTER TABLE history RENAME TO old_history; DROP INDEX sessions_of_partition; "
            + string.Join(
                "; ",
                ((string[])["about", "trimmed", "models", "keys"]).Select(
                    table => $"ALTER TABLE {table} ADD COLUMN sum INTEGER NOT NULL DEFAULT 0"))
            + "; ALTER TABLE about ADD COLUMN identity INTEGER NOT NULL DEFAULT 0; " + SqliteSchema.SummedTables);
        SqliteSchema.Run(connection, SqliteSchema.Identify(partitions));
        Journal(connection, partitions);
        Sessions(connection, partitions);
        History(connection);
        Sums(connection);
        SqliteKeys.WriteCount(connection);
        SqliteSchema.Run(connection, "DROP TABLE old_journal; DROP TABLE old_sessions; DROP TABLE old_history");
    }

    private static void Journal(SqliteConnection connection, int partitions)
    {
        long[] before = new long[partitions];
        const string Old = "SELECT place, bytes FROM old_journal ORDER BY place";
        Rewrite(connection, Old, "INSERT INTO journal VALUES (?1, ?2, ?3)", (read, write) =>
        {
            long place = read.Number(0), number = place / partitions;
            int partition = (int)(place % partitions);
            byte[] bytes = read.Blob(1);
            JournalRecord.Upgrade(bytes, partition, number);
            write.Bind(1, place).Bind(2, SqliteRows.Before(place, before[partition])).Bind(3, bytes).Run();
            before[partition] = number;
        });
    }

    private static void Sessions(SqliteConnection connection, int partitions)
    {
        using var read = new SqliteStatement(
            connection, "SELECT id, partition, model, next, owner, expires, position, state FROM old_sessions");
        using var writer = new SqliteWriter(connection, partitions, ownsConnection: false);
        while (read.Next())
        {
            // A row of a partition that is not the id's is damaged; without a model readers find it so.
            UInt128 id = read.Id(0);
            int partition = SessionId.Partition(id, partitions);
            writer.Write(new SessionSnapshot(
                partition, id, read.Number(1) == partition ? (int)read.Number(2) : 0, read.Number(3), read.Number(4),
                (int)read.Number(5), read.Number(6), read.Blob(7)));
        }

        writer.WriteContents();
    }

    private static void History(SqliteConnection connection) => Rewrite(
        connection, "SELECT id, first, count, bytes FROM old_history",
        "INSERT INTO history VALUES (?1, ?2, ?3, ?4, ?5)",
        static (read, write) =>
        {
            byte[] bytes = read.Blob(3);
            JournalRecord.Upgrade(bytes, 0, 0);
            var piece = new HistoryPiece(read.Id(0), read.Number(1), (int)read.Number(2), bytes, 0);
            write.Bind(1, piece.Session).Bind(2, piece.First).Bind(3, piece.Count).Bind(4, StoreSums.Of(piece))
                .Bind(5, bytes).Run();
        });

    private static void Sums(SqliteConnection connection)
    {
        Rewrite(
            connection, "SELECT number, name, sha256 FROM models", "UPDATE models SET sum = ?2 WHERE number = ?1",
            static (read, write) =>
            {
                var model = new StoredModel((int)read.Number(0), read.Text(1), read.Text(2));
                write.Bind(1, model.Number).Bind(2, StoreSums.Of(model)).Run();
            });
        Rewrite(
            connection, "SELECT name, hash, rights FROM keys", "UPDATE keys SET sum = ?2 WHERE name = ?1",
            static (read, write) =>
            {
                var key = new StoredKey(read.Text(0), read.Blob(1), read.Text(2));
                write.Bind(1, key.Name).Bind(2, StoreSums.Of(key)).Run();
            });
        Rewrite(
            connection, "SELECT partition, number FROM trimmed", "UPDATE trimmed SET sum = ?2 WHERE partition = ?1",
            static (read, write) =>
                write.Bind(1, read.Number(0)).Bind(2, StoreSums.Of(read.Number(0), read.Number(1))).Run());
    }

    private static void Rewrite(
        SqliteConnection connection, string from, string to, Action<SqliteStatement, SqliteStatement> row)
    {
        using SqliteStatement read = new(connection, from), write = new(connection, to);
        while (read.Next())
        {
            row(read, write);
        }
    }
}
