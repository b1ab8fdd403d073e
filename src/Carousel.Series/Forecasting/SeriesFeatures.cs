using Carousel.Data;
using Carousel.Forecasting.Rivals;

namespace Carousel.Forecasting;

/// <summary>
/// What the network reads of one series, row by row, made once; windows copy from it. NaN is missing.
/// </summary>
/// <remarks>
/// Encoder columns: see <see cref="ForecastDesign.EncoderFeatures"/>; decoder columns:
/// <see cref="ForecastDesign.DecoderFeatures"/> without levels and step.
/// </remarks>
internal sealed class SeriesFeatures
{
    private readonly List<Bridge> _encoderBridges = [];
    private readonly List<Bridge> _decoderBridges = [];

    public SeriesFeatures(
        Series series, ForecastDesign design, IReadOnlyList<FittedScaler> scalers, IReadOnlyList<FittedScaler> statics,
        float[][]? events = null)
    {
        (Series, Scalers) = (series, scalers);
        Rows = Math.Max(series.Length, series.HistoryLength + design.Horizon);
        int targets = design.TargetCount;
        EncoderWidth = design.EncoderFeatures.Count;
        DecoderWidth = design.DecoderFeatures.Count - design.LevelFeatures - design.RivalFeatures - 1;
        Target = new float[Rows * targets];
        Rate = new float[Rows * design.Rates.Count];
        Encoder = new float[Rows * EncoderWidth];
        Decoder = new float[Rows * DecoderWidth];
        Fill(design, statics, events ?? []);
    }

    /// <summary>What the rival forecasts from an origin; nothing without one.</summary>
    public RivalForecast? Rival { get; init; }

    /// <summary>The series itself.</summary>
    public Series Series { get; }

    /// <summary>Its scalers, in the order of the design's columns.</summary>
    public IReadOnlyList<FittedScaler> Scalers { get; }

    /// <summary>Rows of the tables: the series and at least a horizon behind its history.</summary>
    public int Rows { get; }

    /// <summary>Encoder features a row.</summary>
    public int EncoderWidth { get; }

    /// <summary>Decoder features a row that do not depend on the origin.</summary>
    public int DecoderWidth { get; }

    /// <summary>[Rows, K]: transformed and scaled targets, NaN where missing, never filled.</summary>
    public float[] Target { get; }

    /// <summary>[Rows, rates]: scaled shares of targets, NaN where missing.</summary>
    public float[] Rate { get; }

    /// <summary>[Rows, EncoderWidth].</summary>
    public float[] Encoder { get; }

    /// <summary>[Rows, DecoderWidth].</summary>
    public float[] Decoder { get; }

    /// <summary>Copies encoder rows before an origin. No value from the origin on has any influence.</summary>
    public void CopyEncoder(int row, int origin, Span<float> destination)
    {
        Encoder.AsSpan(row * EncoderWidth, EncoderWidth).CopyTo(destination);
        Unbridge(_encoderBridges, row, origin, destination);
    }

    /// <summary>
    /// Copies the decoder's features of a row from the origin on: what was known before the origin, and what is known
    /// ahead.
    /// </summary>
    public void CopyDecoder(int row, int origin, Span<float> destination)
    {
        Decoder.AsSpan(row * DecoderWidth, DecoderWidth).CopyTo(destination);
        Unbridge(_decoderBridges, row, origin, destination);
    }

    /// <summary>
    /// A straight line to a value that is not known at the origin would look ahead: up to there the last value stands.
    /// </summary>
    private static void Unbridge(List<Bridge> bridges, int row, int origin, Span<float> destination)
    {
        if (bridges.Count == 0)
        {
            return;
        }

        int low = 0, high = bridges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = bridges[middle].Row < row ? (middle + 1, high) : (low, middle);
        }

