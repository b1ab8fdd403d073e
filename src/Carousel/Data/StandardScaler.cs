namespace Carousel.Data;

/// <summary>Brings a column to mean 0 and standard deviation 1 (divided by n). Fit it only on the training
/// set.</summary>
/// <remarks>What is fitted is a straight line. Missing values are ignored.</remarks>
public static class StandardScaler
{
    /// <summary>Finds the offset and the scale of a column.</summary>
    /// <param name="values">The training part, NaN is missing. With none known the column is not changed.</param>
    /// <returns>The line; a constant column has the scale 1.</returns>
    public static FittedScaler Fit(ReadOnlySpan<float> values)
    {
        float lowest = float.PositiveInfinity, highest = float.NegativeInfinity;
        double sum = 0, squares = 0;
        int known = 0;
        foreach (float value in values)
        {
            if (!float.IsNaN(value))
            {
                (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
                sum += value;
                known++;
            }
        }

        double mean = sum / known;
        foreach (float value in values)
        {
            squares += float.IsNaN(value) ? 0 : (value - mean) * (value - mean);
        }

        return known == 0 ? new FittedScaler(0, 1)
            : lowest == highest ? new FittedScaler(lowest, 1)
            : new FittedScaler(mean, Math.Sqrt(squares / known));
    }
}

/// <summary>A fitted scaler: y = (x − offset) / scale.</summary>
/// <param name="Offset">What is subtracted.</param>
/// <param name="Scale">What is divided by, not 0.</param>
public readonly record struct FittedScaler(double Offset, double Scale)
{
    /// <summary>y = (x − offset) / scale.</summary>
    /// <param name="value">A value of the data; NaN stays NaN.</param>
    /// <returns>The scaled value.</returns>
    public float Transform(float value) => (float)((value - Offset) / Scale);

    /// <summary>x = y · scale + offset.</summary>
    /// <param name="scaled">A scaled value.</param>
    /// <returns>The value of the data.</returns>
    public float Invert(float scaled) => (float)((scaled * Scale) + Offset);

    /// <summary>y = (x − offset) / scale for each value.</summary>
    /// <param name="values">[rows].</param>
    /// <param name="scaled">[rows], overwritten; may be <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Transform(ReadOnlySpan<float> values, Span<float> scaled)
    {
        RequireLength(values, scaled);
        for (int t = 0; t < values.Length; t++)
        {
            scaled[t] = Transform(values[t]);
        }
    }

    /// <summary>x = y · scale + offset for each value.</summary>
    /// <param name="scaled">[rows].</param>
    /// <param name="values">[rows], overwritten; may be <paramref name="scaled"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Invert(ReadOnlySpan<float> scaled, Span<float> values)
    {
        RequireLength(scaled, values);
        for (int t = 0; t < scaled.Length; t++)
        {
            values[t] = Invert(scaled[t]);
        }
    }

    private static void RequireLength(ReadOnlySpan<float> source, ReadOnlySpan<float> destination)
    {
        if (source.Length != destination.Length)
        {
            throw new ArgumentException(
                $"The destination: expected [rows] = [{source.Length}], but got {destination.Length}.");
        }
    }
}
