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
    /// <summary>[C][n]: each channel's deviations from normal; NaN for a gap.</summary>
    internal IReadOnlyList<double[]> ByChannel { get; init; } = [];

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

    /// <summary>
    /// What channels have in the score of a row: of those that are odder than usual, the share of each in the sum of
    /// their deviations, the greatest first.
    /// </summary>
    /// <param name="row">Its index.</param>
    internal IReadOnlyList<(int Channel, double Share)> Contributions(int row)
    {
        double sum = ByChannel.Sum(own => own[row] > 0 ? own[row] : 0);
        return
        [
            .. ByChannel.Select((own, c) => (Channel: c, Score: own[row])).Where(c => c.Score > 0)
                .OrderByDescending(c => c.Score).Select(c => (c.Channel, c.Score / sum)),
        ];
    }

    /// <summary>Ranges, the one with the highest score first.</summary>
    internal IEnumerable<RowRange> Clearest(IReadOnlyList<RowRange> ranges) =>
        ranges.OrderByDescending(r => Scores[Peak(r)]);
}
