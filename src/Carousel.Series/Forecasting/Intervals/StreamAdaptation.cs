using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Adapts the intervals of a stream, row by row, with the bits of <see cref="AdaptiveIntervals"/> on all rows so far,
/// and tests the errors of its forecasts.
/// </summary>
/// <param name="model">The forecaster.</param>
/// <param name="adaptation">The rate, and where the training ended.</param>
/// <param name="drift">Tests the errors.</param>
internal sealed class StreamAdaptation(Forecaster model, IntervalAdaptation adaptation, DriftMonitor drift)
{
    private readonly ForecastDesign _design = model.Design;
    private readonly IntervalScales _rule = new(model.Design, adaptation.Rate);
    private readonly Dictionary<StreamHistory, (long Origin, double[] Scales)> _known = [];

    /// <summary>Takes rows that were there before the first line.</summary>
    /// <param name="history">What the stream knows of the series: the rows.</param>
    /// <param name="data">All series.</param>
    /// <param name="series">Which of them.</param>
    public void Begin(StreamHistory history, ForecastData data, int series) =>
        Take(history, data, series, data.Series[series].Series.HistoryLength);

    /// <summary>Takes the newest row, and forecasts from it.</summary>
    /// <param name="history">The series.</param>
    /// <param name="data">Its kept rows.</param>
    /// <param name="window">The window that ends with the newest row.</param>
    /// <returns>The quantiles; null where intervals stay what the training made them.</returns>
    public QuantileTable<Stage.InUnits>? Forecast(StreamHistory history, ForecastData data, Window window)
    {
        Take(history, data, series: 0, window.Origin);
        if (!adaptation.IsOn)
        {
            return null;
        }

        QuantileTable<Stage.Calibrated> table = _rule.Apply(
            model.Calibrated(data, [window]), [ScalesOf(history, data.Series[0].Series, window.Origin)]);
        return data.ToData(table, [window]);
    }

    /// <summary>
    /// Forecasts once more from the origins whose horizons have passed since the last row: their covariates known
    /// ahead are now available as in a file.
    /// </summary>
    private void Take(StreamHistory history, ForecastData data, int series, int rows)
    {
        long before = history.Rows - rows, last = history.Past.Count > 0 ? history.Past[^1].Origin : -1;
        (int, int Origin)[] origins =
        [
            .. adaptation.OriginsBefore(data.Series[series].Series, before, _design, rows)
                .Where(origin => before + origin > last).Select(origin => (series, origin)),
        ];
        if (origins.Length > 0)
        {
            foreach (PastForecast past in model.Adapting(adaptation, data).Forecasts(origins))
            {
                history.Past.Add(past with { Origin = past.Origin + before });
                drift.Add(history.Id, history.Past[^1]);
            }

            // Those within a gap count, too, though nothing is known of them.
            long first = history.Past[^1].Origin - ((IntervalScales.Remembered - 1L) * _design.Horizon);
            history.Past.RemoveAll(past => past.Origin < first);
        }
    }

    private double[]? ScalesOf(StreamHistory history, Series series, int rows)
    {
        IReadOnlyList<double>? start = adaptation.StartAt(series, history.Rows - rows, rows);
        long last = history.Past.Count > 0 ? history.Past[^1].Origin : -1;
        if (last < 0 && start is null)
        {
            return null;
        }

        if (!_known.TryGetValue(history, out (long Origin, double[] Scales) known) || known.Origin != last)
        {
            known = (last, _rule.After(history.Past, start));
            _known[history] = known;
        }

        return known.Scales;
    }
}
