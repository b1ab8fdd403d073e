using Carousel.Classical;
using Carousel.Data;
using MathNet.Numerics.Distributions;

namespace Carousel.Forecasting;

/// <summary>
/// Forecasts of windows by a classical method, whose parameters are fitted to the rows before the first window of each
/// series. Errors are taken as normal.
/// </summary>
/// <param name="set">The series.</param>
/// <param name="design">Targets, horizon, quantiles and season.</param>
/// <param name="method">Fits a model to values with a season.</param>
internal sealed class ClassicalTable(SeriesSet set, ForecastDesign design, ClassicalTable.Fitting method)
{
    /// <summary>The last rows that a model is fitted to: the time of a fit grows with them, its error hardly falls.
    /// </summary>
    private const int MostRows = 600;

    /// <summary>A longer season is removed from the values first.</summary>
    private const int LongestSeason = 52;

    /// <summary>Fits a model.</summary>
    /// <param name="history">Values in order of time, NaN where missing.</param>
    /// <param name="season">Steps of the season; 1 without one.</param>
    public delegate IClassicalModel Fitting(ReadOnlySpan<double> history, int season);

    /// <summary>The methods by the word of the option, with their names in tables.</summary>
    public static IReadOnlyDictionary<string, (string Title, Fitting Fit)> Methods { get; } =
        new Dictionary<string, (string, Fitting)>
        {
            ["ets"] = ("exponential smoothing", ExponentialSmoothing.Fit),
            ["theta"] = ("Theta", Theta.Fit),
            ["arima"] = ("ARIMA", Arima.Fit),
        };

    /// <summary>The values of a series and target, instead of those of the set.</summary>
    public Func<int, int, float[]>? Column { get; init; }

    /// <summary>The forecasts of windows.</summary>
    /// <param name="windows">The windows; each is forecast from the rows before it.</param>
    /// <param name="threads">How many threads; 0 for all. Bits do not depend on it.</param>
    /// <param name="cancellation">Stops it between series.</param>
    /// <returns>[W, H, K, Q]; the last value for a series with fewer than 3 known values, NaN without any.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public double[] Of(IReadOnlyList<Window> windows, int threads, CancellationToken cancellation)
    {
        var table = new double[windows.Count * design.Horizon * design.TargetCount * design.Quantiles.Count];
        (int Number, Window Window)[][] series =
            [.. windows.Index().GroupBy(w => w.Item.Series).Select(group => group.ToArray())];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = threads == 0 ? -1 : threads,
            CancellationToken = cancellation,
        };
        Parallel.For(0, series.Length * design.TargetCount, options, part =>
            Forecast(series[part / design.TargetCount], part % design.TargetCount, table));
        return table;
    }

    private void Forecast((int Number, Window Window)[] windows, int target, double[] table)
    {
        int first = windows.Min(w => w.Window.Origin), start = Math.Max(0, first - MostRows);
        int series = windows[0].Window.Series;
        double[] values = Array.ConvertAll(
            (Column ?? ((s, k) => set[s].ColumnArray(k)))(series, target)[start..windows.Max(w => w.Window.Origin)],
            v => (double)v);
        ReadOnlySpan<double> before = values.AsSpan(0, first - start);
        double least = -design.OffsetOf(target);
        foreach (double value in before)
        {
            least = value < least ? double.NegativeInfinity : least;
        }

        IClassicalModel? model = before.Length - before.Count(double.NaN) >= ClassicalSeries.LeastValues
            ? Fit(before)
            : null;
        (double[] means, double[] deviations) = (new double[design.Horizon], new double[design.Horizon]);
        foreach ((int number, Window window) in windows)
        {
            ReadOnlySpan<double> history = values.AsSpan(0, window.Origin - start);
            if (model is null)
            {
                Array.Fill(means, LastValue.Find(Array.ConvertAll(history.ToArray(), v => (float)v)));
            }
            else
            {
                model.Forecast(history, means, deviations);
            }

            for (int h = 0; h < means.Length; h++)
            {
                int cell = ((((number * design.Horizon) + h) * design.TargetCount) + target) * design.Quantiles.Count;
                for (int q = 0; q < design.Quantiles.Count; q++)
                {
                    table[cell + q] = Math.Max(
                        least, means[h] + (deviations[h] * Normal.InvCDF(0, 1, design.Quantiles[q])));
                }
            }
        }
    }

    private IClassicalModel Fit(ReadOnlySpan<double> before) => design.Season <= LongestSeason
        ? method(before, Math.Max(1, design.Season))
        : SeasonalTrendForecast.Fit(before, [.. design.SeasonRounds], adjusted => method(adjusted, 1));
}
