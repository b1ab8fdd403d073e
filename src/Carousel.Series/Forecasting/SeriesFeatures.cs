using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// What the network reads of one series, row by row; windows copy from it. NaN is missing.
/// </summary>
/// <remarks>
/// Each column of the data is kept once: features that are the same some rows late, or those of the calendar, which
/// many series share, are read from there. Encoder columns: see <see cref="ForecastDesign.EncoderFeatures"/>; decoder
/// columns: <see cref="ForecastDesign.DecoderFeatures"/> without levels and step.
/// </remarks>
internal sealed class SeriesFeatures
{
    private readonly FeatureColumn[] _encoder, _decoder;
    private readonly long _bytes;

    /// <summary>The features of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="design">Which features.</param>
    /// <param name="scalers">Its scalers, in the order of the design's columns.</param>
    /// <param name="statics">Those of static values.</param>
    /// <param name="events">[targets][rows]: what special days change; null or none without events.</param>
    /// <param name="calendar">The calendar of this and other series; null to make one.</param>
    public SeriesFeatures(
        Series series, ForecastDesign design, IReadOnlyList<FittedScaler> scalers, IReadOnlyList<FittedScaler> statics,
        float[][]? events = null, CalendarRows? calendar = null)
    {
        (Series, Scalers) = (series, scalers);
        Rows = RowsOf(series, design.Horizon);
        float[][] columns =
        [
            .. design.Columns.Select((name, c) => ForecastScaling.Column(
                Series.Column(name), Rows, design.Transforms[c], Scalers[c])),
        ];
        Target = Targets(columns, design.TargetCount);
        Rate = new float[Rows * design.Rates.Count];
        FeatureColumn[] common =
            [.. Common(design, statics, events ?? [], columns, calendar ?? new CalendarRows(design, [series]))];
        _encoder =
        [
            .. design.TargetPlaces.Select(k => Of(columns[k])), .. Lagged(design, columns),
            .. design.Masked.Select(masked => new FeatureColumn(Mask(columns[IndexOf(design.Columns, masked)]))),
            .. design.Past.Select((_, p) => Of(columns[design.TargetCount + design.Known.Count + p])),
            .. design.Rates.Select((_, r) => RateOf(design, r)), .. common,
        ];
        _decoder = [.. Lagged(design, columns), .. common];
        DecoderWidth = design.DecoderFeatures.Count - design.LevelFeatures - design.BaselineFeatures - 1;
        _bytes = sizeof(float) * (columns.Concat(events ?? []).Sum(c => (long)c.Length) + Rate.Length
            + (ReferenceEquals(Target, columns[0]) ? 0 : Target.Length) + ((long)design.Masked.Count * Rows));
    }

    /// <summary>What the baseline forecasts from an origin; nothing without one.</summary>
    public BaselineForecast? Baseline { get; init; }

    /// <summary>How many bytes it takes, without the calendar, which it shares.</summary>
    public long Bytes => _bytes + (Baseline?.Rows.Bytes ?? 0);

    /// <summary>The series itself.</summary>
    public Series Series { get; }

    /// <summary>Its scalers, in the order of the design's columns.</summary>
    public IReadOnlyList<FittedScaler> Scalers { get; }

    /// <summary>Rows of the tables: the series and at least a horizon after its history.</summary>
    public int Rows { get; }

    /// <summary>Decoder features a row that do not depend on the origin.</summary>
    public int DecoderWidth { get; }

    /// <summary>[Rows, K]: transformed and scaled targets, NaN where missing.</summary>
    public float[] Target { get; }

    /// <summary>[Rows, rates]: scaled shares of targets, NaN where missing.</summary>
    public float[] Rate { get; }

    /// <summary>How many rows the tables of a series have.</summary>
    /// <param name="series">The series.</param>
    /// <param name="horizon">The least number of rows after its history.</param>
    public static int RowsOf(Series series, int horizon) => Math.Max(series.Length, series.HistoryLength + horizon);

    /// <summary>Copies the encoder's features of a row.</summary>
    public void CopyEncoder(int row, Span<float> destination) => Copy(_encoder, row, destination);

