using Carousel.Report;
using Series = Carousel.Report.Series;

namespace Carousel.Forecasting;

/// <summary>The two charts of forecasts: over the test set, and after the last row.</summary>
internal static class ForecastCharts
{
    private const int HistoryRounds = 4;

    /// <summary>
    /// The forecasts of the test part joined where they do not overlap, over the truth and some history; null where the
    /// series has none.
    /// </summary>
    public static LineChart? Test(Backtest backtest, ForecastSubject subject)
    {
        ForecastDesign design = backtest.Design;
        int[] windows =
            [.. Enumerable.Range(0, backtest.Windows.Count).Where(w => backtest.Windows[w].Series == subject.Series)];
        if (windows.Length == 0)
        {
            return null;
        }

        Data.Series series = backtest.Set[subject.Series];
        int start = backtest.Windows[windows[0]].Origin, from = From(start, design), next = start;
        var chart = new Lines(design, from, series.HistoryLength - from, design.OffsetOf(subject.Target));
        foreach (int w in windows)
        {
            int origin = backtest.Windows[w].Origin;
            if (origin >= next)
            {
                chart.Add(backtest.Quantiles, w, subject.Target, origin, series);
                next = origin + design.Horizon;
            }
        }

        return chart.ToChart(
            $"Forecast of {NameOf(series, design, subject)} over the test part", series, subject.Target,
            series.HistoryLength, start, visibleFrom: Math.Max(0, start - from - design.Horizon));
    }

    /// <summary>
    /// The forecast after the last rows of the history; null if the series is too short for a forecast.
    /// </summary>
    public static LineChart? Next(Forecast forecast, ForecastDesign design, ForecastSubject subject)
    {
        int w = forecast.Windows.ToList().FindIndex(one => one.Series == subject.Series);
        if (w < 0)
        {
            return null;
        }

        Data.Series series = forecast.Set[subject.Series];
        int origin = forecast.Windows[w].Origin, from = From(origin, design);
        var chart = new Lines(design, from, origin + design.Horizon - from, offset: 0);
        chart.Add(forecast.Quantiles, w, subject.Target, origin, series);
        return chart.ToChart(
            $"The next {ForecastTotals.Span(forecast, design)} of {NameOf(series, design, subject)}", series,
            subject.Target, origin, origin, visibleFrom: 0);
    }

    private static string NameOf(Data.Series series, ForecastDesign design, ForecastSubject subject) =>
        series.Id is { } id ? $"{design.Targets[subject.Target]} ({id})" : design.Targets[subject.Target];

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
    /// <param name="design">What was forecast.</param>
    /// <param name="from">The first row.</param>
    /// <param name="length">How many rows.</param>
    /// <param name="offset">What the quantiles lack of the unit of the data.</param>
    private sealed class Lines(ForecastDesign design, int from, int length, double offset)
    {
        private readonly double[] _median = NewMissing(length);
        private readonly Dictionary<double, (double[] Low, double[] High)> _bands =
            design.Intervals.ToDictionary(l => l, _ => (NewMissing(length), NewMissing(length)));

        public void Add(QuantileTable quantiles, int window, int target, int origin, Data.Series series)
        {
            for (int t = 0; t < design.Horizon && origin + t < from + length; t++)
            {
                if (!design.IsOpen(series, origin + t))
                {
                    continue;
                }

                _median[origin + t - from] = quantiles.MedianOf(window, t, target) + offset;
                foreach ((double level, (double[] low, double[] high)) in _bands)
                {
                    (double below, double above) = quantiles.Interval(window, t, target, level);
                    (low[origin + t - from], high[origin + t - from]) = (below + offset, above + offset);
                }
            }
        }

        public LineChart ToChart(string title, Data.Series series, int target, int known, int cutoff, int visibleFrom)
        {
            double[] truth =
            [
                .. Enumerable.Range(from, length)
                    .Select(r => r < known ? series[r, target] + design.OffsetOf(target) : double.NaN),
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
