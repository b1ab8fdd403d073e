using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Data;

/// <content>A forecast without training.</content>
public sealed partial class ColumnTable
{
    /// <summary>Forecasts every series of a table at once, without training.</summary>
    /// <param name="horizon">Steps ahead, 1 or more.</param>
    /// <param name="options">The columns and forms; null finds all of them.</param>
    /// <returns>
    /// A row for each series, target and step: <c>id</c>, <c>time</c>, <c>target</c>, <c>step</c> and the quantiles
    /// <c>q0.025</c>, <c>q0.1</c> … <c>q0.5</c>, the median, … <c>q0.975</c>. Without an id, or without times, there
    /// is no such column.
    /// </returns>
    /// <exception cref="DataFormatException">The rows cannot be read as asked, or a series has fewer than 3 known
    /// values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The horizon is not positive.</exception>
    public ColumnTable Forecast(int horizon, ReadOptions? options = null)
    {
        SeriesSet set = ToSeries((options ?? new ReadOptions()) with { FindsOffsets = true });
        (Series Series, string Target)[] wanted =
            [.. set.Series.SelectMany(series => set.Roles.Targets.Select(target => (series, target)))];
        float[][] pasts = [.. wanted.Select(w => w.Series.Column(w.Target)[..w.Series.HistoryLength].ToArray())];
        if (Array.FindIndex(pasts, past => !ZeroShotForecaster.HasEnough(past)) is >= 0 and var few)
        {
            throw new DataFormatException(
                $"{Name}: the series '{wanted[few].Series.Id ?? wanted[few].Target}' has fewer than 3 known values in "
                + "its last 2,048 rows.");
        }

        using var forecaster = new ZeroShotForecaster();
        IReadOnlyList<ZeroShotForecast> forecasts = forecaster.Forecast(pasts, horizon, set.Frequency);
        (Series Series, string Target, ZeroShotForecast Forecast, int Step)[] rows =
        [
            .. wanted.Zip(forecasts).SelectMany(
                pair => Enumerable.Range(0, horizon).Select(
                    step => (pair.First.Series, pair.First.Target, pair.Second, step))),
        ];
        DateTime?[] times = [.. rows.Select(r => r.Series.TimeAt(r.Series.HistoryLength + r.Step))];
        return new ColumnTable(Name,
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
}
