namespace Carousel.Classical;

/// <summary>
/// Coefficients of a seasonal ARIMA model in the form φ(B)Φ(Bᵐ)w = θ(B)Θ(Bᵐ)ε, with φ(B) = 1 − φ₁B − … and
/// θ(B) = 1 + θ₁B + ….
/// </summary>
internal sealed class ArimaCoefficients
{
    private const int LongestSeason = 12;

    private readonly int _season;

    /// <summary>Takes coefficients.</summary>
    /// <param name="orders">The orders.</param>
    /// <param name="values">[p + q + P + Q]: φ, θ, Φ, Θ.</param>
    public ArimaCoefficients(ArimaOrders orders, ReadOnlySpan<double> values)
    {
        Ar = values[..orders.Ar].ToArray();
        Ma = values.Slice(orders.Ar, orders.Ma).ToArray();
        SeasonalAr = values.Slice(orders.Ar + orders.Ma, orders.SeasonalAr).ToArray();
        SeasonalMa = values[^orders.SeasonalMa..].ToArray();
        FullAr = new LagPolynomial(LagPolynomial.Product(Ar, SeasonalAr, orders.Season, -1));
        FullMa = new LagPolynomial(LagPolynomial.Product(Ma, SeasonalMa, orders.Season, 1));
        (_season, States) = (orders.Season, orders.States);
    }

    /// <summary>[p], φ.</summary>
    public double[] Ar { get; }

    /// <summary>[q], θ.</summary>
    public double[] Ma { get; }

    /// <summary>[P], Φ.</summary>
    public double[] SeasonalAr { get; }

    /// <summary>[Q], Θ.</summary>
    public double[] SeasonalMa { get; }

    /// <summary>[p + P·m], φ(B)Φ(Bᵐ).</summary>
    public LagPolynomial FullAr { get; }

    /// <summary>[q + Q·m], θ(B)Θ(Bᵐ).</summary>
    public LagPolynomial FullMa { get; }

    /// <summary>r, the size of the state.</summary>
    public int States { get; }

    /// <summary>
    /// Coefficients from unbounded numbers x: x/√(1 + x²) are partial autocorrelations of each of the four polynomials,
    /// so every model is stationary and invertible (Monahan 1984).
    /// </summary>
    /// <param name="orders">The orders.</param>
    /// <param name="unbounded">[p + q + P + Q].</param>
    public static ArimaCoefficients FromUnbounded(ArimaOrders orders, ReadOnlySpan<double> unbounded)
    {
        Span<double> values = stackalloc double[unbounded.Length];
        int start = 0;
        ReadOnlySpan<int> lengths = [orders.Ar, orders.Ma, orders.SeasonalAr, orders.SeasonalMa];
        for (int block = 0; block < lengths.Length; block++)
        {
            Span<double> part = values.Slice(start, lengths[block]);
            for (int j = 0; j < part.Length; j++, start++)
            {
                LagPolynomial.StepUp(
                    part[..(j + 1)], unbounded[start] / Math.Sqrt(1 + (unbounded[start] * unbounded[start])));
            }

            // A moving average has the opposite sign of an autoregression with the same roots.
            for (int j = 0; j < part.Length && block % 2 == 1; j++)
            {
                part[j] = -part[j];
            }
        }

        return new ArimaCoefficients(orders, values);
    }

    /// <summary>
    /// Whether all roots are outside the circle of a radius, as seen by the polynomials in B. Two rules differ for
    /// seasons above 12, for which this would exclude strong seasons: they count as seasons of 12, and a moving average
    /// at the season may be close to the unit circle, where it describes a season that does not change.
    /// </summary>
    /// <param name="radius">The radius, above 1.</param>
    public bool RootsExceed(double radius)
    {
        double seasonal = Math.Pow(radius, Math.Min(_season, LongestSeason));
        return LagPolynomial.Partial(Ar, radius) is not null
            && LagPolynomial.Partial(SeasonalAr, seasonal) is not null
            && LagPolynomial.Partial([.. Ma.Select(c => -c)], radius) is not null
            && LagPolynomial.Partial(
                [.. SeasonalMa.Select(c => -c)], _season > LongestSeason ? 1 : seasonal) is not null;
    }

    /// <summary>
    /// Autocovariances of the process φ(B)Φ(Bᵐ)x = ε, with w = θ(B)Θ(Bᵐ)x and innovations of variance 1, by Levinson's
    /// recursion; null if the process is not stationary.
    /// </summary>
    /// <param name="count">The least number of lags, from 0 on.</param>
    public double[]? Autocovariances(int count)
    {
        int p = FullAr.Coefficients.Length;
        if (LagPolynomial.Partial(FullAr.Coefficients) is not { } partial)
        {
            return null;
        }

        // The lags run backwards, as those that a polynomial sums.
        double[] backward = new double[Math.Max(count, p + 1)], coefficients = new double[p];
        double variance = 1;
        foreach (double k in partial)
        {
            variance /= 1 - (k * k);
        }

        backward[^1] = variance;
        for (int j = 1; j < backward.Length; j++)
        {
            ReadOnlySpan<double> known = backward.AsSpan(backward.Length - j);
            if (j > p)
            {
                backward[^(j + 1)] = FullAr.Sum(known);
                continue;
            }

            double sum = partial[j - 1] * variance;
            for (int i = 1; i < j; i++)
            {
                sum += coefficients[i - 1] * known[i - 1];
            }

            backward[^(j + 1)] = sum;
            variance *= 1 - (partial[j - 1] * partial[j - 1]);
            LagPolynomial.StepUp(coefficients.AsSpan(0, j), partial[j - 1]);
        }

        Array.Reverse(backward);
        return double.IsFinite(backward[0]) ? backward : null;
    }
}
