using Carousel.Data;

namespace Carousel.Anomalies;

/// <summary>The verdicts on rows.</summary>
/// <param name="Scores">[n]: decimal logarithm of the rows from one that is as odd to the next.</param>
/// <param name="Channels">[n]: the oddest channel.</param>
/// <param name="IsAnomalous">[n].</param>
/// <param name="Expected">[C][n]: in the units of the channels; NaN if nothing was expected.</param>
public sealed record ChannelVerdicts(
    IReadOnlyList<double> Scores, IReadOnlyList<int> Channels, IReadOnlyList<bool> IsAnomalous,
    IReadOnlyList<IReadOnlyList<double>> Expected)
{
    private const double MostShown = 12;

    /// <summary>[C][n]: each channel's score; NaN for a gap.</summary>
    internal IReadOnlyList<double[]> ByChannel { get; init; } = [];

    /// <summary>[n]: why the oddest channel is odd.</summary>
    internal IReadOnlyList<ChannelReason> Reasons { get; init; } = [];

    /// <summary>[n]: the scores that tables show; NaN for a row that was not searched.</summary>
    internal IReadOnlyList<double> Shown { get; init; } = Scores;

    /// <summary>The number of first rows before the level of a channel is known.</summary>
    internal int Unsearched { get; init; }

    /// <summary>The score above which a row is an anomaly.</summary>
    internal double Threshold { get; init; }

    /// <summary>The score above which a channel has a part in an incident.</summary>
    internal double Least { get; init; }

    /// <summary>[n]: whether an incident begins; empty if incidents are runs of anomalies.</summary>
    internal IReadOnlyList<bool> Begins { get; init; } = [];

    /// <summary>[n][C][3]: the score of each view of anomalies, see <see cref="ChannelTables.ViewColumns"/>; empty
    /// if one view scores the rows.</summary>
    internal IReadOnlyList<double[][]> Views { get; init; } = [];

    /// <summary>Rows between anomalies that may be one incident; see <see cref="IncidentTracker"/>.</summary>
    internal int Gap { get; init; }

    /// <summary>The verdicts on rows that were judged one by one.</summary>
    internal static ChannelVerdicts Of(IReadOnlyList<RowJudgement> rows, ChannelFitted fitted)
    {
        int channels = fitted.Usual.Count;
        double[][] Each(Func<RowJudgement, double[]> part) =>
            [.. Enumerable.Range(0, channels).Select(c => rows.Select(r => part(r)[c]).ToArray())];
        return new ChannelVerdicts(
            [.. rows.Select(r => r.Score)], [.. rows.Select(r => r.Channel)], [.. rows.Select(r => r.IsAnomalous)],
            Each(r => r.Expected))
        {
            ByChannel = Each(r => r.Scores),
            Reasons = [.. rows.Select(r => r.Reasons[r.Channel])],
            Shown = [.. rows.Select(r => r.Shown)],
            Unsearched = rows.TakeWhile(r => !r.IsSearched).Count(),
            Threshold = fitted.Threshold,
            Least = fitted.Least,
            Begins = [.. rows.Select(r => r.Begins)],
            Views = [.. rows.Select(r => r.IsAnomalous ? r.Views : [])],
            Gap = fitted.Gap,
        };
    }

    /// <summary>The rows of the incidents from a row on.</summary>
    /// <param name="from">The first row that counts.</param>
    /// <returns>In order of time.</returns>
    public IReadOnlyList<RowRange> Ranges(int from = 0) => [.. Incidents(from).Select(i => i.Rows)];

    /// <summary>The anomaly of a range with the highest score.</summary>
    /// <param name="range">The range.</param>
    /// <returns>Its index.</returns>
    public int Peak(RowRange range) => Enumerable.Range(range.Start, range.Length).MaxBy(
        r => (IsAnomalous[r], Scores[r]));

    /// <summary>The incidents from a row on.</summary>
    /// <param name="from">The first row that counts.</param>
    /// <returns>In order of time.</returns>
    internal IReadOnlyList<ChannelIncident> Incidents(int from = 0) =>
        [
            .. DetectionMetrics.RangesOf([.. IsAnomalous.Skip(from)], [.. Begins.Skip(from)])
                .Select(r => Incident(new RowRange(r.Start + from, r.End + from))),
        ];

    /// <summary>
    /// What channels have in the score of a row: of those that are odder than usual, the share of each in the sum of
    /// their scores, the greatest first.
    /// </summary>
    /// <param name="row">Its index.</param>
    internal IReadOnlyList<(int Channel, double Share)> Contributions(int row)
    {
        (int Channel, double Score)[] odd =
        [
            .. ByChannel.Select((own, c) => (Channel: c, Score: own[row] - Least))
                .Where(c => c.Score > 0).OrderByDescending(c => c.Score),
        ];
        double sum = odd.Sum(c => c.Score);
        return [.. odd.Select(c => (c.Channel, c.Score / sum))];
    }

    /// <summary>Rows from one that is as odd to the next, no more than a reader can make anything of.</summary>
    internal static double RowsBetween(double score) => Math.Pow(10, Math.Min(score, MostShown));

    private ChannelIncident Incident(RowRange range)
    {
        int peak = Peak(range), channel = Channels[peak];
        int[] odd =
        [
            .. ByChannel.Select((own, c) => (Channel: c, Highest: own[range.Start..range.End].Max()))
                .Where(c => c.Highest > Least && c.Channel != channel).OrderByDescending(c => c.Highest)
                .Select(c => c.Channel),
        ];
        IEnumerable<int> rows = RowsOf(range, channel);
        bool beginsWithValue = Reasons.Count > 0 && Reasons[rows.First()] == ChannelReason.Value;

        // The windows after a far value are odd shapes because of it: then the value is described.
        return new ChannelIncident(
            range,
            beginsWithValue ? rows.Where(r => Reasons[r] == ChannelReason.Value).MaxBy(r => Scores[r]) : peak,
            Scores[peak], [channel, .. odd])
        {
            BeginsWithValue = beginsWithValue,
        };
    }

    /// <summary>The anomalies of a range whose oddest channel is this one.</summary>
    /// <param name="range">The range.</param>
    /// <param name="channel">The channel.</param>
    internal IEnumerable<int> RowsOf(RowRange range, int channel) =>
        Enumerable.Range(range.Start, range.Length).Where(r => IsAnomalous[r] && Channels[r] == channel);
}
