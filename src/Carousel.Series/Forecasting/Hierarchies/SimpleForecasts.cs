using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Simple forecasts of a series that follow its newest rows by themselves: the seasonal naive one and exponential
/// smoothings from slow to quick, without and with a trend. Their mean, weighted by their errors, may replace the
/// network's forecast.
/// </summary>
internal static class SimpleForecasts
{
    private const double LeastError = 1e-9;

    private static readonly SeasonalSmoothing[] _smoothings =
    [
        new(0.1), new(0.2), new(0.4), new(0.7),
        new(0.2, 0.02, 0.9), new(0.2, 0.05, 0.95), new(0.3, 0.05, 0.9), new(0.3, 0.1, 0.9), new(0.5, 0.05, 0.9),
    ];

    /// <summary>How many there are; the first is the seasonal naive one.</summary>
    public static int Count => 1 + _smoothings.Length;

    /// <summary>All forecasts from some origins.</summary>
    /// <param name="series">The series.</param>
    /// <param name="target">Which target.</param>
    /// <param name="origins">[O], ascending.</param>
    /// <param name="design">Season and horizon.</param>
    /// <returns>[<see cref="Count"/>][O][H]; NaN where nothing is known before an origin.</returns>
    public static double[][][] All(Series series, int target, IReadOnlyList<int> origins, ForecastDesign design)
    {
        int season = Math.Max(1, design.Season);
        ReadOnlySpan<float> values = series.Column(target);
        var all = new double[Count][][];
        all[0] = [.. origins.Select(origin => Enumerable.Range(0, design.Horizon)
            .Select(t => (double)SeasonalNaive.At(series.Column(target)[..origin], t, season)).ToArray())];
        for (int m = 1; m < Count; m++)
        {
            all[m] = _smoothings[m - 1].Forecast(values, season, origins, design.Horizon);
        }

        return all;
    }

    /// <summary>Their mean.</summary>
    /// <param name="series">The series.</param>
    /// <param name="target">Which target.</param>
    /// <param name="origins">[O], ascending.</param>
    /// <param name="design">Season and horizon.</param>
    /// <param name="weights">[<see cref="Count"/>]: how much each counts.</param>
    /// <returns>[O][H].</returns>
    public static double[][] Mean(
        Series series, int target, IReadOnlyList<int> origins, ForecastDesign design, IReadOnlyList<double> weights)
    {
        double[][][] all = All(series, target, origins, design);
        return
        [
            .. origins.Select((_, o) => Enumerable.Range(0, design.Horizon).Select(t => Enumerable.Range(0, Count)
                .Sum(m => weights[m] == 0 ? 0 : weights[m] * all[m][o][t])).ToArray()),
        ];
    }

    /// <summary>How much each counts: as the fourth power of its inverse error, so that half the error counts
    /// sixteenfold.</summary>
    /// <param name="errors">[<see cref="Count"/>]: how each erred; where that is not known, only the seasonal naive
    /// one counts.</param>
    /// <returns>[<see cref="Count"/>]: weights whose sum is 1.</returns>
    public static double[] Weights(IReadOnlyList<double> errors)
    {
        if (errors.Any(double.IsNaN))
        {
            return Naive;
        }

        // Relative to the least, so that no power is too large for a number.
        double least = Math.Max(errors.Min(), LeastError);
        double[] squares = [.. errors.Select(e => least / Math.Max(e, LeastError)).Select(r => r * r)];
        double[] weights = [.. squares.Select(s => s * s)];
        double sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    /// <summary>The weights of only the seasonal naive forecast.</summary>
    public static double[] Naive => [1, .. new double[_smoothings.Length]];
}
