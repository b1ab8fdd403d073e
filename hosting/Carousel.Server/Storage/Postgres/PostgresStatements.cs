using Npgsql;

namespace Carousel.Server.Storage;

/// <summary>The statements of a write: columns of many rows are the parameters of one.</summary>
internal static class PostgresStatements
{
    // More goes out in further statements of the same transaction: beyond its work_mem, 4 MiB unless set, the server
    // keeps the rows of a statement in a file meanwhile.
    private const long EnoughBytes = 2 << 20;

    /// <summary>Refuses a writer that was followed, and keeps others from following it until the end.</summary>
    /// <param name="epoch">Of the writer.</param>
    /// <param name="writer">Its name.</param>
    /// <param name="partitions">Those that are written to; each once.</param>
    /// <param name="isLeased">Whether the writer has them for a time.</param>
    public static NpgsqlBatchCommand Hold(long epoch, Guid writer, int[] partitions, bool isLeased) => Statement(
        isLeased ? "SELECT carousel.hold_lease($1, $2, $3)" : "SELECT carousel.hold($1, $2, $3)",
        Value(epoch), Value(writer), Value(partitions));

    /// <summary>Adds blocks.</summary>
    /// <param name="blocks">The blocks.</param>
    public static IEnumerable<NpgsqlBatchCommand> Append(IReadOnlyList<JournalBlock> blocks)
    {
        foreach ((int from, int count) in Parts(blocks, static block => block.Bytes.Length))
        {
            yield return Statement(
                "INSERT INTO carousel.journal SELECT *, 2 FROM unnest($1, $2, $3)",
                Column(blocks, from, count, static block => block.Partition),
                Column(blocks, from, count, static block => block.Number),
                Column(blocks, from, count, static block => block.Bytes));
        }
    }

    /// <summary>Writes snapshots, which replace earlier ones; the last of several snapshots of a session
    /// remains.</summary>
    /// <param name="snapshots">The snapshots.</param>
    public static IEnumerable<NpgsqlBatchCommand> Write(IReadOnlyList<SessionSnapshot> snapshots)
    {
        foreach ((int from, int count) in Parts(snapshots, static snapshot => snapshot.State.Length))
        {
            yield return Statement(
                """
                INSERT INTO carousel.sessions (partition, id, model, next, owner, expires, position, state, sums)
                  SELECT DISTINCT ON (partition, id) partition, id, model, next, owner, expires, position, state, sums
                    FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) WITH ORDINALITY
                      AS s(partition, id, model, next, owner, expires, position, state, sums, place)
                    ORDER BY partition, id, place DESC
                  ON CONFLICT (partition, id) DO UPDATE SET model = excluded.model, next = excluded.next,
                    owner = excluded.owner, expires = excluded.expires, position = excluded.position,
                    state = excluded.state, sums = excluded.sums
                """,
                Column(snapshots, from, count, static snapshot => snapshot.Partition),
                Column(snapshots, from, count, static snapshot => PostgresId.Of(snapshot.Session)),
                Column(snapshots, from, count, static snapshot => snapshot.Model),
                Column(snapshots, from, count, static snapshot => snapshot.Next),
                Column(snapshots, from, count, static snapshot => snapshot.Owner),
                Column(snapshots, from, count, static snapshot => snapshot.ExpiresAfter),
                Column(snapshots, from, count, static snapshot => snapshot.Position),
                Column(snapshots, from, count, static snapshot => snapshot.State),
                Column(snapshots, from, count, StoreSums.Of));
        }
    }

