using System.Text.Json.Serialization;
using Carousel.Anomalies.Thresholds;

namespace Carousel.Anomalies.Channels;

/// <summary>
/// What was fitted beside the network: what is normal, and from where on a score is an anomaly. Kept in the model file.
/// </summary>
/// <param name="Kind">How scores become alarms.</param>
/// <param name="Rate">The rate of false alarms that was asked for.</param>
/// <param name="Pruning">The least fall between maxima, of the dynamic threshold.</param>
/// <param name="Means">[C]: usual score of a channel in the learning part.</param>
/// <param name="Deviations">[C]: its deviation.</param>
/// <param name="Threshold">Of the standardised score of a row.</param>
internal sealed record ChannelFitted(
    ThresholdKind Kind, double Rate, double Pruning, IReadOnlyList<double> Means, IReadOnlyList<double> Deviations,
    double Threshold)
{
    private const int DynamicWindow = 2000;
    private const int SmoothingSpan = 20;

    /// <summary>Thresholds that false alarms raised; null where none were named.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChannelAllowance>? Allowances { get; init; }

    /// <summary>Fits to the scores of the learning part.</summary>
    internal static ChannelFitted Of(
        ChannelScores scores, int learningRows, ThresholdKind kind, double rate, double pruning)
    {
        double[][] learned = [.. scores.Scores.Select(own => own.Take(learningRows).Where(double.IsFinite).ToArray())];
        double[] means = [.. learned.Select(own => own.DefaultIfEmpty().Average())];
        double[] deviations =
        [
            .. learned.Select(
                (own, c) => Math.Sqrt(own.Select(s => (s - means[c]) * (s - means[c])).DefaultIfEmpty().Average()))
                .Select(deviation => deviation > 1e-9 ? deviation : 1),
        ];
        var open = new ChannelFitted(kind, rate, pruning, means, deviations, 0);
        return open with { Threshold = RateThreshold.Of(open.Rows(scores).Scores.Take(learningRows), rate) };
    }

    /// <summary>The score of each row: that of its oddest channel, standardised, and which channel that is.</summary>
    internal (double[] Scores, int[] Channels) Rows(ChannelScores scores) => Oddest(Standardised(scores));

    /// <summary>[C][n]: scores of channels in deviations from what is usual of them; NaN for a gap.</summary>
    internal double[][] Standardised(ChannelScores scores) =>
        [.. scores.Scores.Select((own, c) => own.Select(s => (s - Means[c]) / Deviations[c]).ToArray())];

    /// <summary>Whether the numbers are those of so many channels: of what comes from a file.</summary>
    internal bool Fits(int channels) => Means.Count == channels && Deviations.Count == channels
        && Means.All(double.IsFinite) && Deviations.All(d => d > 0 && double.IsFinite(d))
        && (Allowances is null || Allowances.All(a => a is not null && a.Fits(channels)));

    /// <summary>Judges rows.</summary>
    internal ChannelVerdicts Judge(ChannelScores scores, ChannelData data)
    {
        double[][] own = Standardised(scores);
        bool[][] isExcused = [.. own.Select((_, c) => ChannelAllowance.Apply(Allowances, c, own[c], data))];

        // What was a false alarm counts as much as what just is none, and no more.
        double[][] counted =
        [
            .. own.Select((all, c) => all.Select((s, r) => isExcused[c][r] ? Math.Min(s, Threshold) : s).ToArray()),
        ];
        (double[] rows, int[] channels) = Oddest(counted);
        bool[] isAnomalous = RateThreshold.Apply(rows, Threshold);
        if (Kind == ThresholdKind.Dynamic)
        {
            bool[][] byChannel =
            [
                .. scores.Errors.Select(
                    e => DynamicThreshold.Apply(DynamicThreshold.Smooth(e, SmoothingSpan), DynamicWindow, Pruning)),
            ];
            isAnomalous = [.. rows.Select((_, r) => byChannel.Where((found, c) => found[r] && !isExcused[c][r]).Any())];
        }

        return new ChannelVerdicts(rows, channels, isAnomalous, scores.Expected) { ByChannel = counted };
    }

    private static (double[] Scores, int[] Channels) Oddest(double[][] own)
    {
        int rows = own[0].Length;
        var best = new double[rows];
        var channels = new int[rows];
        Array.Fill(best, double.NegativeInfinity);
        for (int c = 0; c < own.Length; c++)
        {
            for (int r = 0; r < rows; r++)
            {
                if (own[c][r] > best[r])
                {
                    (best[r], channels[r]) = (own[c][r], c);
                }
            }
        }

        // A row of gaps alone is not odd.
        return ([.. best.Select(s => double.IsFinite(s) ? s : 0)], channels);
    }
}
