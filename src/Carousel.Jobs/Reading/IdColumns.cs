namespace Carousel.Jobs.Reading;

/// <summary>The columns that identify the series of a table, such as one of shops and one of products.</summary>
internal static class IdColumns
{
    private const int MostColumns = 6, FewestGaps = 7;
    private const double EvenShare = 0.8;

    private static readonly HashSet<string> _names = Words.Of(
        "|store|shop|branch|site|station|location|region|device|sensor|machine|asset|unit|sku|item|product|article|"
        + "customer|meter|ticker|symbol");

    // What grows with the rows must not fill the memory.
    private const int MostRows = 10_000_000;

    /// <summary>A series has rows at a quarter of all times in the mean; a customer has fewer.</summary>
    private const int Share = 4;

    /// <summary>With fewer rows for each time some times were written twice by mistake.</summary>
    private const double RowsOfATime = 1.2;

    /// <summary>The fewest columns with which no time appears twice in a series.</summary>
    /// <param name="layout">The columns of a table whose rows repeat their times.</param>
    /// <param name="rows">All rows.</param>
    /// <returns>Their places, or that of a column called an id by whose values the rows come at even distances; null
    /// where no columns do that.</returns>
    public static int[]? Find(CsvLayout layout, IEnumerable<CsvLine> rows)
    {
        int[] candidates = [.. layout.LikelyIds.Take(MostColumns)];
        if (candidates.Length == 0)
        {
            return null;
        }

        var codes = candidates.Select(_ => new Dictionary<string, int>()).ToArray();
        var table = new List<(long Time, int[] Ids)>();
        foreach (CsvLine row in rows)
        {
            if (table.Count == MostRows)
            {
                return null;
            }

            if (layout.Times!.TryRead(row.Cells, out DateTime time))
            {
                table.Add((time.Ticks, [.. candidates.Select((c, k) => CodeOf(codes[k], row.Cells[c]))]));
            }
        }

        int times = table.Select(r => r.Time).Distinct().Count();
        int[]? found = table.Count < RowsOfATime * times ? null : Enumerable.Range(1, (1 << candidates.Length) - 1)
            .Select(set => Enumerable.Range(0, candidates.Length).Where(k => (set >> k & 1) == 1).ToArray())
            .OrderBy(set => set.Length)
            .FirstOrDefault(set => AreSeries(table, times, set))
            ?.Select(k => candidates[k]).Order().ToArray();
        int named = Array.IndexOf(candidates, Named(layout));
        return found ?? (named >= 0 && AreEven(table, named) ? [candidates[named]] : null);
    }

    // The clock of a device may jitter and drift, but orders come at any time.
    private static bool AreEven(List<(long Time, int[] Ids)> table, int id)
    {
        long[][] series = [.. table.GroupBy(r => r.Ids[id]).Select(g => g.Select(r => r.Time).Order().ToArray())];
        return series.Length > 1 && Array.TrueForAll(series, times =>
        {
            long[] gaps = [.. times.Zip(times.Skip(1), (before, time) => time - before).Order()];
            long middle = gaps.ElementAtOrDefault(gaps.Length / 2);
            return gaps.Length >= FewestGaps && gaps[0] > 0
                && gaps.Count(gap => 2 * Math.Abs(gap - middle) <= middle) >= EvenShare * gaps.Length;
        });
    }

    /// <summary>A column that is called an id; −1 without one.</summary>
    /// <param name="layout">The columns of a table.</param>
    public static int Named(CsvLayout layout) => layout.LikelyIds.FirstOrDefault(
        c => _names.Contains(
            ColumnNames.Plain(layout.Header[c]) is var name && name is [.. var of, 'i', 'd'] ? of : name), -1);

    private static int CodeOf(Dictionary<string, int> codes, string cell)
    {
        codes.TryAdd(cell, codes.Count);
        return codes[cell];
    }

    private static bool AreSeries(List<(long Time, int[] Ids)> table, int times, int[] set)
    {
        var rows = new HashSet<(long, string)>(table.Count);
        var series = new HashSet<string>();
        foreach ((long time, int[] ids) in table)
        {
            string id = string.Join(',', set.Select(k => ids[k]));
            series.Add(id);
            if (!rows.Add((time, id)))
            {
                return false;
            }
        }

        return series.Count > 1 && (long)table.Count * Share >= (long)series.Count * times;
    }
}
