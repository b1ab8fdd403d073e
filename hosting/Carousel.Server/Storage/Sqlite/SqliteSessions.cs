using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage;

/// <summary>Lists the snapshots of a partition, also from a damaged file: an index and the table contain each id once,
/// so that a page that can't be read hides none.</summary>
internal static class SqliteSessions
{
    private const int Corrupt = 11;

    // In both directions: a page that can't be read ends a scan.
    private static readonly string[] _scans =
    [
        "SELECT rowid, id FROM sessions ORDER BY rowid", "SELECT rowid, id FROM sessions ORDER BY rowid DESC",
        "SELECT rowid, id FROM sessions ORDER BY id", "SELECT rowid, id FROM sessions ORDER BY id DESC",
    ];

    /// <summary>Lists them.</summary>
    /// <param name="reader">A connection.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="partitions">How many partitions the file has.</param>
    /// <returns>The snapshots without states; and whether these are all that were written.</returns>
    public static (List<SessionSnapshot> Sessions, bool IsWhole) Read(
        SqliteReader reader, int partition, int partitions)
    {
        var sessions = new List<SessionSnapshot>();
        long total = 0;
        try
        {
            SqliteStatement rows = reader.Sessions.Bind(1, partition);
            while (rows.Next())
            {
                sessions.Add(Row(rows, 0, partition, ref total));
            }

            if (IsWhole(reader.Connection, partition, sessions.Count, total))
            {
                return (sessions, true);
            }
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == Corrupt)
        {
            reader.Sessions.Reset();
        }

        (sessions, total) = Salvage(reader.Connection, partition, partitions);
        return (sessions, IsWhole(reader.Connection, partition, sessions.Count, total));
    }

    private static (List<SessionSnapshot> Sessions, long Total) Salvage(
        SqliteConnection connection, int partition, int partitions)
    {
        var places = new Dictionary<UInt128, HashSet<long>>();
        foreach (string scan in _scans)
        {
            Try(connection, scan, rows =>
            {
                while (rows.Next())
                {
                    UInt128 id = rows.Id(1);
                    if (SessionId.Partition(id, partitions) == partition)
                    {
                        if (!places.TryGetValue(id, out HashSet<long>? known))
                        {
                            places.Add(id, known = []);
                        }

                        known.Add(rows.Number(0));
                    }
                }
            });
        }

        var sessions = new List<SessionSnapshot>();
        long total = 0;
        foreach ((UInt128 id, HashSet<long> rowids) in places)
        {
            SessionSnapshot? found = null;
            long sums = 0;
            foreach (long rowid in rowids)
            {
                Try(
                    connection,
                    "SELECT id, model, next, owner, expires, position, sums FROM sessions WHERE rowid = ?1",
                    rows =>
                    {
                        if (rows.Bind(1, rowid).Next() && rows.Id(0) == id && found is not { IsDamaged: false })
                        {
                            sums = 0;
                            found = Row(rows, 0, partition, ref sums);
                        }
                    });
            }

            sessions.Add(found is { IsDamaged: false } ? found : Damaged(partition, found?.Session ?? id));
            total = unchecked(total + sums);
        }

        // One that is listed under a damaged id is listed under its own as well.
        HashSet<UInt128> whole = [.. sessions.Where(s => !s.IsDamaged).Select(s => s.Session)];
        sessions.RemoveAll(s => s.IsDamaged && whole.Contains(s.Session));
        return ([.. sessions.DistinctBy(s => s.Session)], total);
    }

    private static void Try(SqliteConnection connection, string sql, Action<SqliteStatement> read)
    {
        try
        {
            using var rows = new SqliteStatement(connection, sql);
            read(rows);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == Corrupt)
        {
            // What was read so far counts.
        }
    }

    private static SessionSnapshot Row(SqliteStatement row, int column, int partition, ref long total)
    {
        var snapshot = new SessionSnapshot(
            partition, row.Id(column), (int)row.Number(column + 1), row.Number(column + 2), row.Number(column + 3),
            (int)row.Number(column + 4), row.Number(column + 5), default);
        long sums = row.Number(column + 6);
        total = unchecked(total + sums);
        return StoreSums.Checked(snapshot, sums);
    }

    private static SessionSnapshot Damaged(int partition, UInt128 session) =>
        new(partition, session, 0, 0, 0, 0, 0, default) { IsDamaged = true };

    private static bool IsWhole(SqliteConnection connection, int partition, int sessions, long total)
    {
        bool isWhole = sessions == 0;
        Try(connection, "SELECT sessions, total, sum FROM contents WHERE partition = ?1", row =>
        {
            if (row.Bind(1, partition).Next())
            {
                // Where this row itself is damaged it says nothing.
                isWhole = row.Number(2) != StoreSums.Of(partition, row.Number(0), row.Number(1))
                    || (row.Number(0) == sessions && row.Number(1) == total);
            }
        });
        return isWhole;
    }
}
