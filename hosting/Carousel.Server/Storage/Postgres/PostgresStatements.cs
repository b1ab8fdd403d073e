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
        foreach (List<JournalBlock> some in Parts(blocks, static block => block.Bytes.Length))
        {
            yield return Statement(
                "INSERT INTO carousel.journal SELECT *, 2 FROM unnest($1, $2, $3)",
                Column(some, static block => block.Partition),
                Column(some, static block => block.Number),
                Column(some, static block => block.Bytes));
        }
    }

    /// <summary>Writes snapshots, which replace earlier ones; the last of several snapshots of a session
    /// remains.</summary>
    /// <param name="snapshots">The snapshots.</param>
    public static IEnumerable<NpgsqlBatchCommand> Write(IReadOnlyList<SessionSnapshot> snapshots)
    {
        foreach (List<SessionSnapshot> some in Parts(snapshots, static snapshot => snapshot.State.Length))
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
                Column(some, static snapshot => snapshot.Partition),
                Column(some, static snapshot => PostgresId.Of(snapshot.Session)),
                Column(some, static snapshot => snapshot.Model),
                Column(some, static snapshot => snapshot.Next),
                Column(some, static snapshot => snapshot.Owner),
                Column(some, static snapshot => snapshot.ExpiresAfter),
                Column(some, static snapshot => snapshot.Position),
                Column(some, static snapshot => snapshot.State),
                Column(some, StoreSums.Of));
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
            NpgsqlParameter ids = Column(closed, static session => PostgresId.Of(session.Session));
            yield return Statement(
                """
                DELETE FROM carousel.sessions s USING unnest($2, $3) AS c(id, position)
                  WHERE s.partition = $1 AND s.id = c.id AND s.position <= c.position
                """,
                Value(partition),
                ids,
                Column(closed, static session => session.Position));
            yield return Statement(
                "DELETE FROM carousel.history WHERE partition = $1 AND id = ANY ($2)", Value(partition), ids.Clone());
        }

        foreach (List<HistoryPiece> some in Parts(pieces, static piece => piece.Bytes.Length))
        {
            NpgsqlParameter ids = Column(some, static piece => PostgresId.Of(piece.Session));
            yield return Statement(
                """
                DELETE FROM carousel.history h USING unnest($2, $3) AS d(id, before)
                  WHERE h.partition = $1 AND h.id = d.id AND h.first + h.count <= d.before
                """,
                Value(partition),
                ids,
                Column(some, static piece => piece.DropBefore));
            yield return Statement(
                """
                INSERT INTO carousel.history (partition, id, first, count, bytes, sum)
                  SELECT $1, * FROM unnest($2, $3, $4, $5, $6)
                  ON CONFLICT (partition, id, first) DO UPDATE SET count = excluded.count, bytes = excluded.bytes,
                    sum = excluded.sum
                """,
                Value(partition),
                ids.Clone(),
                Column(some, static piece => piece.First),
                Column(some, static piece => piece.Count),
                Column(some, static piece => piece.Bytes),
                Column(some, StoreSums.Of));
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

    private static NpgsqlParameter<TValue[]> Column<TRow, TValue>(IEnumerable<TRow> rows, Func<TRow, TValue> value) =>
        Value(rows.Select(value).ToArray());

    /// <summary>A statement of a batch.</summary>
    /// <param name="sql">Its text.</param>
    /// <param name="parameters">Its parameters.</param>
    public static NpgsqlBatchCommand Statement(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var statement = new NpgsqlBatchCommand(sql);
        statement.Parameters.AddRange(parameters.ToArray());
        return statement;
    }

    /// <summary>A command with parameters.</summary>
    /// <param name="connection">Where it runs.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Its parameters.</param>
    public static NpgsqlCommand Command(
        NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters.ToArray());
        return command;
    }

    /// <summary>What a command finds.</summary>
    /// <param name="command">The command.</param>
    /// <param name="read">Reads a row.</param>
    public static List<T> Rows<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read)
    {
        using NpgsqlDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static IEnumerable<List<TRow>> Parts<TRow>(IReadOnlyList<TRow> rows, Func<TRow, int> size)
    {
        List<TRow> part = [];
        long bytes = 0;
        foreach (TRow row in rows)
        {
            part.Add(row);
            bytes += size(row);
            if (bytes >= EnoughBytes)
            {
                yield return part;
                (part, bytes) = ([], 0);
            }
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }
}
