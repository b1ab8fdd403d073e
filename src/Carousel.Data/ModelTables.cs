using System.Globalization;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Data;

/// <summary>Forecasts and answers of models as tables.</summary>
public static class ModelTables
{
    private static readonly string[] _stamps =
        ["yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd", "yyyy-MM"];

    /// <summary>Forecasts every series of a table at once, without training.</summary>
    /// <param name="history">The rows so far.</param>
    /// <param name="horizon">Steps ahead, 1 or more.</param>
    /// <param name="options">The columns and forms; null finds all of them.</param>
    /// <returns>
    /// A row for each series, target and step: <c>id</c>, <c>time</c>, <c>target</c>, <c>step</c> and the quantiles
    /// <c>q0.025</c>, <c>q0.1</c> … <c>q0.5</c>, the median, … <c>q0.975</c>. Without an id, or without times, there is
    /// no such column.
    /// </returns>
    /// <exception cref="DataFormatException">The rows cannot be read as asked, or a series has fewer than 3 known
    /// values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The horizon is not positive.</exception>
    public static ColumnTable Forecast(this ColumnTable history, int horizon, ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        SeriesSet set = history.ToSeries(options);
        (Series Series, string Target)[] wanted =
            [.. set.Series.SelectMany(series => set.Roles.Targets.Select(target => (series, target)))];
        float[][] pasts = [.. wanted.Select(w => w.Series.Column(w.Target)[..w.Series.HistoryLength].ToArray())];
        using var forecaster = new ZeroShotForecaster();
        IReadOnlyList<ZeroShotForecast> forecasts;
        try
        {
            forecasts = forecaster.Forecast(pasts, horizon, set.Frequency);
        }
        catch (ArgumentException exception)
        {
            throw new DataFormatException($"{history.Name}: {exception.Message}", exception);
        }

        (Series Series, string Target, ZeroShotForecast Forecast, int Step)[] rows =
        [
            .. wanted.Zip(forecasts).SelectMany(
                pair => Enumerable.Range(0, horizon).Select(
                    step => (pair.First.Series, pair.First.Target, pair.Second, step))),
        ];
        DateTime?[] times = [.. rows.Select(r => r.Series.TimeAt(r.Series.HistoryLength + r.Step))];
        return new ColumnTable(history.Name,
        [
            .. set.IdName is null ? [] : new[] { new TableColumn("id", rows.Select(r => r.Series.Id).ToArray()) },
            .. times.Any(t => t is null) ? [] : new[] { new TableColumn("time", times) },
            new TableColumn("target", rows.Select(r => r.Target).ToArray()),
            new TableColumn("step", rows.Select(r => r.Step + 1).ToArray()),
            .. ZeroShotForecast.Levels.ToArray().Select((level, q) => new TableColumn(
                Invariant.Of($"q{level}"),
                rows.Select(r => r.Forecast.Quantiles(r.Step)[q] + (set.Offsets?.GetValueOrDefault(r.Target) ?? 0.0))
                    .ToArray())),
        ])
        {
            Notes = set.Notes,
        };
    }

    /// <summary>Applies a model to a table: the forecasts, scores or classes that the model predicts.</summary>
    /// <param name="model">A model whose predictions are a table.</param>
    /// <param name="data">The rows that the model reads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The columns that the command <c>predict</c> writes.</returns>
    /// <exception cref="DataFormatException">The rows are not those of the model.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ColumnTable Predict(
        this JobModel model, ColumnTable data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        using var text = new StringWriter();
        JobAnswer answer = model.Predict(data.ToInput(), text, cancellation);
        using var file = CsvFile.Open(new StringReader(text.ToString()), model.PredictionFile, ',', '.');
        string[][] rows = [.. file.Rows.Select(row => row.Cells)];
        return new ColumnTable(
            data.Name, file.Header.Select((name, c) => ColumnOf(name, [.. rows.Select(row => row[c])])))
        {
            Notes = [.. data.Notes, .. answer.Notes],
        };
    }

    private static TableColumn ColumnOf(string name, string[] cells)
    {
        double?[] numbers = [.. cells.Select(NumberOf)];
        DateTime?[] times = [.. cells.Select(TimeOf)];
        return new TableColumn(
            name, IsWhole(numbers) ? numbers : IsWhole(times) ? times
                : cells.Select(cell => cell.Length == 0 ? null : cell).ToArray());

        bool IsWhole<T>(T?[] values) where T : struct =>
            values.Select((value, row) => value is not null || cells[row].Length == 0).All(isFit => isFit)
            && values.Any(value => value is not null);
    }

    private static double? NumberOf(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static DateTime? TimeOf(string cell) =>
        DateTime.TryParseExact(cell, _stamps, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
            ? time : null;
}
