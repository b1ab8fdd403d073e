using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Uses;

/// <summary>A forecast, and its changes when the values known ahead are changed.</summary>
internal static class ForecastAhead
{
    private const int MostPast = 500;
    private const int MostIds = 500;

    /// <summary>Forecasts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The rows.</param>
    /// <param name="cells">How their cells are written.</param>
    /// <param name="series">Which series; null for the first.</param>
    /// <param name="changed">Other values by column; null for those there are.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RefusalException">The model does not forecast, or a value does not fit.</exception>
    public static ForecastView Of(
        IJobModel model, string path, ReadOptions cells, string? series, JsonObject? changed,
        CancellationToken cancellation)
    {
        if (model is not Forecaster forecaster)
        {
            throw new RefusalException(422, $"The model is one for '{model.Task}': only forecasts can be moved.");
        }

        ForecastDesign design = forecaster.Design;
        SeriesSet set = forecaster.ReadRows(JobInput.OfFile(path, cells), fits: false).Set;
        var inputs = PredictionInputs.Make(set, design, forecaster.Scaling, assumeKnown: true);
        Forecast before = forecaster.Predict(inputs.Set, assumeKnown: true, isLater: false, cancellation);
        int window = WindowOf(before, series);
        Series own = before.Set[before.Windows[window].Series];
        Forecast after = before;
        if (changed is not null)
        {
            Series moved = Moved(own, before.Windows[window], design, changed);
            SeriesSet others = before.Set.With([.. before.Set.Series.Select(s => ReferenceEquals(s, own) ? moved : s)]);
            after = forecaster.Predict(others, assumeKnown: true, isLater: false, cancellation);
        }

        return View(design, before, after, window, inputs.Notes);
    }

    private static int WindowOf(Forecast forecast, string? series)
    {
        int at = forecast.Windows.ToList().FindIndex(w => series is null || forecast.Set[w.Series].Id == series);
        return at >= 0 ? at
            : throw new RefusalException(422, $"There is no series '{series}', or it is too short to be forecast.");
    }

    private static Series Moved(Series series, Window window, ForecastDesign design, JsonObject changed)
    {
        float[][] values = [.. series.Columns.Select((_, c) => series.Column(c).ToArray())];
        foreach ((string name, JsonNode? ahead) in changed)
        {
            int column = design.Known.ToList().IndexOf(name);
            if (column < 0)
            {
                throw new RefusalException(
                    422,
                    $"'{name}' is not known ahead. "
                    + (design.Known.Count == 0 ? "The model has no known columns: train with some to move them."
                        : $"Known ahead: {string.Join(", ", design.Known)}."));
            }

            if (ahead is not JsonArray { Count: var count } numbers || count != window.Horizon)
            {
                throw new RefusalException(
                    422,
                    Invariant.Of($"'{name}' needs {window.Horizon} values, one for each step."));
            }

            for (int t = 0; t < count; t++)
            {
                values[design.TargetCount + column][window.Origin + t] =
                    numbers[t]?.GetValueKind() == JsonValueKind.Number && numbers[t]!.GetValue<double>() is var value
                    && float.IsFinite((float)value)
                        ? (float)value
                        : throw new RefusalException(422, $"A value of '{name}' is not a number.");
            }
        }

        return new Series(
            series.Columns, values, series.HasTimes ? series.Times.ToArray() : null, series.Frequency, series.Id,
            series.Statics, series.FutureRows);
    }

    private static ForecastView View(
        ForecastDesign design, Forecast before, Forecast after, int w, IReadOnlyList<string> notes)
    {
        Window window = before.Windows[w];
        Series series = before.Set[window.Series], moved = after.Set[window.Series];
        int first = Math.Max(0, window.Origin - Math.Min(MostPast, Math.Max(4 * window.Horizon, design.Lookback)));
        double TimeOf(int row) => series.TimeAt(row) is { } stamp
            ? (stamp - DateTime.UnixEpoch).TotalMilliseconds
            : row;
        IReadOnlyList<double?> Past(int column) =>
        [
            .. Enumerable.Range(first, window.Origin - first)
                .Select(double? (r) => float.IsNaN(series[r, column]) ? null : series[r, column]),
        ];
        double[] Medians(Forecast forecast, int k) =>
            [.. Enumerable.Range(0, window.Horizon).Select(t => forecast.Quantiles.MedianOf(w, t, k))];
        return new ForecastView(
            [.. Enumerable.Range(first, window.Origin - first).Select(TimeOf)],
            [.. Enumerable.Range(window.Origin, window.Horizon).Select(TimeOf)],
            series.Id,
            [.. before.Windows.Select(one => before.Set[one.Series].Id).OfType<string>().Take(MostIds)],
            [
                .. design.Targets.Select((name, k) => new ForecastTarget(
                    name, Past(k), Medians(before, k), Medians(after, k),
                    design.Intervals.ToDictionary(
                        level => level.ToString(CultureInfo.InvariantCulture),
                        IReadOnlyList<IReadOnlyList<double>> (level) => Band(after, w, k, level)))),
            ],
            [
                .. design.Known.Select((name, k) => Known(
                    name, moved.Column(design.TargetCount + k), window, Past(design.TargetCount + k))),
            ],
            notes);
    }

    private static double[][] Band(Forecast forecast, int w, int k, double level)
    {
        (double Low, double High)[] ends =
        [
            .. Enumerable.Range(0, forecast.Quantiles.Horizon).Select(t => forecast.Quantiles.Interval(w, t, k, level)),
        ];
        return [[.. ends.Select(e => e.Low)], [.. ends.Select(e => e.High)]];
    }

    private static KnownAhead Known(
        string name, ReadOnlySpan<float> column, Window window, IReadOnlyList<double?> past)
    {
        (double least, double most, bool isSwitch) = (double.PositiveInfinity, double.NegativeInfinity, true);
        foreach (float value in column[..window.Origin])
        {
            if (!float.IsNaN(value))
            {
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
                isSwitch &= value is 0 or 1;
            }
        }

        return new KnownAhead(
            name, past, [.. column.Slice(window.Origin, window.Horizon)], least, most, isSwitch);
    }
}
