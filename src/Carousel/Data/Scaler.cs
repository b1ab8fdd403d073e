namespace Carousel.Data;

/// <summary>A way of bringing a column to a common size. Fit it only on the training set.</summary>
/// <remarks>
/// Every scaler is a straight line, so what is fitted are two plain numbers. Missing values are ignored.
/// </remarks>
public abstract record Scaler
{
    /// <summary>The name in options and model files: <c>standard</c>, <c>minmax</c> or <c>robust</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Finds the offset and the scale of a column.</summary>
    /// <param name="values">The training part, NaN is missing. With none known the column is not changed.</param>
    /// <returns>The line; a constant column has the scale 1.</returns>
    public FittedScaler Fit(ReadOnlySpan<float> values)
    {
        float[] known = [.. values.ToArray().Where(v => !float.IsNaN(v))];
        return known.Length == 0 ? new FittedScaler(0, 1) : FitKnown(known);
    }

    /// <summary>Finds offset and scale of at least one value, none of them NaN.</summary>
    /// <param name="values">The values; may be reordered.</param>
    /// <returns>The line.</returns>
    private protected abstract FittedScaler FitKnown(Span<float> values);

    private protected static (float Lowest, float Highest) FindRange(ReadOnlySpan<float> values)
    {
        float lowest = values[0];
        float highest = values[0];
        foreach (float value in values)
        {
            lowest = Math.Min(lowest, value);
            highest = Math.Max(highest, value);
        }

        return (lowest, highest);
    }
}

/// <summary>Mean 0 and standard deviation 1 (divided by n).</summary>
public sealed record StandardScaler : Scaler
{
    /// <inheritdoc/>
    public override string Name => "standard";

    /// <inheritdoc/>
    private protected override FittedScaler FitKnown(Span<float> values)
    {
        (float lowest, float highest) = FindRange(values);
        double sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        double mean = sum / values.Length;
        double squares = 0;
        foreach (float value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return lowest == highest
            ? new FittedScaler(lowest, 1)
            : new FittedScaler(mean, Math.Sqrt(squares / values.Length));
    }
}

/// <summary>The smallest value goes to the low end of a range and the largest to its high end.</summary>
/// <param name="Low">The low end.</param>
/// <param name="High">The high end, more than <paramref name="Low"/>.</param>
public sealed record MinMaxScaler(double Low = 0, double High = 1) : Scaler
{
    /// <summary>The low end.</summary>
    public double Low { get; } = double.IsFinite(Low)
        ? Low
        : throw new ArgumentOutOfRangeException(nameof(Low), Low, "The low end of the range must be a finite number.");

    /// <summary>The high end.</summary>
    public double High { get; } = High > Low && double.IsFinite(High)
        ? High
        : throw new ArgumentOutOfRangeException(
            nameof(High), High, $"The high end of the range must be more than its low end, {Low}.");

    /// <inheritdoc/>
    public override string Name => "minmax";

    /// <inheritdoc/>
    private protected override FittedScaler FitKnown(Span<float> values)
    {
        (float lowest, float highest) = FindRange(values);
        double scale = lowest == highest ? 1 : ((double)highest - lowest) / (High - Low);
        return new FittedScaler(lowest - (Low * scale), scale);
    }
}

/// <summary>Median 0 and distance between the quartiles 1: single wild values do not matter.</summary>
/// <remarks>
/// Quartiles interpolate linearly between the sorted values, at (n − 1)·p. A column whose quartiles are equal falls
/// back to its standard deviation.
/// </remarks>
public sealed record RobustScaler : Scaler
{
    /// <inheritdoc/>
    public override string Name => "robust";

    /// <inheritdoc/>
    private protected override FittedScaler FitKnown(Span<float> values)
    {
        values.Sort();
        double median = Quantile(values, 0.5);
        double distance = Quantile(values, 0.75) - Quantile(values, 0.25);
        double scale = distance > 0 ? distance : new StandardScaler().Fit(values).Scale;
        return new FittedScaler(median, scale);
    }

    /// <summary>A quantile, between neighbours on a line.</summary>
    /// <param name="sorted">[n], rising, at least one.</param>
    /// <param name="share">0 for the smallest, 1 for the largest.</param>
    internal static double Quantile(ReadOnlySpan<float> sorted, double share)
    {
        double place = (sorted.Length - 1) * share;
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * ((double)sorted[above] - sorted[below]));
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
