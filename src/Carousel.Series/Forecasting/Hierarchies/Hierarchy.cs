using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Which series of a set are sums of which: the summing matrix S [N, M] of N nodes over M bottom series, row by row.
/// </summary>
/// <remarks>Hyndman and Athanasopoulos 2021, "Forecasting: Principles and Practice", chapter 11.</remarks>
internal sealed class Hierarchy
{
    private Hierarchy(IReadOnlyList<string> levels, IReadOnlyList<HierarchyNode> nodes)
    {
        (Levels, Nodes) = (levels, nodes);
        Sums = nodes.Count(n => n.Level < levels.Count - 1);
    }

    /// <summary>The names of the levels, the total first, the bottom last.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>[N]: the sums, level after level, then the bottom series, in the order of the set's series.</summary>
    public IReadOnlyList<HierarchyNode> Nodes { get; }

    /// <summary>N − M: how many nodes are sums, the first of all.</summary>
    public int Sums { get; }

    /// <summary>M: how many series add up, the last of all.</summary>
    public int Bottom => Nodes.Count - Sums;

    /// <summary>The hierarchy of series without their sums.</summary>
    /// <param name="form">Which columns group them.</param>
    /// <param name="series">The bottom series, with a value for each of those columns.</param>
    public static Hierarchy Of(HierarchyForm form, IReadOnlyList<Series> series)
    {
        IReadOnlyList<int[]> levels = form.Levels();
        var names = new List<string>();
        var nodes = new List<HierarchyNode>();
        bool isWhole = false;
        foreach (int[] level in levels)
        {
            (string Name, int[] Members)[] groups =
            [
                .. Enumerable.Range(0, series.Count)
                    .GroupBy(i => form.NodeOf(level, c => series[i].Statics[c].Text))
                    .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.ToArray())),
            ];
            isWhole = groups.Length == series.Count && level == levels[^1];
            nodes.AddRange((isWhole ? groups.OrderBy(g => g.Members[0]) : groups.AsEnumerable())
                .Select(g => new HierarchyNode(names.Count, g.Name, g.Members)));
            names.Add(form.NameOf(level));
        }

        if (!isWhole)
        {
            // The finest groups hold several series each: those are one level more.
            nodes.AddRange(series.Select((s, i) => new HierarchyNode(names.Count, s.Id ?? $"{i}", [i])));
            names.Add("series");
        }

        return new Hierarchy(names, nodes);
    }

    /// <summary>The hierarchy of a set that holds the sums.</summary>
    /// <param name="form">Which columns group the series.</param>
    /// <param name="series">Those of what <see cref="HierarchySeries.Prepare(SeriesSet, ForecastOptions)"/>
    /// gave.</param>
    public static Hierarchy OfWhole(HierarchyForm form, IReadOnlyList<Series> series) =>
        Of(form, [.. series.Where(s => !HierarchySeries.IsSum(s))]);

    /// <summary>What a node is called among all: a bottom series by its own id.</summary>
    /// <param name="node">Its place.</param>
    public string IdOf(int node) => Nodes[node].Level == 0
        ? HierarchyForm.Total
        : $"{Levels[Nodes[node].Level]}={Nodes[node].Name}";

    /// <summary>Sets each sum to that of its members.</summary>
    /// <param name="values">[N]: the last M are read, the others overwritten.</param>
    public void Sum(Span<double> values)
    {
        for (int a = 0; a < Sums; a++)
        {
            double sum = 0;
            foreach (int member in Nodes[a].Members)
            {
                sum += values[Sums + member];
            }

            values[a] = sum;
        }
    }
}
