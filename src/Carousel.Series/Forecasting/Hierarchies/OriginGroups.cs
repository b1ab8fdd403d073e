using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Windows of all series of a hierarchy that share an origin.</summary>
internal static class OriginGroups
{
    /// <summary>The groups that have a window of every series; all series end in the same row.</summary>
    /// <param name="series">[N]: the series.</param>
    /// <param name="windows">The windows.</param>
    /// <returns>Each [N]: the place of each series' window among the windows; the earliest origin first.</returns>
    public static IReadOnlyList<int[]> Of(IReadOnlyList<Series> series, IReadOnlyList<Window> windows)
    {
        var places = new SortedDictionary<int, int[]>();
        for (int w = 0; w < windows.Count; w++)
        {
            (int node, int origin) = (windows[w].Series, windows[w].Origin);
            int key = origin - series[node].HistoryLength;
            if (!places.TryGetValue(key, out int[]? group))
            {
                group = new int[series.Count];
                Array.Fill(group, -1);
                places.Add(key, group);
            }

            group[node] = w;
        }

        return [.. places.Values.Where(g => !g.Contains(-1))];
    }
}
