using System.Text.Json.Serialization;
using Carousel.Data;

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
    private const double Rounding = 1e-9, OtherUnit = 50, OtherDeviations = 4, LeastZeros = 0.01;

    /// <summary>For each series of the training its scaled static values; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<float>>? Places { get; init; }

    /// <summary>
    /// Targets whose forecasts end at 0: no known value is below it, and at least two values and 1 % of them are 0. A
    /// temperature that was only positive is not one of them. Null for none; transforms and counts end at 0 without it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? NonNegative { get; init; }

    /// <summary>Targets whose forecasts end at 100 or 1, with that limit; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, float>? Limits { get; init; }

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
        var series = set.Series.Zip(rows).ToDictionary(
            s => s.First.Id ?? "", s => (IReadOnlyList<FittedScaler>)FitSeries(s.First, s.Second, design));
        FittedScaler[] statics =
        [
            .. design.Static.Select(name => name.Contains('=')
                ? new FittedScaler(0, 1)
                : StandardScaler.Fit([.. set.Series.Select(s => s.Statics[name].Number)])),
        ];
        string[] bounded = [.. design.Targets.Where((_, k) => EndsAtZero(set, rows, design, k))];
        var limits = design.Targets.Select((name, k) => (Name: name, Limit: LimitOf(set, rows, design, k)))
            .Where(l => float.IsFinite(l.Limit)).ToDictionary(l => l.Name, l => l.Limit);
        var scaling = new ForecastScaling(series, statics)
        {
            NonNegative = bounded.Length > 0 ? bounded : null,
            Limits = limits.Count > 0 ? limits : null,
        };
        scaling = design.Static.Count == 0 || set.Count == 1 ? scaling : scaling with
        {
            Places = set.Series.ToDictionary(
                s => s.Id ?? "", s => (IReadOnlyList<float>)scaling.PlaceOf(s, design)),
        };
        return scaling.WithEvents(set, rows, design);
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

    /// <summary>The effects of special days in a series, also after its end: [targets][rows]; none without events.
    /// </summary>
    /// <param name="series">The series.</param>
    /// <param name="design">Targets, horizon and the calendar.</param>
    internal float[][] EventsOf(Series series, ForecastDesign design) =>
        Events is { } effects && design.Events is { } calendar && series.Frequency is { } frequency
            ? effects.Rows(
                calendar, series, Math.Max(series.Length, series.HistoryLength + design.Horizon), design.TargetCount,
                Series.Count, frequency)
            : [];

    /// <summary>A sentence on a target whose values are 50 times as large or small as in training, as in another unit;
    /// null without one.</summary>
    /// <param name="set">The series.</param>
    /// <param name="design">Targets and transforms.</param>
    internal string? OtherUnits(SeriesSet set, ForecastDesign design)
    {
        foreach (Series series in set.Series)
        {
            for (int k = 0; Series.TryGetValue(series.Id ?? "", out var scalers) && k < design.TargetCount; k++)
            {
                // A unit may have changed within the file.
                ReadOnlySpan<float> last = series.Column(k)[..series.HistoryLength];
                last = last[Math.Max(0, last.Length - Math.Max(design.Lookback, design.LongestSeason))..];
                float[] sorted = [.. last.ToArray().Where(float.IsFinite).Order()];
                float median = sorted.Length == 0 ? float.NaN : sorted[sorted.Length / 2];
                double factor = median / Invert(design.Transforms[k], scalers[k].Offset);
                if (factor is > OtherUnit or (> 0 and < 1 / OtherUnit) && Math.Abs(
                    scalers[k].Transform(Transform(design.Transforms[k], median))) > OtherDeviations
                    && Math.Abs(scalers[k].Offset) > scalers[k].Scale)
                {
                    // One digit: a unit is a power of ten, and the last values are not all of them.
                    double size = Math.Max(factor, 1 / factor), digit = Math.Pow(10, Math.Floor(Math.Log10(size)));
                    return Invariant.Of($"{design.Targets[k]} is about {Math.Round(size / digit) * digit:N0} times as ")
                        + $"{(factor > 1 ? "large" : "small")} as in training: check its unit and decimal separator.";
                }
            }
        }

        return null;
    }

    /// <summary>
    /// The scalers of a series. One that training did not see gets its own, fitted on the rows given; where those are
    /// fewer than a look-back, the mean ones of the series with the nearest static values.
    /// </summary>
    internal IReadOnlyList<FittedScaler> Of(Series series, RowRange rows, ForecastDesign design) =>
        Series.TryGetValue(series.Id ?? "", out IReadOnlyList<FittedScaler>? known) ? known
        : IsShort(series, rows, design) && Nearest(series, design) is { Count: > 0 } near ? Mean(near)
        : FitSeries(series, rows, design);

    /// <summary>The series of the training whose static values are nearest to those of one that it did not see: all
    /// that are equally near; empty without static values.</summary>
    internal IReadOnlyList<string> Nearest(Series series, ForecastDesign design)
    {
        if (Places is null)
        {
            return [];
        }

        float[] own = PlaceOf(series, design);
        (string Id, double Distance)[] others =
        [
            .. Places.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (
                p.Key, p.Value.Zip(own, (a, b) => (double)(a - b) * (a - b)).Where(double.IsFinite).Sum())),
        ];
        double least = others.Min(o => o.Distance);
        return [.. others.Where(o => o.Distance <= least + Rounding).Select(o => o.Id)];
    }

    /// <summary>Whether fewer values of a target are known than a look-back has rows.</summary>
    private static bool IsShort(Series series, RowRange rows, ForecastDesign design) =>
        rows.Length - series.Column(0)[rows.Start..rows.End].Count(float.NaN) < design.Lookback;

    private FittedScaler[] Mean(IReadOnlyList<string> ids) =>
    [
        .. Enumerable.Range(0, Series[ids[0]].Count).Select(c => new FittedScaler(
            ids.Average(id => Series[id][c].Offset),
            Math.Exp(ids.Average(id => Math.Log(Series[id][c].Scale))))),
    ];

    private float[] PlaceOf(Series series, ForecastDesign design) =>
        [.. design.Static.Select((name, s) => Statics[s].Transform(SeriesFeatures.StaticValueOf(series, name)))];

    /// <summary>Applies a column's transform.</summary>
    internal static float Transform(TargetTransform transform, float value) => transform switch
    {
        TargetTransform.SquareRoot => MathF.Sqrt(Math.Max(value, 0)),
        TargetTransform.Log => (float)Math.Log(1 + (double)Math.Max(value, 0)),
        _ => value,
    };

    /// <summary>A column, transformed and scaled: [rows], NaN where missing and after the end of the series.</summary>
    internal static float[] Column(
        ReadOnlySpan<float> values, int rows, TargetTransform transform, FittedScaler scaler)
    {
        var column = new float[rows];
        Array.Fill(column, float.NaN);
        for (int r = 0; r < values.Length; r++)
        {
            column[r] = scaler.Transform(Transform(transform, values[r]));
        }

        return column;
    }

    /// <summary>This scaling without the limits 0, 1 or 100 that two values in the look-back exceed.</summary>
    /// <param name="series">The series.</param>
    /// <param name="origin">The first row of the forecast.</param>
    /// <param name="design">How far back a forecast looks.</param>
    internal ForecastScaling Before(Series series, int origin, ForecastDesign design)
    {
        bool Has(string target, float least, float most)
        {
            // One value may be an error.
            int beyond = 0;
            foreach (float value in series.Column(target)[Math.Max(0, origin - design.Lookback)..origin])
            {
                beyond += value < least || value > most ? 1 : 0;
            }

            return beyond > 1;
        }

        return Limits is null && NonNegative is null ? this : this with
        {
            NonNegative = NonNegative?.Where(name => !Has(name, 0, float.MaxValue)).ToList(),
            Limits = Limits?.Where(l => !Has(l.Key, float.MinValue, l.Value)).ToDictionary(),
        };
    }

    /// <summary>From the scale of the networks to that of the data.</summary>
    /// <param name="design">Targets and transforms.</param>
    /// <param name="target">Which target.</param>
    /// <param name="scaler">Its scaler in the series.</param>
    /// <param name="value">The value with the level of its window.</param>
    internal double ToData(ForecastDesign design, int target, FittedScaler scaler, double value)
    {
        double told = Invert(design.Transforms[target], (value * scaler.Scale) + scaler.Offset);
        told = NonNegative?.Contains(design.Targets[target]) == true ? Math.Max(0, told) : told;
        return Limits is not null && Limits.TryGetValue(design.Targets[target], out float limit)
            ? Math.Min(limit, told) : told;
    }

    /// <summary>Undoes a column's transform; a value below the transform's range becomes its lowest.</summary>
    internal static double Invert(TargetTransform transform, double value) => transform switch
    {
        TargetTransform.SquareRoot => value <= 0 ? 0 : value * value,
        TargetTransform.Log => value <= 0 ? 0 : Math.Exp(Math.Min(value, 80)) - 1,
        _ => value,
    };

    // Whether a target without transform is 0 at times and never below.
    private static bool EndsAtZero(SeriesSet set, IReadOnlyList<RowRange> rows, ForecastDesign design, int target)
    {
        if (design.Transforms[target] != TargetTransform.None || design.HasDemand || design.OffsetOf(target) != 0)
        {
            return false;
        }

        IEnumerable<float> known = set.Series.SelectMany((s, i) => s.CountedValues(target, rows[i]))
            .Where(v => !float.IsNaN(v));
        long zeros = known.LongCount(v => v == 0);
        return zeros >= 2 && zeros >= LeastZeros * known.LongCount() && !known.Any(v => v < 0);
    }

    private static float LimitOf(SeriesSet set, IReadOnlyList<RowRange> rows, ForecastDesign design, int target) =>
        set.IsLarge || design.HasDemand || design.OffsetOf(target) != 0 ? float.PositiveInfinity
            : UpperLimit.Of([.. set.Series.SelectMany((s, i) => s.CountedValues(target, rows[i]))]);

    private static FittedScaler[] FitSeries(Series series, RowRange rows, ForecastDesign design)
    {
        var fitted = new FittedScaler[design.Columns.Count + design.Rates.Count];
        for (int c = 0; c < design.Columns.Count; c++)
        {
            float[] values = Values(series, c, rows, design);

            // A series that begins after the training part: no window has its origin in the series' first look-back.
            fitted[c] = StandardScaler.Fit(Array.TrueForAll(values, float.IsNaN)
                ? Values(series, c, new RowRange(0, Math.Min(design.Lookback, series.HistoryLength)), design)
                : values);
        }

        for (int r = 0; r < design.Rates.Count; r++)
        {
            float[] shares = [.. SeriesFeatures.Shares(series, design.Rates[r])[rows.Start..rows.End]];
            fitted[design.Columns.Count + r] = StandardScaler.Fit(shares);
        }

        return fitted;
    }

    /// <summary>Rows of a column, transformed; rows that do not count are missing, unless none counts.</summary>
    private static float[] Values(Series series, int column, RowRange rows, ForecastDesign design)
    {
        bool counts = series.Weights?.AsSpan(rows.Start, rows.Length).ContainsAnyExcept(0f) == true;
        return
        [
            .. series.Column(column)[rows.Start..rows.End].ToArray().Select((v, i) =>
                counts && series.WeightAt(rows.Start + i) == 0 ? float.NaN : Transform(design.Transforms[column], v)),
        ];
    }
}
