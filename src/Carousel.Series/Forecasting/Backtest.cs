using Carousel.Data;
using Carousel.Jobs;

namespace Carousel.Forecasting;

/// <summary>
/// Forecasts from many origins, each seen with the rows before it alone, held against what came and against the
/// baselines.
/// </summary>
public sealed class Backtest
{
    /// <summary>Standard errors that chance exceeds on one side once in twenty times.</summary>
    private const double OneInTwenty = 1.645;

    // Errors as multiples of the naive forecast's: two decimals tell them apart.
    private static readonly JobMetric[] _metrics =
    [
        new("mae", "MAE"), new("rmse", "RMSE"), new("smape", "sMAPE, %") { IsDetail = true, Decimals = 1 },
        new("mase", "MASE") { Decimals = 2 }, new("wql", "weighted quantile loss") { Abbreviation = "WQL" },
    ];

    internal Backtest(
        SeriesSet set, ForecastDesign design, IReadOnlyList<Window> windows, QuantileTable quantiles, float[] truth,
        IReadOnlyList<(string Name, float[] Values)> baselines, BacktestModel model,
        IReadOnlyList<BacktestModel> scores)
    {
        (Set, Design, Windows, Quantiles, Truth, BaselineForecasts, Model, Baselines) =
            (set, design, windows, quantiles, truth, baselines, model, scores);
    }

    /// <summary>The series.</summary>
    public SeriesSet Set { get; }

    /// <summary>What was forecast.</summary>
    public ForecastDesign Design { get; }

    /// <summary>The origins, series after series, in order of time.</summary>
    public IReadOnlyList<Window> Windows { get; }

    /// <summary>[W, H, K, Q]: the forecasts in the unit of the data.</summary>
    public QuantileTable Quantiles { get; }

    /// <summary>[W, H, K]: what came; NaN where missing.</summary>
    public IReadOnlyList<float> Truth { get; }

    /// <summary>Each [W, H, K]: what the baselines forecast.</summary>
    public IReadOnlyList<(string Name, float[] Values)> BaselineForecasts { get; }

    /// <summary>How well the model did.</summary>
    public BacktestModel Model { get; }

    /// <summary>How well the baselines did, the best first.</summary>
    public IReadOnlyList<BacktestModel> Baselines { get; }

    /// <summary>The baseline with the smallest mean absolute error.</summary>
    public BacktestModel BestBaseline => Baselines[0];

    /// <summary>As the table that every job has: the model, then the baselines.</summary>
    /// <returns>Table and sentence, without report and files.</returns>
    public JobResult ToResult() =>
        new(_metrics, [.. Baselines.Prepend(Model).Select(m => m.ToScore())], ForecastSentence.Comparison(this));

    /// <summary>The mean absolute error of the model at each hour of the day; empty where rows have no hours.</summary>
    /// <returns>[24]; NaN where no forecast fell.</returns>
    public double[] ErrorByHour() => Set.Frequency is { Days: < 1 }
        ? MeanBy(24, (window, step) => Set[window.Series].TimeAt(window.Origin + step)?.Hour ?? 0)
        : [];

    /// <summary>
    /// Whether the difference in error between the model and a baseline is larger than chance alone would make it
    /// between so many origins.
    /// </summary>
    /// <param name="baseline">One of <see cref="Baselines"/>.</param>
    /// <returns>True where the mean difference over the origins exceeds 1.645 standard errors, one side in twenty;
    /// horizons that overlap count for less.</returns>
    /// <remarks>
    /// Diebold and Mariano 1995 on absolute errors, with the origins' differences in place of an estimate of their
    /// correlation.
    /// </remarks>
    public bool IsClear(BacktestModel baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        float[] values = BaselineForecasts.First(b => b.Name == baseline.Name).Values;
        int cells = Design.Horizon * Design.TargetCount;
        var differences = new List<double>();
        for (int w = 0; w < Windows.Count; w++)
        {
            double sum = 0;
            for (int i = w * cells; i < (w + 1) * cells; i++)
            {
                double own = Math.Abs(
                    Truth[i] - Quantiles.MedianOf(w, i % cells / Design.TargetCount, i % Design.TargetCount));
                double other = Math.Abs((double)Truth[i] - values[i]);
                sum += double.IsNaN(own) || double.IsNaN(other) ? 0 : own - other;
            }

            differences.Add(sum / cells);
        }

        double mean = differences.Average();
        double variance = differences.Sum(d => (d - mean) * (d - mean)) / Math.Max(1, differences.Count - 1);
        int stride = Windows.Count > 1 && Windows[1].Series == Windows[0].Series
            ? Windows[1].Origin - Windows[0].Origin
            : Design.Horizon;
        double apart = Math.Max(1, differences.Count * Math.Min(1, stride / (double)Design.Horizon));
        return differences.Count > 1 && Math.Abs(mean) > OneInTwenty * Math.Sqrt(variance / apart);
    }

    private double[] MeanBy(int groups, Func<Window, int, int> groupOf)
    {
        var sums = new double[groups];
        var counts = new long[groups];
        int targets = Design.TargetCount;
        for (int i = 0; i < Truth.Count; i++)
        {
            if (!float.IsNaN(Truth[i]))
            {
                int w = i / targets / Design.Horizon, t = i / targets % Design.Horizon;
                int group = groupOf(Windows[w], t);
                sums[group] += Math.Abs(Truth[i] - Quantiles.MedianOf(w, t, i % targets));
                counts[group]++;
            }
        }

        return [.. sums.Select((s, g) => counts[g] == 0 ? double.NaN : s / counts[g])];
    }
}
