using Carousel.Tasks.Anomalies.Thresholds;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>What was fitted beside the network: what is usual, and from where on a score is an anomaly. Kept in the model file.</summary>
/// <param name="Kind">How scores become alarms.</param>
/// <param name="Rate">The rate of false alarms that was asked for.</param>
/// <param name="Pruning">The least fall between maxima, of the dynamic threshold.</param>
/// <param name="Means">[C]: usual score of a channel in the learning part.</param>
/// <param name="Deviations">[C]: its deviation.</param>
/// <param name="Threshold">Of the standardised score of a row.</param>
public sealed record ChannelFitted(
    ThresholdKind Kind, double Rate, double Pruning, IReadOnlyList<double> Means, IReadOnlyList<double> Deviations, double Threshold)
{
    private const int DynamicWindow = 2000;
    private const int SmoothingSpan = 20;

    /// <summary>Fits to the scores of the learning part.</summary>
    internal static ChannelFitted Of(ChannelScores scores, int learningRows, ThresholdKind kind, double rate, double pruning)
    {
        double[] means = new double[scores.Scores.Length];
        double[] deviations = new double[means.Length];
        for (int c = 0; c < means.Length; c++)
        {
            double[] own = [.. scores.Scores[c].Take(learningRows).Where(double.IsFinite)];
            means[c] = own.Length > 0 ? own.Average() : 0;
            deviations[c] = own.Length > 0 ? Math.Sqrt(own.Average(s => (s - means[c]) * (s - means[c]))) : 0;
            deviations[c] = deviations[c] > 1e-9 ? deviations[c] : 1;
        }

        var open = new ChannelFitted(kind, rate, pruning, means, deviations, 0);
        return open with { Threshold = RateThreshold.Of(open.Rows(scores).Scores.Take(learningRows), rate) };
    }

    /// <summary>The score of each row: that of its oddest channel, standardised, and which channel that is.</summary>
    internal (double[] Scores, int[] Channels) Rows(ChannelScores scores)
    {
        int rows = scores.Scores[0].Length;
        var best = new double[rows];
        var channels = new int[rows];
        Array.Fill(best, double.NegativeInfinity);
        for (int c = 0; c < scores.Scores.Length; c++)
        {
            for (int r = 0; r < rows; r++)
            {
                double own = (scores.Scores[c][r] - Means[c]) / Deviations[c];
                if (own > best[r])
                {
                    (best[r], channels[r]) = (own, c);
                }
            }
        }

        // A row of gaps alone is not odd.
        return ([.. best.Select(s => double.IsFinite(s) ? s : 0)], channels);
    }

    /// <summary>Judges rows.</summary>
    internal ChannelVerdicts Judge(ChannelScores scores)
    {
        (double[] rows, int[] channels) = Rows(scores);
        bool[] isAnomalous = new bool[rows.Length];
        if (Kind == ThresholdKind.Rate)
        {
            isAnomalous = RateThreshold.Apply(rows, Threshold);
        }
        else
        {
            foreach (double[] errors in scores.Errors)
            {
                bool[] own = DynamicThreshold.Apply(DynamicThreshold.Smooth(errors, SmoothingSpan), DynamicWindow, Pruning);
                for (int r = 0; r < own.Length; r++)
                {
                    isAnomalous[r] |= own[r];
                }
            }
        }

        return new ChannelVerdicts(rows, channels, isAnomalous, scores.Expected);
    }
}
