using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Windows of all series of a hierarchy that share an origin.</summary>
internal static class OriginGroups
{
    /// <summary>The groups that have a window of every series; all series end in the same row.</summary>
    /// <param name="series">[N]: the series.</param>
    /// <param name="windows">The windows.</param>
    /// <returns>Each [N]: the place of each series' window among the windows; the earliest origin first.</returns>
    public static IReadOnlyList<int[]> Of(IReadOnlyList<Series> series, IReadOnlyList<Window> windows) =>
    [
        .. Enumerable.Range(0, windows.Count)
            .GroupBy(w => windows[w].Origin - series[windows[w].Series].HistoryLength)
            .Where(group => group.Count() == series.Count).OrderBy(group => group.Key)
            .Select(group => group.OrderBy(w => windows[w].Series).ToArray()),
    ];
}
