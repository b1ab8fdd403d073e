using Carousel.Data;

namespace Carousel.Tasks.Forecasting;

/// <summary>Forecasts from many origins, each seen with the rows before it alone, held against what came and against the baselines.</summary>
public sealed class Backtest
{
    internal Backtest(
        SeriesSet set, ForecastDesign design, IReadOnlyList<Window> windows, QuantileTable quantiles, float[] truth,
        IReadOnlyList<(string Name, float[] Values)> baselines, BacktestModel model, IReadOnlyList<BacktestModel> scores)
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

    /// <summary>The mean absolute error of the model at each hour of the day; empty where rows have no hours.</summary>
    /// <returns>[24]; NaN where no forecast fell.</returns>
    public double[] ErrorByHour() => Set.Frequency is { Days: < 1 }
        ? MeanBy(24, (window, step) => Set[window.Series].TimeAt(window.Origin + step)?.Hour ?? 0)
        : [];

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
