namespace Carousel.Jobs.Reading;

/// <summary>The columns that identify the series of a table, such as one of shops and one of products.</summary>
internal static class IdColumns
{
    private const int MostColumns = 6;

    // What grows with the rows must not fill the memory.
    private const int MostRows = 10_000_000;

    /// <summary>A series has rows at a quarter of all times in the mean; a customer has fewer.</summary>
    private const int Share = 4;

    /// <summary>With fewer rows for each time some times were written twice by mistake.</summary>
    private const double RowsOfATime = 1.2;

    /// <summary>The fewest columns with which no time appears twice in a series.</summary>
    /// <param name="layout">The columns of a table whose rows repeat their times.</param>
    /// <param name="rows">All rows.</param>
    /// <returns>Their places; null where no columns do that.</returns>
    public static int[]? Find(CsvLayout layout, IEnumerable<CsvLine> rows)
    {
        int[] candidates = [.. layout.LikelyIds.Take(MostColumns)];
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
        return table.Count < RowsOfATime * times ? null : Enumerable.Range(1, (1 << candidates.Length) - 1)
            .Select(set => Enumerable.Range(0, candidates.Length).Where(k => (set >> k & 1) == 1).ToArray())
            .OrderBy(set => set.Length)
            .FirstOrDefault(set => AreSeries(table, times, set))
            ?.Select(k => candidates[k]).Order().ToArray();
    }

    private static int CodeOf(Dictionary<string, int> codes, string cell)
    {
        if (!codes.TryGetValue(cell, out int code))
        {
            codes.Add(cell, code = codes.Count);
        }

        return code;
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
