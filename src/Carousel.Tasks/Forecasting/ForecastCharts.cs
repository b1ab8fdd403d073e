using Carousel.Report;

namespace Carousel.Tasks.Forecasting;

/// <summary>The two charts of forecasts: over the test part, and what comes next.</summary>
internal static class ForecastCharts
{
    private const int HistoryRounds = 4;

    /// <summary>The forecasts of the test part joined where they do not overlap, over the truth and some history.</summary>
    public static LineChart Test(Backtest backtest, int target)
    {
        ForecastDesign design = backtest.Design;
        int series = backtest.Windows[0].Series;
        Data.Series data = backtest.Set[series];
        int firstOrigin = backtest.Windows[0].Origin;
        int from = Math.Max(0, firstOrigin - (HistoryRounds * design.Horizon));
        int end = data.HistoryLength;
        var median = NewMissing(end - from);
        var bands = design.Intervals.ToDictionary(l => l, _ => (Low: NewMissing(end - from), High: NewMissing(end - from)));
        int next = firstOrigin;
        for (int w = 0; w < backtest.Windows.Count && backtest.Windows[w].Series == series; w++)
        {
            int origin = backtest.Windows[w].Origin;
            if (origin < next)
            {
                continue;
            }

            for (int t = 0; t < design.Horizon && origin + t < end; t++)
            {
                median[origin + t - from] = backtest.Quantiles.MedianOf(w, t, target);
                foreach ((double level, (double[] low, double[] high)) in bands)
                {
                    (low[origin + t - from], high[origin + t - from]) = backtest.Quantiles.Interval(w, t, target, level);
                }
            }

            next = origin + design.Horizon;
        }

        double[] truth = [.. Enumerable.Range(from, end - from).Select(r => (double)data[r, target])];
        return Chart(
            $"Forecast of {design.Targets[target]} over the test part", Times(data, from, end - from), truth, median, bands, firstOrigin - from,
            visibleFrom: Math.Max(0, firstOrigin - from - design.Horizon));
    }

    /// <summary>What comes next, behind the last rows of the history.</summary>
    public static LineChart Next(Forecast forecast, ForecastDesign design, int target)
    {
        Data.Series data = forecast.Set[forecast.Windows[0].Series];
        int origin = forecast.Windows[0].Origin;
        int from = Math.Max(0, origin - (HistoryRounds * design.Horizon));
        int length = origin + design.Horizon - from;
        var median = NewMissing(length);
        var bands = design.Intervals.ToDictionary(l => l, _ => (Low: NewMissing(length), High: NewMissing(length)));
        for (int t = 0; t < design.Horizon; t++)
        {
            median[origin + t - from] = forecast.Quantiles.MedianOf(0, t, target);
            foreach ((double level, (double[] low, double[] high)) in bands)
            {
                (low[origin + t - from], high[origin + t - from]) = forecast.Quantiles.Interval(0, t, target, level);
            }
        }

        double[] truth = [.. Enumerable.Range(from, length).Select(r => r < origin ? data[r, target] : double.NaN)];
        return Chart($"The next {design.Horizon} rows of {design.Targets[target]}", Times(data, from, length), truth, median, bands, origin - from, visibleFrom: 0);
    }

    private static LineChart Chart(
        string title, Axis axis, double[] truth, double[] median, Dictionary<double, (double[] Low, double[] High)> bands, int cutoff, int visibleFrom) =>
        new(title, axis, [new Series("truth", truth, SeriesRole.Truth), new Series("forecast", median, SeriesRole.Forecast)])
        {
            Bands = [.. bands.OrderByDescending(b => b.Key).Select(b => new Band($"{b.Key}\u00a0% interval", b.Value.Low, b.Value.High))],
            Markers = [new Marker(cutoff, "forecasts begin")],
            IsZoomable = true,
            VisibleFrom = visibleFrom,
        };

    private static Axis Times(Data.Series series, int from, int count) => series.HasTimes && series.Frequency is not null
        ? Axis.Time("time", [.. Enumerable.Range(from, count).Select(r => series.TimeAt(r)!.Value)])
        : Axis.Range("row", from, count);

    private static double[] NewMissing(int length)
    {
        var values = new double[length];
        Array.Fill(values, double.NaN);
        return values;
    }
}
