namespace Carousel.Classical;

/// <summary>A series prepared for one way of differencing: filled, differenced, centred and scaled.</summary>
internal sealed class ArimaData
{
    /// <summary>A differenced series whose deviation is below this share of the largest value is constant.</summary>
    private const double Negligible = 1e-12;

    /// <summary>Prepares a series.</summary>
    /// <param name="values">The values without missing ones at either end, see <see cref="Trim"/>.</param>
    /// <param name="filled">The same with missing values replaced.</param>
    /// <param name="orders">Gives d, D, m and whether there is a mean.</param>
    public ArimaData(double[] values, double[] filled, ArimaOrders orders)
    {
        (Values, HasMissing) = (values, Array.Exists(values, double.IsNaN));
        Differencing = orders.Differencing();
        Differenced = Difference(filled, Differencing);
        Center = orders.HasMean && Differenced.Length > 0 ? Differenced.Average() : 0;
        double squares = Differenced.Sum(value => (value - Center) * (value - Center));
        double deviation = Differenced.Length > 0 ? Math.Sqrt(squares / Differenced.Length) : 0;
        IsConstant = deviation <= Negligible * filled.Max(Math.Abs);
        Scale = IsConstant ? 1 : deviation;
        for (int t = 0; t < Differenced.Length; t++)
        {
            Differenced[t] = IsConstant ? 0 : (Differenced[t] - Center) / Scale;
        }

        Array.Reverse(Differenced);
    }

    /// <summary>The values, NaN if missing.</summary>
    public double[] Values { get; }

    /// <summary>Whether a value is missing.</summary>
    public bool HasMissing { get; }

    /// <summary>δ.</summary>
    public LagPolynomial Differencing { get; }

    /// <summary>
    /// [T − d − D·m], the differenced filled series, minus <see cref="Center"/>, by <see cref="Scale"/>; the last value
    /// comes first, as in the sums of polynomials.
    /// </summary>
    public double[] Differenced { get; }

    /// <summary>Average of the differenced series if there is a mean, else 0.</summary>
    public double Center { get; }

    /// <summary>Root mean square of the centred differenced series; 1 if it is constant.</summary>
    public double Scale { get; }

    /// <summary>Whether the differenced series is constant (zero without a mean).</summary>
    public bool IsConstant { get; }

    /// <summary>y(t) − Σ δₖ·y(t − k) from the first t that has all lags.</summary>
    /// <param name="values">The values.</param>
    /// <param name="differencing">δ.</param>
    public static double[] Difference(ReadOnlySpan<double> values, LagPolynomial differencing)
    {
        int lost = differencing.Coefficients.Length;
        double[] backward = values.ToArray(), differenced = new double[Math.Max(0, values.Length - lost)];
        Array.Reverse(backward);
        for (int t = 0; t < differenced.Length; t++)
        {
            differenced[^(t + 1)] = backward[t] - differencing.Sum(backward.AsSpan(t + 1));
        }

        return differenced;
    }

    /// <summary>The values between the first and the last finite one; infinite ones count as missing.</summary>
    /// <param name="history">The values.</param>
    /// <param name="after">Receives the number of missing values after the last finite one.</param>
    /// <exception cref="ArgumentException">No value is finite.</exception>
    public static double[] Trim(ReadOnlySpan<double> history, out int after)
    {
        double[] values = [.. history];
        int first = Array.FindIndex(values, double.IsFinite), last = Array.FindLastIndex(values, double.IsFinite);
        after = values.Length - 1 - last;
        return first < 0
            ? throw new ArgumentException("history: expected at least one finite value.", nameof(history))
            : Array.ConvertAll(values[first..(last + 1)], value => double.IsFinite(value) ? value : double.NaN);
    }
}
