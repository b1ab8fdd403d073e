using Carousel.Data;
using MathNet.Numerics.Distributions;

namespace Carousel.Forecasting;

/// <summary>
/// Which distribution of counts, and over how long a memory: regressions of each kind, fitted on the training part, are
/// compared in windows of the validation part, each forecast from the rows before it.
/// </summary>
/// <param name="Loss">The kind of distribution.</param>
/// <param name="HalfLife">Rows after which one counts half.</param>
/// <param name="Season">Rows of the season; 1 for none.</param>
/// <param name="Zeros">The share of zeros.</param>
/// <param name="Windows">Blocks of time that chose.</param>
/// <param name="Scores">Each kind with its score, the best first; only one if the user chose it.</param>
internal sealed record DemandChoice(
    ForecastLoss Loss, double HalfLife, int Season, double Zeros, int Windows,
    IReadOnlyList<(ForecastLoss Loss, double Score)> Scores)
{
    private const int MostWindows = 600;

    private static readonly double[] _halfLives = [4, 8, 16, 32, 64, 128];

    /// <summary>The kinds of distributions.</summary>
    public static IReadOnlyList<ForecastLoss> Losses { get; } =
        [ForecastLoss.NegativeBinomial, ForecastLoss.ZeroInflated];

    /// <summary>Chooses; null if the series are not intermittent demand or the options exclude it.</summary>
    /// <param name="split">The series.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="season">The season that was found; 1 for none.</param>
    /// <param name="horizon">H.</param>
    public static DemandChoice? Of(TemporalSplit split, ForecastOptions options, int season, int horizon)
    {
        if (options is not { Baseline: ForecastBaseline.Ridge, Hierarchy: null, Transform: null }
            || options.Loss == ForecastLoss.Quantile || options.WindowNormalization is not null
            || !DemandRule.Holds(split))
        {
            return null;
        }

        season = DemandLevels.Season(season, split.Set.Frequency);
        double[] quantiles = ForecastDesigner.Quantiles(options.Levels);
        Window[] windows = WindowsOf(split, horizon);
        DemandScore Try(ForecastLoss loss, double halfLife) =>
            Score(split, loss, new DemandForm(halfLife, season, horizon), windows, quantiles);

        ForecastLoss first = options.Loss ?? ForecastLoss.NegativeBinomial;
        double[] lives = [.. _halfLives.Where(h => 2 * h <= split.Train.LongestRows).DefaultIfEmpty(_halfLives[0])];
        (double halfLife, DemandScore own) = windows.Length == 0
            ? (lives[lives.Length / 2], new DemandScore())
            : lives.Select(h => (h, Try(first, h))).MinBy(s => s.Item2.Mean);
        (ForecastLoss Loss, double Score)[] scores =
        [
            (first, own.Mean),
            .. options.Loss is not null || windows.Length == 0 ? []
                : Losses.Where(l => l != first).Select(l => (l, Try(l, halfLife).Mean)),
        ];
        scores = [.. scores.OrderBy(s => s.Score)];
        double zeros = Enumerable.Range(0, split.Set.Roles.Targets.Count).Average(k => DemandRule.ZerosOf(split, k));
        return new DemandChoice(scores[0].Loss, halfLife, season, zeros, own.ByBlock().Length, scores);
    }

    private static DemandScore Score(
        TemporalSplit split, ForecastLoss loss, DemandForm form, Window[] windows, double[] shares)
    {
        var score = new DemandScore();
        var quantiles = new double[form.Horizon * shares.Length];
        for (int k = 0; k < split.Set.Roles.Targets.Count; k++)
        {
            var regression = CountRegression.Fit(split.Set, split.Train.Rows, k, loss, form);
            foreach (Window window in windows)
            {
                ReadOnlySpan<float> values = split.Set[window.Series].Column(k);
                CountDistribution[] told = regression.Forecast(values[..window.Origin], form);
                for (int t = 0; t < told.Length; t++)
                {
                    told[t].Quantiles(shares, quantiles.AsSpan(t * shares.Length, shares.Length));
                }

                score.Add(
                    DemandScore.BlockOf(split.Set, window, form.Horizon),
                    split.Set[window.Series].CountedValues(k, window.Ahead), shares, quantiles, Sums(told, shares));
            }
        }

        return score;
    }

    /// <summary>
    /// Quantiles of the sum of independent counts: of a gamma distribution with its mean and variance.
    /// </summary>
    private static double[] Sums(CountDistribution[] told, double[] shares)
    {
        double mean = 0, variance = 0;
        foreach (CountDistribution one in told)
        {
            (double own, double spread) = one.Moments();
            (mean, variance) = (mean + own, variance + spread);
        }

        mean = Math.Max(mean, 1e-6);
        return [.. shares.Select(q => Math.Round(Gamma.InvCDF(mean * mean / variance, mean / variance, q)))];
    }

    /// <summary>Windows of the validation part, side by side.</summary>
    private static Window[] WindowsOf(TemporalSplit split, int horizon) =>
        split.Validation.Windows(1, horizon, horizon).Thinned(MostWindows);
}