    /// <summary>
    /// Copies the decoder's features of a row from the origin on: values known before the origin, and covariates
    /// known ahead.
    /// </summary>
    public void CopyDecoder(int row, Span<float> destination) => Copy(_decoder, row, destination[..DecoderWidth]);

    private static void Copy(FeatureColumn[] columns, int row, Span<float> destination)
    {
        for (int c = 0; c < columns.Length; c++)
        {
            destination[c] = columns[c].At(row);
        }

        destination[columns.Length..].Clear();
    }

    private float[] Targets(float[][] columns, int targets)
    {
        if (targets == 1 && Series.FutureRows == 0)
        {
            return columns[0];
        }

        var table = new float[Rows * targets];
        for (int k = 0; k < targets; k++)
        {
            for (int r = 0; r < Rows; r++)
            {
                table[(r * targets) + k] = r < Series.HistoryLength ? columns[k][r] : float.NaN;
            }
        }

        return table;
    }

    private static IEnumerable<FeatureColumn> Lagged(ForecastDesign design, float[][] columns) =>
        design.Lags.SelectMany(lag => design.TargetPlaces.Select(k => Of(columns[k], lag)));

    /// <summary>Features that encoder and decoder share, after the ones that they do not share.</summary>
    private IEnumerable<FeatureColumn> Common(
        ForecastDesign design, IReadOnlyList<FittedScaler> statics, float[][] events, float[][] columns,
        CalendarRows calendar)
    {
        foreach (int lag in design.Lags.Append(0))
        {
            for (int q = 0; q < design.Known.Count; q++)
            {
                yield return Of(columns[design.TargetCount + q], lag);
            }
        }

        (float[] dates, int first) = calendar.Of(Series);
        for (int i = 0; i < calendar.Count; i++)
        {
            yield return new FeatureColumn(dates, calendar.Count, (first * calendar.Count) + i);
        }

        foreach (int lag in events.Length == 0 ? [] : design.Lags.Append(0))
        {
            foreach (float[] effects in events)
            {
                yield return new FeatureColumn(effects) { Lag = lag };
            }
        }

        for (int s = 0; s < design.Static.Count; s++)
        {
            yield return new FeatureColumn([statics[s].Transform(StaticValueOf(Series, design.Static[s]))], Stride: 0);
        }
    }

    /// <summary>A column of the data with a lag in rows.</summary>
    private static FeatureColumn Of(float[] column, int lag = 0) => new(column) { Lag = lag, Early = float.NaN };

    /// <summary>A static number, or 1 where a series has a category and else 0.</summary>
    internal static float StaticValueOf(Series series, string name)
    {
        int equals = name.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? series.Statics.TryGetValue(name, out StaticValue number) ? number.Number : float.NaN
            : series.Statics.TryGetValue(name[..equals], out StaticValue text) && text.Text == name[(equals + 1)..] ? 1
            : 0;
    }

    /// <summary>
    /// [rows]: a target as a share of a covariate; NaN where either is missing, and from the end of the history on.
    /// </summary>
    internal static float[] Shares(Series series, RateFeature rate) =>
    [
        .. series.Column(rate.Target).ToArray().Zip(series.Column(rate.Known).ToArray(), RateFeature.Of).Select(
            (share, r) => r < series.HistoryLength ? share : float.NaN),
    ];

    private FeatureColumn RateOf(ForecastDesign design, int rate)
    {
        float[] shares = Shares(Series, design.Rates[rate]);
        FittedScaler scaler = Scalers[design.Columns.Count + rate];
        for (int r = 0; r < Rows; r++)
        {
            Rate[(r * design.Rates.Count) + rate] = r < shares.Length ? scaler.Transform(shares[r]) : float.NaN;
        }

        return new FeatureColumn(Rate, design.Rates.Count, rate);
    }

    private static float[] Mask(float[] column) => [.. column.Select(v => float.IsNaN(v) ? 0f : 1f)];

    private static int IndexOf(IReadOnlyList<string> names, string name) => names.ToList().IndexOf(name);
}
