using System.Text.Json.Serialization;

namespace Carousel.Anomalies;

/// <summary>
/// Values fitted in addition to the network: the usual values, and the threshold of anomalies. Stored in the model
/// file.
/// </summary>
/// <param name="RowsBetween">Rows from one false incident to the next that were asked for.</param>
/// <param name="Usual">[C]: what is usual of each channel.</param>
/// <param name="Tail">How rarely the oddest channel of a row is as odd.</param>
/// <param name="LearnedRows">Rows that were learned from.</param>
/// <param name="Gap">Rows between anomalies that may be one incident; see <see cref="IncidentTracker"/>.</param>
/// <param name="SilenceTicks">A row that comes so long after the one before it, or later, is an anomaly.</param>
/// <param name="Network">Whether the network has a part in the scores, and why.</param>
internal sealed record ChannelFitted(
    double RowsBetween, IReadOnlyList<ChannelUsual> Usual, PeakTail Tail, int LearnedRows, int Gap, long SilenceTicks,
    NetworkUse Network)
{
    private const int MostPeaks = 30;
    private const int FewestSteps = 4;
    private const int LongestSteps = 2;
    private const double GapShare = 0.25;

    // A tenth as rare as the rows that begin an incident, or less where those come often.
    private const double MostKept = 1;
    private const double KeptShare = 4;

    private static readonly double _logOfTen = Math.Log(10);

    /// <summary>Where a scorer stands after the rows that were learned from; null for numbered rows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    // Under its former name, 'after', a state has another layout: it is not read, and the scorer warms up.
    [JsonPropertyName("position")]
    public byte[]? State { get; init; }

    /// <summary>The time of the last row that was learned from.</summary>
    public long LastTicks { get; init; }

    /// <summary>The score above which an incident begins: the logarithm of the rows between two of them.</summary>
    public double Threshold => Math.Log10(RowsBetween);

    /// <summary>The score above which an incident continues.</summary>
    public double Least => Threshold - Kept;

    private double Kept => Math.Min(MostKept, Threshold / KeptShare);

    /// <summary>What makes incidents of scores.</summary>
    public IncidentTracker NewTracker() => new(Gap, Threshold, Kept);

    /// <summary>What is usual in the rows that are learned from.</summary>
    /// <param name="design">The channels and their scales.</param>
    /// <param name="data">The rows.</param>
    /// <param name="learningRows">How many are learned from.</param>
    /// <param name="looks">[learning rows][C]: what the network expected; null where it is not used.</param>
    /// <param name="fresh">The first row that the network was not trained on.</param>
    /// <param name="network">Whether it is used.</param>
    /// <param name="options">How scores become alarms.</param>
    public static ChannelFitted Of(
        ChannelDesign design, ChannelData data, int learningRows, ChannelForecast[][]? looks, int fresh,
        NetworkUse network, AnomalyOptions options)
    {
        float[][] raw = [.. data.Columns.Select(column => column[..learningRows])];
        double[][]? errors = looks is null ? null
            : [.. raw.Select((own, c) => own.Select((v, r) => looks[r][c].ErrorOf((float)design.Scales[c].Map(v)))
                .ToArray())];
        double rowsBetween = AlarmRate.Of(options.Rate).RowsBetween(data.Stamps, learningRows);
        (ChannelUsual[] usual, double[][] cycles) = ChannelUsual.Of(
            [.. raw.Select((own, c) => own.Select(v => design.Scales[c].Units(v)).ToArray())], raw, data.Stamps, errors,
            fresh, rowsBetween);
        int gap = (int)Math.Clamp(GapShare * rowsBetween, 1, 2 * ChannelUsual.SlowestSpan(learningRows));
        var open = new ChannelFitted(
            rowsBetween, usual, PeakTail.None, learningRows, gap, SilenceOf(data.Stamps, learningRows), network);

        // The tail of all scores does not correct those of shapes.
        var monitor = new ChannelMonitor(design, open, cycles);
        double[] scores =
        [
            .. Enumerable.Range(0, learningRows).Select(r => _logOfTen * monitor.Take(
                data.StampAt(r), data.Row(r), looks is null ? [] : looks[r]).Score),
        ];
        return open with { Tail = PeakTail.Of(scores, Math.Max(1, gap / 2), MostPeaks) };
    }

    /// <summary>The score of something of which it is known how rare it is in a channel.</summary>
    /// <param name="logRows">Natural logarithm of the rows between two of them.</param>
    public double ScoreOf(double logRows) => Math.Max(Tail.LogRowsOf(logRows), 0) / _logOfTen;

    /// <summary>The score of a run that is too long: an anomaly in any case, also soon after another one.</summary>
    /// <param name="times">How many times its limit it is long.</param>
    public double ScoreOfHold(double times) =>
        Math.Max(Threshold + Kept, Math.Log10(LearnedRows)) + Math.Log10(2 * times);

    /// <summary>Whether rows that begin at a time go on where the learned ones ended.</summary>
    /// <param name="first">The time of the first row, if known.</param>
    public bool IsFollowedBy(DateTime? first) =>
        State is not null && first is { } time && time.Ticks > LastTicks && time.Ticks - LastTicks < SilenceTicks;

    /// <summary>Whether the numbers fit the number of channels; checks data from a file.</summary>
    public bool Fits(int channels) => RowsBetween >= 1 && double.IsFinite(RowsBetween) && Gap > 0 && SilenceTicks > 0
        && LearnedRows > 0 && Tail is { IsSound: true } && Network is not null
        && Usual is not null && Usual.Count == channels && Usual.All(u => u is not null && u.Fits(channels));

    // The longest silence is doubled; a few missing rows are not an event.
    private static long SilenceOf(IReadOnlyList<DateTime>? stamps, int learningRows)
    {
        if (stamps is null)
        {
            return long.MaxValue;
        }

        long[] steps =
            [.. Enumerable.Range(1, learningRows - 1).Select(r => (stamps[r] - stamps[r - 1]).Ticks).Order()];
        return Math.Max(LongestSteps * steps[^1], FewestSteps * steps[steps.Length / 2]);
    }
}

/// <summary>Whether the network contributes to the scores, and its comparison.</summary>
/// <param name="IsUsed">Whether it has.</param>
/// <param name="Baseline">The simple forecast that came nearest, or was better.</param>
/// <param name="Share">Its error as a share of that forecast's, on the rows that validate.</param>
internal sealed record NetworkUse(bool IsUsed, [property: JsonPropertyName("rival")] string Baseline, double Share);
