using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Errors of forecasts side by side: those of the validation set, and the test of those of a file.</summary>
/// <param name="Count">How many forecasts were tested.</param>
/// <param name="Alarm">The alarm in words; null for none.</param>
internal sealed record SetDrift(int Count, string? Alarm)
{
    /// <summary>The alarm, or that the test did not raise one; null where too few forecasts were tested to raise one.
    /// </summary>
    public string? Sentence => Alarm ?? (Count < LeastTested ? null : Invariant.Of(
        $"The test of {Count} forecasts did not find that the errors have grown since the validation set."));

    /// <summary>With few validation errors, fewer forecasts raise no alarm, whatever their errors.</summary>
    private const int LeastTested = 10;

    /// <summary>The numbers of errors of a series that make a test, and that a model keeps.</summary>
    private const int Least = 5, Most = 256;

    /// <summary>The number of forecasts of all series that are tested; the last ones of each.</summary>
    private const int MostForecasts = 2_048;

    /// <summary>The errors of the validation set, by series.</summary>
    /// <param name="data">The series.</param>
    /// <param name="series">For each its windows side by side.</param>
    /// <param name="forecast">Gives the quantiles of windows.</param>
    public static Dictionary<string, IReadOnlyList<float>> ErrorsOf(
        ForecastData data, IEnumerable<Window[]> series,
        Func<IReadOnlyList<Window>, QuantileTable<Stage.Raw>> forecast)
    {
        Window[] windows = [.. series.Where(own => own.Length >= Least).SelectMany(own => own.TakeLast(Most))];
        QuantileTable<Stage.Calibrated> table = Calibration.None(data.Design).Apply(forecast(windows));
        return windows.Select((w, i) => (
                w.Series, PastForecast.Of(data.Design, table, i, data.Series[w.Series], w.Origin).Error))
            .Where(e => !double.IsNaN(e.Error)).GroupBy(e => e.Series).Where(own => own.Count() >= Least)
            .ToDictionary(
                own => data.Set[own.Key].Id ?? "",
                own => (IReadOnlyList<float>)[.. own.Select(e => (float)e.Error)]);
    }

    /// <summary>Tests the forecasts of a file from rows after the training.</summary>
    /// <param name="model">The forecaster.</param>
    /// <param name="data">The series.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="most">How many forecasts of a series, the last ones.</param>
    public static SetDrift Of(
        Forecaster model, ForecastData data, CancellationToken cancellation, int most = MostForecasts)
    {
        ForecastDesign design = model.Design;
        SeriesSet set = data.Set;
        var monitor = new DriftMonitor(model.Calibration.WindowErrors);
        int[] tested = [.. Enumerable.Range(0, set.Count).Where(s => monitor.Tests(set[s].Id))];
        if (model.Calibration.Adaptation is not { } adaptation || tested.Length == 0)
        {
            return new SetDrift(0, null);
        }

        most = Math.Min(most, MostForecasts / tested.Length);
        (int Series, int Origin)[] origins =
        [
            .. tested.SelectMany(s => adaptation.OriginsBefore(set[s], 0, design, set[s].HistoryLength, most)
                .Select(origin => (s, origin))),
        ];
        PastForecast[] past = model.Adapting(adaptation, data, cancellation).Forecasts(origins);
        string? alarm = null;
        foreach (IGrouping<long, int> time in Enumerable.Range(0, past.Length)
            .GroupBy(i => WindowClock.PlaceOf(set[0], set[origins[i].Series], origins[i].Origin))
            .OrderBy(time => time.Key))
        {
            foreach (int i in time)
            {
                monitor.Add(set[origins[i].Series].Id, past[i]);
            }

            alarm ??= monitor.Alarm((id, row) => set.Series.First(s => (s.Id ?? "") == id).LabelAt((int)row));
        }

        return new SetDrift(monitor.Count, alarm);
    }
}
