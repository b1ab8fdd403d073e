using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>A column, transformed and scaled, with its gaps filled as asked.</summary>
internal sealed class FilledColumn
{
    private FilledColumn(float[] raw, float[] filled, float[] before, int[] nextKnown)
    {
        (Raw, Filled, Before, NextKnown) = (raw, filled, before, nextKnown);
    }

    /// <summary>[rows]: transformed and scaled; NaN where missing, and after the end of the series.</summary>
    public float[] Raw { get; }

    /// <summary>[rows]: the same with gaps filled.</summary>
    public float[] Filled { get; }

    /// <summary>[rows] or empty: the last known value, where lines bridge gaps.</summary>
    public float[] Before { get; }

    /// <summary>[rows] or empty: the next known row, where lines bridge gaps.</summary>
    public int[] NextKnown { get; }

    /// <summary>How many values it keeps.</summary>
    public long Values => Raw.Length + (ReferenceEquals(Raw, Filled) ? 0 : Filled.Length) + Before.Length
        + NextKnown.Length;

    public static FilledColumn Make(
        ReadOnlySpan<float> values, int rows, GapFilling filling, TargetTransform transform, FittedScaler scaler)
    {
        var raw = new float[rows];
        Array.Fill(raw, float.NaN);
        bool hasGaps = false;
        for (int r = 0; r < values.Length; r++)
        {
            raw[r] = scaler.Transform(ForecastScaling.Transform(transform, values[r]));
            hasGaps |= float.IsNaN(raw[r]);
        }

        // Without a gap there is nothing to fill, and one table is enough.
        if (!hasGaps)
        {
            return new FilledColumn(raw, raw, [], []);
        }

        float[] filled = [.. raw];
        if (filling == GapFilling.Zero)
        {
            float zero = scaler.Transform(ForecastScaling.Transform(transform, 0));
            for (int r = 0; r < values.Length; r++)
            {
                filled[r] = float.IsNaN(raw[r]) ? zero : raw[r];
            }
        }
        else if (filling != GapFilling.Missing)
        {
            GapFiller.Fill(raw.AsSpan(0, values.Length), filled.AsSpan(0, values.Length), filling);
        }

        return filling == GapFilling.Linear
            ? new FilledColumn(raw, filled, LastKnown(raw), NextKnownOf(raw))
            : new FilledColumn(raw, filled, [], []);
    }

    /// <summary>True where the filled value depends on a later row.</summary>
    public bool IsBridge(int row) => NextKnown.Length > 0 && float.IsNaN(Raw[row]) && NextKnown[row] < Raw.Length;

    private static float[] LastKnown(float[] raw)
    {
        var last = new float[raw.Length];
        float known = float.NaN;
        for (int r = 0; r < raw.Length; r++)
        {
            known = float.IsNaN(raw[r]) ? known : raw[r];
            last[r] = known;
        }

        return last;
    }

    private static int[] NextKnownOf(float[] raw)
    {
        var next = new int[raw.Length];
        int known = raw.Length;
        for (int r = raw.Length - 1; r >= 0; r--)
        {
            known = float.IsNaN(raw[r]) ? known : r;
            next[r] = known;
        }

        return next;
    }
}