    /// <summary>Takes blocks out of a journal, and keeps their steps as history.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="through">The last block to be taken out.</param>
    /// <param name="pieces">The steps to be kept.</param>
    /// <param name="closed">Sessions of which nothing is kept.</param>
    public static IEnumerable<NpgsqlBatchCommand> Compact(
        int partition, long through, IReadOnlyList<HistoryPiece> pieces, IReadOnlyList<ClosedSession> closed)
    {
        if (closed.Count > 0)
        {
            NpgsqlParameter ids = Column(closed, 0, closed.Count, static session => PostgresId.Of(session.Session));
            yield return Statement(
                """
                DELETE FROM carousel.sessions s USING unnest($2, $3) AS c(id, position)
                  WHERE s.partition = $1 AND s.id = c.id AND s.position <= c.position
                """,
                Value(partition),
                ids,
                Column(closed, 0, closed.Count, static session => session.Position));
            yield return Statement(
                "DELETE FROM carousel.history WHERE partition = $1 AND id = ANY ($2)", Value(partition), ids.Clone());
        }

        foreach ((int from, int count) in Parts(pieces, static piece => piece.Bytes.Length))
        {
            NpgsqlParameter ids = Column(pieces, from, count, static piece => PostgresId.Of(piece.Session));
            yield return Statement(
                """
                DELETE FROM carousel.history h USING unnest($2, $3) AS d(id, before)
                  WHERE h.partition = $1 AND h.id = d.id AND h.first + h.count <= d.before
                """,
                Value(partition),
                ids,
                Column(pieces, from, count, static piece => piece.DropBefore));
            yield return Statement(
                """
                INSERT INTO carousel.history (partition, id, first, count, bytes, sum)
                  SELECT $1, * FROM unnest($2, $3, $4, $5, $6)
                  ON CONFLICT (partition, id, first) DO UPDATE SET count = excluded.count, bytes = excluded.bytes,
                    sum = excluded.sum
                """,
                Value(partition),
                ids.Clone(),
                Column(pieces, from, count, static piece => piece.First),
                Column(pieces, from, count, static piece => piece.Count),
                Column(pieces, from, count, static piece => piece.Bytes),
                Column(pieces, from, count, StoreSums.Of));
        }

        yield return Statement(
            "DELETE FROM carousel.journal WHERE partition = $1 AND number <= $2", Value(partition), Value(through));
        yield return Statement(
            "INSERT INTO carousel.trimmed AS trimmed VALUES ($1, $2) "
            + "ON CONFLICT (partition) DO UPDATE SET number = greatest(trimmed.number, excluded.number)",
            Value(partition),
            Value(through));
    }

    /// <summary>Drops a model.</summary>
    /// <param name="number">Its number.</param>
    public static IEnumerable<NpgsqlBatchCommand> RemoveModel(int number) =>
        [Statement("DELETE FROM carousel.models WHERE number = $1", Value(number))];

    /// <summary>A parameter.</summary>
    /// <typeparam name="T">Of the value.</typeparam>
    /// <param name="value">The value.</param>
    public static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter<TValue[]> Column<TRow, TValue>(
        IReadOnlyList<TRow> rows, int from, int count, Func<TRow, TValue> value)
    {
        var column = new TValue[count];
        for (int r = 0; r < count; r++)
        {
            column[r] = value(rows[from + r]);
        }

        return Value(column);
    }

    /// <summary>A statement of a batch.</summary>
    /// <param name="sql">Its text.</param>
    /// <param name="parameters">Its parameters.</param>
    public static NpgsqlBatchCommand Statement(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var statement = new NpgsqlBatchCommand(sql);
        foreach (NpgsqlParameter parameter in parameters)
        {
            statement.Parameters.Add(parameter);
        }

        return statement;
    }

    private static IEnumerable<(int From, int Count)> Parts<TRow>(IReadOnlyList<TRow> rows, Func<TRow, int> size)
    {
        int from = 0;
        long bytes = 0;
        for (int r = 0; r < rows.Count; r++)
        {
            bytes += size(rows[r]);
            if (bytes >= EnoughBytes || r == rows.Count - 1)
            {
                yield return (from, r + 1 - from);
                (from, bytes) = (r + 1, 0);
            }
        }
    }
}
