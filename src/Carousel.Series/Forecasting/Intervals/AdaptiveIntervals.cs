using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Adapts the intervals of windows whose series are there as a whole. Rows of a window and later rows are not used:
/// only forecasts whose horizons ended at its origin or before count.
/// </summary>
/// <param name="design">Targets, horizon and intervals.</param>
/// <param name="adaptation">The rate, and where the training ended.</param>
/// <param name="data">The series as the networks see them.</param>
/// <param name="forecast">Gives the quantiles of windows.</param>
internal sealed class AdaptiveIntervals(
    ForecastDesign design, IntervalAdaptation adaptation, ForecastData data,
    Func<IReadOnlyList<Window>, QuantileTable<Stage.Calibrated>> forecast)
{
    /// <summary>Their earlier forecasts are held at a time.</summary>
    private const int SeriesAtOnce = 32;

    /// <summary>Adapts.</summary>
    /// <param name="table">The quantiles.</param>
    /// <param name="windows">Their windows.</param>
    public QuantileTable<Stage.Calibrated> Apply(
        QuantileTable<Stage.Calibrated> table, IReadOnlyList<Window> windows)
    {
        var rule = new IntervalScales(design, adaptation.Rate);
        var scales = new double[]?[windows.Count];
        foreach (IGrouping<int, int>[] series in
            Enumerable.Range(0, windows.Count).GroupBy(w => windows[w].Series).Chunk(SeriesAtOnce))
        {
            Find(scales, rule, windows, [.. series.SelectMany(s => s)]);
        }

        return rule.Apply(table, scales);
    }

    private void Find(double[]?[] found, IntervalScales rule, IReadOnlyList<Window> windows, int[] some)
    {
        Window[] own = [.. some.Select(w => windows[w])];
        IReadOnlyList<int>[] origins = [.. own.Select(OriginsBefore)];
        Dictionary<(int, int), PastForecast> past = PastOf(own, origins);
        var known = new Dictionary<(int, int), double[]>();
        for (int i = 0; i < some.Length; i++)
        {
            int series = own[i].Series, last = origins[i].LastOrDefault(-1);
            IReadOnlyList<double>? start = adaptation.StartAt(data.Set[series], 0, own[i].Origin);
            if (last < 0 && start is null)
            {
                continue;
            }

            // Windows between the same two of these origins have the same scales.
            if (!known.TryGetValue((series, last), out double[]? scales))
            {
                scales = rule.After([.. origins[i].Select(o => past[(series, o)])], start);
                known.Add((series, last), scales);
            }

            found[some[i]] = scales;
        }
    }

    /// <summary>[K, L, 2] for each window: the logarithms of its scales; null where nothing is known yet.</summary>
    /// <param name="windows">One of each series.</param>
    public IEnumerable<double[]?> ScalesOf(IEnumerable<Window> windows)
    {
        var rule = new IntervalScales(design, adaptation.Rate);
        foreach (Window[] some in windows.Chunk(SeriesAtOnce))
        {
            IReadOnlyList<int>[] origins = [.. some.Select(OriginsBefore)];
            Dictionary<(int, int), PastForecast> past = PastOf(some, origins);
            foreach ((Window window, IReadOnlyList<int> own) in some.Zip(origins))
            {
                yield return own.Count == 0 ? null : rule.After([.. own.Select(o => past[(window.Series, o)])]);
            }
        }
    }

    private Dictionary<(int, int), PastForecast> PastOf(Window[] some, IReadOnlyList<int>[] origins)
    {
        (int, int)[] told =
            [.. some.SelectMany((w, i) => origins[i].Select(o => (w.Series, o))).Distinct().Order()];
        return told.Zip(Forecasts(told)).ToDictionary(p => p.First, p => p.Second);
    }

    /// <summary>The origins of forecasts whose errors count for a window, in the order of time.</summary>
    public IReadOnlyList<int> OriginsBefore(Window window) =>
        adaptation.OriginsBefore(data.Set[window.Series], 0, design, window.Origin);

    /// <summary>Forecasts from some origins whose horizons have passed.</summary>
    /// <param name="origins">Series and origins.</param>
    public PastForecast[] Forecasts(IReadOnlyList<(int Series, int Origin)> origins)
    {
        Window[] windows =
            [.. origins.Select(o => new Window(o.Series, o.Origin, design.Lookback, design.Horizon))];
        QuantileTable<Stage.Calibrated> table = forecast(windows);
        return [.. windows.Select((w, i) => PastForecast.Of(design, table, i, data.Series[w.Series], w.Origin))];
    }
}
