using Carousel.Cluster.Stores;
using Npgsql;
using static Carousel.Server.Storage.PostgresStatements;

namespace Carousel.Server.Storage;

/// <summary>Gives a store of the first format checksums.</summary>
internal static class PostgresUpgrade
{
    private const int Some = 256;

    // Without their defaults, rows of a server of an older release are refused.
    private const string Columns =
        """
        ALTER TABLE carousel.sessions ADD COLUMN sums bigint NOT NULL DEFAULT 0;
        ALTER TABLE carousel.sessions ALTER COLUMN sums DROP DEFAULT;
        ALTER TABLE carousel.history ADD COLUMN sum bigint NOT NULL DEFAULT 0;
        ALTER TABLE carousel.history ALTER COLUMN sum DROP DEFAULT;
        ALTER TABLE carousel.models ADD COLUMN sum bigint NOT NULL DEFAULT 0;
        ALTER TABLE carousel.keys ADD COLUMN sum bigint NOT NULL DEFAULT 0;
        ALTER TABLE carousel.keys ALTER COLUMN sum DROP DEFAULT;
        ALTER TABLE carousel.journal ADD COLUMN format int NOT NULL DEFAULT 2;
        ALTER TABLE carousel.journal ALTER COLUMN format DROP DEFAULT;
        UPDATE carousel.about SET version = 2;
        """;

    /// <summary>Rewrites all rows; called in a transaction that locks the tables.</summary>
    /// <param name="connection">Of the database.</param>
    /// <param name="partitions">How many partitions the store has.</param>
    public static void Run(NpgsqlConnection connection, int partitions)
    {
        PostgresTables.Run(
            connection,
            "LOCK TABLE carousel.partitions, carousel.journal, carousel.sessions, carousel.history IN EXCLUSIVE MODE");
        PostgresTables.Run(connection, Columns);
        Rewrite(
            connection, "SELECT partition, number, bytes FROM carousel.journal",
            "UPDATE carousel.journal SET bytes = $3 WHERE partition = $1 AND number = $2",
            static row =>
            {
                byte[] bytes = row.GetFieldValue<byte[]>(2);
                JournalRecord.Upgrade(bytes, row.GetInt32(0), row.GetInt64(1));
                return [Value(row.GetInt32(0)), Value(row.GetInt64(1)), Value(bytes)];
            });
        Rewrite(
            connection,
            "SELECT partition, id, model, next, owner, expires, position, state FROM carousel.sessions",
            "UPDATE carousel.sessions SET partition = $3, model = $4, sums = $5 WHERE partition = $1 AND id = $2",
            row =>
            {
                // A row of a partition that is not the id's is damaged; without a model readers find it so.
                SessionSnapshot old = PostgresStore.Snapshot(row, row.GetFieldValue<byte[]>(7));
                int partition = SessionId.Partition(old.Session, partitions);
                SessionSnapshot now =
                    old with { Partition = partition, Model = old.Partition == partition ? old.Model : 0 };
                return
                [
                    Value(old.Partition), Value(row.GetGuid(1)), Value(now.Partition), Value(now.Model),
                    Value(StoreSums.Of(now)),
                ];
            });
        Rewrite(
            connection, "SELECT partition, id, first, count, bytes FROM carousel.history",
            "UPDATE carousel.history SET sum = $4, bytes = $5 WHERE partition = $1 AND id = $2 AND first = $3",
            static row =>
            {
                byte[] bytes = row.GetFieldValue<byte[]>(4);
                JournalRecord.Upgrade(bytes, 0, 0);
                var piece = new HistoryPiece(
                    PostgresId.Session(row.GetGuid(1)), row.GetInt64(2), row.GetInt32(3), bytes, 0);
                return
                [
                    Value(row.GetInt32(0)), Value(row.GetGuid(1)), Value(piece.First), Value(StoreSums.Of(piece)),
                    Value(bytes),
                ];
            });
        Rewrite(
            connection, "SELECT number, name, sha256 FROM carousel.models",
            "UPDATE carousel.models SET sum = $2 WHERE number = $1",
            static row =>
            [
                Value(row.GetInt32(0)),
                Value(StoreSums.Of(new StoredModel(row.GetInt32(0), row.GetString(1), row.GetString(2)))),
            ]);
        Rewrite(
            connection, "SELECT name, hash, rights FROM carousel.keys",
            "UPDATE carousel.keys SET sum = $2 WHERE name = $1",
            static row =>
            [
                Value(row.GetString(0)),
                Value(StoreSums.Of(
                    new StoredKey(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetString(2)))),
            ]);
    }

    private static void Rewrite(
        NpgsqlConnection connection, string select, string update, Func<NpgsqlDataReader, NpgsqlParameter[]> values)
    {
        // A cursor reads the rows as they were, while they are written.
        PostgresTables.Run(connection, $"DECLARE old_rows NO SCROLL CURSOR FOR {select}");
        while (true)
        {
            using var batch = new NpgsqlBatch(connection);
            using (var fetch = new NpgsqlCommand($"FETCH {Some} FROM old_rows", connection))
            using (NpgsqlDataReader row = fetch.ExecuteReader())
            {
                while (row.Read())
                {
                    batch.BatchCommands.Add(Statement(update, values(row)));
                }
            }

            if (batch.BatchCommands.Count == 0)
            {
                break;
            }

            batch.ExecuteNonQuery();
        }

        PostgresTables.Run(connection, "CLOSE old_rows");
    }
}
