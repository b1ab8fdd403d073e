using Carousel.Data;
using Carousel.Report;
using Series = Carousel.Report.Series;

namespace Carousel.Forecasting;

/// <summary>The two charts of forecasts: over the test part, and what comes next.</summary>
internal static class ForecastCharts
{
    private const int HistoryRounds = 4;

    /// <summary>
    /// The forecasts of the test part joined where they do not overlap, over the truth and some history.
    /// </summary>
    public static LineChart Test(Backtest backtest, int target)
    {
        (ForecastDesign design, Window first) = (backtest.Design, backtest.Windows[0]);
        Data.Series series = backtest.Set[first.Series];
        int from = From(first.Origin, design), next = first.Origin;
        var chart = new Lines(design, from, series.HistoryLength - from);
        for (int w = 0; w < backtest.Windows.Count && backtest.Windows[w].Series == first.Series; w++)
        {
            int origin = backtest.Windows[w].Origin;
            if (origin >= next)
            {
                chart.Add(backtest.Quantiles, w, target, origin);
                next = origin + design.Horizon;
            }
        }

        return chart.ToChart(
            $"Forecast of {design.Targets[target]} over the test part", series, target, series.HistoryLength,
            first.Origin,
            visibleFrom: Math.Max(0, first.Origin - from - design.Horizon));
    }

    /// <summary>What comes next, behind the last rows of the history.</summary>
    public static LineChart Next(Forecast forecast, ForecastDesign design, int target)
    {
        Window window = forecast.Windows[0];
        int from = From(window.Origin, design);
        var chart = new Lines(design, from, window.Origin + design.Horizon - from);
        chart.Add(forecast.Quantiles, 0, target, window.Origin);
        return chart.ToChart(
            $"The next {design.Horizon} rows of {design.Targets[target]}", forecast.Set[window.Series], target,
            window.Origin, window.Origin,
            visibleFrom: 0);
    }

    private static int From(int origin, ForecastDesign design) =>
        Math.Max(0, origin - (HistoryRounds * design.Horizon));

    private static Axis Times(Data.Series series, int from, int count) =>
        series.HasTimes && series.Frequency is not null
        ? Axis.Time("time", [.. Enumerable.Range(from, count).Select(r => series.TimeAt(r)!.Value)])
        : Axis.Range("row", from, count);

    private static double[] NewMissing(int length)
    {
        var values = new double[length];
        Array.Fill(values, double.NaN);
        return values;
    }

    /// <summary>Median and intervals over rows of a series; NaN where nothing was forecast.</summary>
    private sealed class Lines(ForecastDesign design, int from, int length)
    {
        private readonly double[] _median = NewMissing(length);
        private readonly Dictionary<double, (double[] Low, double[] High)> _bands =
            design.Intervals.ToDictionary(l => l, _ => (NewMissing(length), NewMissing(length)));

        public void Add(QuantileTable quantiles, int window, int target, int origin)
        {
            for (int t = 0; t < design.Horizon && origin + t < from + length; t++)
            {
                _median[origin + t - from] = quantiles.MedianOf(window, t, target);
                foreach ((double level, (double[] low, double[] high)) in _bands)
                {
                    (low[origin + t - from], high[origin + t - from]) = quantiles.Interval(window, t, target, level);
                }
            }
        }

        public LineChart ToChart(string title, Data.Series series, int target, int known, int cutoff, int visibleFrom)
        {
            double[] truth =
            [
                .. Enumerable.Range(from, length).Select(r => r < known ? series[r, target] : double.NaN),
            ];
            return new LineChart(
                title, Times(series, from, length),
                [new Series("truth", truth, SeriesRole.Truth), new Series("forecast", _median, SeriesRole.Forecast)])
            {
                Bands =
                [
                    .. _bands.OrderByDescending(b => b.Key)
                        .Select(b => new Band($"{b.Key}\u00a0% interval", b.Value.Low, b.Value.High)),
                ],
                Markers = [new Marker(cutoff - from, "forecasts begin")],
                IsZoomable = true,
                VisibleFrom = visibleFrom,
            };
        }
    }
}
