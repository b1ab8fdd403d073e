using Carousel.Anomalies.Measuring;
using Carousel.Data;

namespace Carousel.Anomalies.Channels;

/// <summary>What is said to rows.</summary>
/// <param name="Scores">[n]: deviations of the oddest channel from normal.</param>
/// <param name="Channels">[n]: which channel that is.</param>
/// <param name="IsAnomalous">[n].</param>
/// <param name="Expected">[C][n]: in the channels' own units.</param>
public sealed record ChannelVerdicts(
    IReadOnlyList<double> Scores, IReadOnlyList<int> Channels, IReadOnlyList<bool> IsAnomalous,
    IReadOnlyList<IReadOnlyList<double>> Expected)
{
    /// <summary>Runs of anomalous rows from a row on.</summary>
    /// <param name="from">The first row that counts.</param>
    /// <returns>In order.</returns>
    public IReadOnlyList<RowRange> Ranges(int from = 0) =>
        [
            .. DetectionMetrics.RangesOf([.. IsAnomalous.Skip(from)])
                .Select(r => new RowRange(r.Start + from, r.End + from)),
        ];

    /// <summary>The row of a range with the highest score.</summary>
    /// <param name="range">The range.</param>
    /// <returns>Its index.</returns>
    public int Peak(RowRange range) => Enumerable.Range(range.Start, range.Length).MaxBy(r => Scores[r]);

    /// <summary>Ranges, the one with the highest score first.</summary>
    internal IEnumerable<RowRange> Clearest(IReadOnlyList<RowRange> ranges) =>
        ranges.OrderByDescending(r => Scores[Peak(r)]);
}
