using System.Text.Json.Serialization;
using Carousel.Data;
using Carousel.Forecasting.Events;

namespace Carousel.Forecasting;

/// <summary>
/// How the values of each column become what the network sees: a transform, then a scaler fitted on the training part.
/// </summary>
/// <param name="Series">For each series of the training its scalers, in the order of the design's columns, then of its
/// rates. Key: the id, or empty.</param>
/// <param name="Statics">A scaler for each static number, in the order of the design's static names; categories have
/// offset 0 and scale 1.</param>
internal sealed record ForecastScaling(
    IReadOnlyDictionary<string, IReadOnlyList<FittedScaler>> Series, IReadOnlyList<FittedScaler> Statics)
{
    /// <summary>What special days change; null where none are known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EventEffects? Events { get; init; }

    /// <summary>Fits all scalers on the training part.</summary>
    internal static ForecastScaling Fit(TemporalSplit split, ForecastDesign design) =>
        Fit(split.Set, split.Train.Rows, design);

    /// <summary>Fits all scalers.</summary>
    /// <param name="set">The series.</param>
    /// <param name="rows">For each series the rows to fit on.</param>
    /// <param name="design">Columns and transforms.</param>
    internal static ForecastScaling Fit(SeriesSet set, IReadOnlyList<RowRange> rows, ForecastDesign design)
    {
        var series = new Dictionary<string, IReadOnlyList<FittedScaler>>(StringComparer.Ordinal);
        for (int s = 0; s < set.Count; s++)
        {
            series[set[s].Id ?? ""] = FitSeries(set[s], rows[s], design);
        }

        FittedScaler[] statics =
        [
            .. design.Static.Select(name => name.Contains('=', StringComparison.Ordinal)
                ? new FittedScaler(0, 1)
                : new StandardScaler().Fit([.. set.Series.Select(s => s.Statics[name].Number)])),
        ];
        return new ForecastScaling(series, statics).WithEvents(set, rows, design);
    }

    /// <summary>The same scalers, with the effects of events in some rows.</summary>
    /// <param name="set">The series.</param>
    /// <param name="rows">For each series the rows to learn from.</param>
    /// <param name="design">Columns, transforms and the calendar.</param>
    internal ForecastScaling WithEvents(SeriesSet set, IReadOnlyList<RowRange> rows, ForecastDesign design) =>
        design.Events is not { } calendar ? this : this with
        {
            Events = EventFit.Run(calendar, set, rows, design.TargetCount, (s, k) =>
            {
                FittedScaler scaler = Of(set[s], rows[s], design)[k];
                return
                [
                    .. set[s].Column(k).ToArray()
                        .Select(v => scaler.Transform(Transform(design.Transforms[k], v))),
                ];
            }),
        };

    /// <summary>What special days change in a series, also behind its end: [targets][rows]; none without events.
    /// </summary>
    /// <param name="series">The series.</param>
    /// <param name="design">Targets, horizon and the calendar.</param>
    internal float[][] EventsOf(Series series, ForecastDesign design) =>
        Events is { } effects && design.Events is { } calendar && series.Frequency is { } frequency
            ? effects.Rows(
                calendar, series, Math.Max(series.Length, series.HistoryLength + design.Horizon), design.TargetCount,
                Series.Count, frequency)
            : [];

    /// <summary>
    /// The scalers of a series; one that training did not see gets its own, fitted on the rows given.
    /// </summary>
    internal IReadOnlyList<FittedScaler> Of(Series series, RowRange rows, ForecastDesign design) =>
        Series.TryGetValue(series.Id ?? "", out IReadOnlyList<FittedScaler>? known)
            ? known
            : FitSeries(series, rows, design);

    /// <summary>Applies a column's transform.</summary>
    internal static float Transform(TargetTransform transform, float value) => transform switch
    {
        TargetTransform.SquareRoot => MathF.Sqrt(Math.Max(value, 0)),
        TargetTransform.Log => (float)Math.Log(1 + (double)Math.Max(value, 0)),
        _ => value,
    };

    /// <summary>Undoes a column's transform; a value below the transform's range becomes its lowest.</summary>
    internal static double Invert(TargetTransform transform, double value) => transform switch
    {
        TargetTransform.SquareRoot => value <= 0 ? 0 : value * value,
        TargetTransform.Log => value <= 0 ? 0 : Math.Exp(Math.Min(value, 80)) - 1,
        _ => value,
    };

    private static FittedScaler[] FitSeries(Series series, RowRange rows, ForecastDesign design)
    {
        Scaler scaler = design.MakeScaler();
        var fitted = new FittedScaler[design.Columns.Count + design.Rates.Count];
        for (int c = 0; c < design.Columns.Count; c++)
        {
            float[] values = Values(series, c, rows, design);

            // A series that begins after the training part: no window's origin lies in its first look-back.
            fitted[c] = scaler.Fit(values.All(float.IsNaN)
                ? Values(series, c, new RowRange(0, Math.Min(design.Lookback, series.HistoryLength)), design)
                : values);
        }

        for (int r = 0; r < design.Rates.Count; r++)
        {
            float[] shares = [.. SeriesFeatures.Shares(series, design.Rates[r])[rows.Start..rows.End]];
            fitted[design.Columns.Count + r] = scaler.Fit(shares);
        }

        return fitted;
    }

    private static float[] Values(Series series, int column, RowRange rows, ForecastDesign design) =>
        [.. series.Column(column)[rows.Start..rows.End].ToArray().Select(v => Transform(design.Transforms[column], v))];
}
