using Carousel.Cluster.Stores;

namespace Carousel.Server.Storage;

/// <summary>Reads a journal in order, also from a damaged file, and notices blocks that are missing.</summary>
/// <param name="partitions">How many partitions the file has.</param>
/// <param name="partition">The partition.</param>
/// <param name="trimmed">The last block that was taken out; null if that is not known.</param>
internal sealed class SqliteJournal(int partitions, int partition, long? trimmed)
{
    private long _before = long.MinValue;

    /// <summary>Reads blocks.</summary>
    /// <param name="after">Only blocks with higher numbers.</param>
    /// <param name="read">Calls something with a connection and the number before the first block.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    public IEnumerable<JournalBlock> Read(
        long after, Func<long, Func<SqliteReader, long, List<JournalBlock>>, List<JournalBlock>> read)
    {
        while (true)
        {
            List<JournalBlock> blocks;
            try
            {
                blocks = read(after, Some);
            }
            catch (StoreException exception) when (exception.IsDamage)
            {
                blocks = null!;
            }

            if (blocks is null || !AreRising(blocks, after))
            {
                // A page can't be read, or its rows are out of order and would be read without end: what can be reached
                // on both sides of it is read block by block.
                foreach (JournalBlock block in Salvage(after, read))
                {
                    yield return block;
                }

                yield break;
            }

            foreach (JournalBlock block in blocks)
            {
                yield return block;
            }

            if (blocks.Count == 0 || blocks[^1].Number >= SqliteStore.MostNumber)
            {
                yield break;
            }

            after = blocks[^1].Number;
        }
    }

    private static bool AreRising(List<JournalBlock> blocks, long after)
    {
        foreach (JournalBlock block in blocks)
        {
            if (block.Number <= after)
            {
                return false;
            }

            after = block.Number;
        }

        return true;
    }

    private List<JournalBlock> Some(SqliteReader reader, long after)
    {
        var blocks = new List<JournalBlock>();
        reader.Journal.Bind(1, partition).Bind(2, after);
        while (reader.Journal.Next())
        {
            blocks.Add(Block(reader.Journal));
        }

        return blocks;
    }

    private JournalBlock Block(SqliteStatement row)
    {
        long place = row.Number(0), number = place / partitions;
        long? before = SqliteRows.Number(place, row.Number(1));
        bool isAfterGap = before is { } known && known > (_before == long.MinValue ? trimmed ?? known : _before)
            && known > (trimmed ?? 0);
        _before = number;
        return new JournalBlock(partition, number, row.Blob(2)) { IsAfterGap = isAfterGap };
    }

    private IEnumerable<JournalBlock> Salvage(
        long after, Func<long, Func<SqliteReader, long, List<JournalBlock>>, List<JournalBlock>> read)
    {
        var numbers = new SortedSet<long>();
        foreach (string order in (string[])["ASC", "DESC"])
        {
            try
            {
                read(after, (reader, from) =>
                {
                    using var rows = new SqliteStatement(
                        reader.Connection,
                        $"SELECT place / {partitions} FROM journal WHERE place > {from} * {partitions} + {partition} "
                        + $"AND place % {partitions} = {partition} ORDER BY place {order}");
                    while (rows.Next())
                    {
                        numbers.Add(rows.Number(0));
                    }

                    return [];
                });
            }
            catch (StoreException exception) when (exception.IsDamage)
            {
                // What was reached counts.
            }
        }

        bool isGap = true;
        foreach (long number in numbers)
        {
            JournalBlock? block = null;
            try
            {
                block = read(number - 1, (reader, from) =>
                {
                    bool found = reader.Journal.Bind(1, partition).Bind(2, from).Next();
                    JournalBlock first = found ? Block(reader.Journal) : default;
                    reader.Journal.Reset();
                    return found ? [first] : [];
                }).FirstOrDefault();
            }
            catch (StoreException exception) when (exception.IsDamage)
            {
            }

            if (block is { Number: > 0 } whole && whole.Number == number)
            {
                yield return whole with { IsAfterGap = whole.IsAfterGap || isGap };
                isGap = false;
            }
            else
            {
                isGap = true;
            }
        }

        yield return new JournalBlock(partition, numbers.Max, default) { IsAfterGap = true };
    }
}