        for (; low < bridges.Count && bridges[low].Row == row; low++)
        {
            if (bridges[low].Until >= origin)
            {
                destination[bridges[low].Column] = bridges[low].Before;
            }
        }
    }

    private void Fill(ForecastDesign design, IReadOnlyList<FittedScaler> statics, float[][] events)
    {
        int targets = design.TargetCount;
        FilledColumn[] columns =
        [
            .. design.Columns.Select((name, c) => FilledColumn.Make(
                Series.Column(name), Rows, design.Gaps, design.Transforms[c], Scalers[c])),
        ];
        for (int k = 0; k < targets; k++)
        {
            for (int r = 0; r < Rows; r++)
            {
                Target[(r * targets) + k] = r < Series.HistoryLength ? columns[k].Raw[r] : float.NaN;
            }
        }

        int at = 0;
        for (int k = 0; k < targets; k++)
        {
            Write(columns[k], 0, Encoder, EncoderWidth, at++, _encoderBridges);
        }

        int decoderAt = 0;
        foreach (int lag in design.Lags)
        {
            for (int k = 0; k < targets; k++)
            {
                Write(columns[k], lag, Encoder, EncoderWidth, at++, _encoderBridges);
                Write(columns[k], lag, Decoder, DecoderWidth, decoderAt++, _decoderBridges);
            }
        }

        foreach (string masked in design.Masked)
        {
            WriteMask(columns[IndexOf(design.Columns, masked)], at++);
        }

        for (int p = 0; p < design.Past.Count; p++)
        {
            Write(columns[targets + design.Known.Count + p], 0, Encoder, EncoderWidth, at++, _encoderBridges);
        }

        for (int r = 0; r < design.Rates.Count; r++)
        {
            WriteRate(design, r, at++);
        }

        WriteCommon(design, statics, events, columns, Encoder, EncoderWidth, at, _encoderBridges);
        WriteCommon(design, statics, events, columns, Decoder, DecoderWidth, decoderAt, _decoderBridges);
        _encoderBridges.Sort((a, b) => a.Row.CompareTo(b.Row));
        _decoderBridges.Sort((a, b) => a.Row.CompareTo(b.Row));
    }

    private void WriteCommon(
        ForecastDesign design, IReadOnlyList<FittedScaler> statics, float[][] events, FilledColumn[] columns,
        float[] table, int width, int at, List<Bridge> bridges)
    {
        foreach (int lag in design.Lags)
        {
            for (int q = 0; q < design.Known.Count; q++)
            {
                Write(columns[design.TargetCount + q], lag, table, width, at++, bridges, design.Horizon);
            }
        }

        for (int q = 0; q < design.Known.Count; q++)
        {
            Write(columns[design.TargetCount + q], 0, table, width, at++, bridges, design.Horizon);
        }

        var calendar = new CalendarFeatures(design.Cycles, design.Harmonics);
        for (int r = 0; r < Rows && calendar.Count > 0; r++)
        {
            if (Series.TimeAt(r) is { } stamp)
            {
                calendar.Write(stamp, table.AsSpan((r * width) + at, calendar.Count));
            }
        }

        at += calendar.Count;
        foreach (int lag in events.Length == 0 ? [] : design.Lags.Append(0))
        {
            foreach (float[] effects in events)
            {
                for (int r = 0; r < Rows; r++)
                {
                    table[(r * width) + at] = r >= lag ? effects[r - lag] : 0;
                }

                at++;
            }
        }

        for (int s = 0; s < design.Static.Count; s++)
        {
            float value = statics[s].Transform(StaticValueOf(Series, design.Static[s]));
            for (int r = 0; r < Rows; r++)
            {
                table[(r * width) + at + s] = value;
            }
        }
    }

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
    /// Writes a column, <paramref name="lag"/> rows late; it is known for <paramref name="ahead"/> rows from the origin
    /// on.
    /// </summary>
    private void Write(
        FilledColumn column, int lag, float[] table, int width, int at, List<Bridge> bridges, int ahead = 0)
    {
        for (int r = 0; r < Rows; r++)
        {
            int source = r - lag;
            table[(r * width) + at] = source >= 0 ? column.Filled[source] : float.NaN;
            if (source >= 0 && column.IsBridge(source))
            {
                bridges.Add(new Bridge(r, at, column.Before[source], column.NextKnown[source] - ahead));
            }
        }
    }

    /// <summary>
    /// [rows]: a target as a share of a covariate; NaN where either is missing, and from the end of the history on.
    /// </summary>
    internal static float[] Shares(Series series, RateFeature rate)
    {
        ReadOnlySpan<float> target = series.Column(rate.Target), known = series.Column(rate.Known);
        var shares = new float[series.Length];
        for (int r = 0; r < shares.Length; r++)
        {
            shares[r] = r < series.HistoryLength ? RateFeature.Of(target[r], known[r]) : float.NaN;
        }

        return shares;
    }

    private void WriteRate(ForecastDesign design, int rate, int at)
    {
        float[] shares = Shares(Series, design.Rates[rate]);
        FittedScaler scaler = Scalers[design.Columns.Count + rate];
        for (int r = 0; r < Rows; r++)
        {
            float value = r < shares.Length ? scaler.Transform(shares[r]) : float.NaN;
            Rate[(r * design.Rates.Count) + rate] = value;
            Encoder[(r * EncoderWidth) + at] = value;
        }
    }

    private void WriteMask(FilledColumn column, int at)
    {
        for (int r = 0; r < Rows; r++)
        {
            Encoder[(r * EncoderWidth) + at] = float.IsNaN(column.Raw[r]) ? 0 : 1;
        }
    }

    private static int IndexOf(IReadOnlyList<string> names, string name) => names.ToList().IndexOf(name);

    /// <summary>A filled value in a table that depends on a row after it.</summary>
    /// <param name="Row">Row of the table.</param>
    /// <param name="Column">Column of the table.</param>
    /// <param name="Before">The value where the later row is not known yet.</param>
    /// <param name="Until">The last origin at which the later row is not known yet.</param>
    private readonly record struct Bridge(int Row, int Column, float Before, int Until);
}
