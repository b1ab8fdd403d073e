using System.Text.Json.Serialization;
using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Whether and from where on intervals follow the errors of earlier forecasts. Each horizon after the rows of the
/// training is the origin of such a forecast, so that predictions, streams and backtests see the same ones.
/// </summary>
/// <param name="Rate">γ; 0 where intervals stay what the training made them.</param>
/// <param name="Since">The stamp of the first row that had no part in the training; null where rows have none.</param>
/// <param name="Row">Where rows have no stamps, that row.</param>
internal sealed record IntervalAdaptation(double Rate, DateTime? Since, long Row)
{
    /// <summary>
    /// For each series, by its name (empty for a single series), the logarithms of the scales [K, L, 2] that
    /// intervals had after the last row of the training; null where they had none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<double>>? Start { get; init; }

    /// <summary>Whether it changes anything.</summary>
    public bool IsOn => Rate > 0;

    /// <summary>The same from a later row on.</summary>
    /// <param name="since">Its stamp; null where rows are at no even distance: then nothing is adapted.</param>
    public IntervalAdaptation? From(DateTime? since) =>
        since is null ? null : this with { Since = since, Start = null };

    /// <summary>The origins in a series of forecasts whose errors count, up to an origin.</summary>
    /// <param name="series">The series.</param>
    /// <param name="before">How many rows came before the first of these.</param>
    /// <param name="design">Look-back and horizon.</param>
    /// <param name="origin">Their horizons have passed there.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>The last of them, in the order of time; empty if the stamps are on another grid.</returns>
    public IReadOnlyList<int> OriginsBefore(
        Series series, long before, ForecastDesign design, int origin, int most = IntervalScales.Remembered)
    {
        if (PlaceOf(series, before) is not { } place)
        {
            return [];
        }

        // Whole horizons after the end of the training, the first with a look-back before it.
        int H = design.Horizon;
        long first = ((Math.Max(0, place + design.Lookback) + H - 1) / H * H) - place;
        long count = origin < first ? 0 : (origin - first) / H;
        long skipped = Math.Max(0, count - most);
        return [.. Enumerable.Range(0, (int)(count - skipped)).Select(i => (int)(first + ((skipped + i) * H)))];
    }

    /// <summary>The scales that a series starts from at an origin; null for none, and for an origin within the
    /// training.</summary>
    /// <param name="series">The series.</param>
    /// <param name="before">How many rows came before the first of these.</param>
    /// <param name="origin">The origin.</param>
    public IReadOnlyList<double>? StartAt(Series series, long before, int origin) =>
        Start?.GetValueOrDefault(series.Id ?? "") is { } start && PlaceOf(series, before) + origin >= 0 ? start : null;

    /// <summary>
    /// The place of the first row among those after the training; negative where it had a part in it.
    /// </summary>
    private long? PlaceOf(Series series, long before) =>
        Since is { } since
            ? series.TimeAt(0) is { } time ? series.Frequency?.StepsBetween(since, time) : null
            : series.HasTimes ? null : before - Row;
}
