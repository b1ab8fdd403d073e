namespace Carousel.Classical;

/// <summary>
/// Coefficients of a seasonal ARIMA model in the form φ(B)Φ(Bᵐ)w = θ(B)Θ(Bᵐ)ε, with φ(B) = 1 − φ₁B − … and
/// θ(B) = 1 + θ₁B + ….
/// </summary>
internal sealed class ArimaCoefficients
{
    private const int LongestSeason = 12;

    /// <summary>Takes coefficients.</summary>
    /// <param name="orders">The orders.</param>
    /// <param name="values">[p + q + P + Q]: φ, θ, Φ, Θ.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the orders.</exception>
    public ArimaCoefficients(ArimaOrders orders, ReadOnlySpan<double> values)
    {
        if (values.Length != orders.Coefficients)
        {
            throw new ArgumentException(
                $"values: expected p + q + P + Q = {orders.Coefficients} values, but got {values.Length}.");
        }

        Ar = values[..orders.Ar].ToArray();
        Ma = values.Slice(orders.Ar, orders.Ma).ToArray();
        SeasonalAr = values.Slice(orders.Ar + orders.Ma, orders.SeasonalAr).ToArray();
        SeasonalMa = values[^orders.SeasonalMa..].ToArray();
        FullAr = ArimaPolynomials.Product(Ar, SeasonalAr, orders.Season, -1);
        FullMa = ArimaPolynomials.Product(Ma, SeasonalMa, orders.Season, 1);
        ArPlaces = ArimaPolynomials.NonZero(FullAr);
        MaPlaces = ArimaPolynomials.NonZero(FullMa);
        Season = orders.Season;
        States = orders.States;
    }

    /// <summary>[p], φ.</summary>
    public double[] Ar { get; }

    /// <summary>[q], θ.</summary>
    public double[] Ma { get; }

    /// <summary>[P], Φ.</summary>
    public double[] SeasonalAr { get; }

    /// <summary>[Q], Θ.</summary>
    public double[] SeasonalMa { get; }

    /// <summary>[p + P·m], coefficients of φ(B)Φ(Bᵐ).</summary>
    public double[] FullAr { get; }

    /// <summary>[q + Q·m], coefficients of θ(B)Θ(Bᵐ).</summary>
    public double[] FullMa { get; }

    /// <summary>Places in <see cref="FullAr"/> with a coefficient other than zero.</summary>
    public int[] ArPlaces { get; }

    /// <summary>Places in <see cref="FullMa"/> with a coefficient other than zero.</summary>
    public int[] MaPlaces { get; }

    /// <summary>Steps per season.</summary>
    public int Season { get; }

    /// <summary>Size of the state.</summary>
    public int States { get; }

    /// <summary>
    /// Coefficients from unbounded numbers x: x/√(1 + x²) are partial autocorrelations of each of the four polynomials,
    /// so every model is stationary and invertible (Monahan 1984).
    /// </summary>
    /// <param name="orders">The orders.</param>
    /// <param name="unbounded">[p + q + P + Q].</param>
    public static ArimaCoefficients FromUnbounded(ArimaOrders orders, ReadOnlySpan<double> unbounded)
    {
        Span<double> partial = stackalloc double[unbounded.Length], values = stackalloc double[unbounded.Length];
        for (int i = 0; i < unbounded.Length; i++)
        {
            partial[i] = unbounded[i] / Math.Sqrt(1 + (unbounded[i] * unbounded[i]));
        }

        int start = 0;
        ReadOnlySpan<int> lengths = [orders.Ar, orders.Ma, orders.SeasonalAr, orders.SeasonalMa];
        for (int block = 0; block < lengths.Length; block++)
        {
            Span<double> part = values.Slice(start, lengths[block]);
            ArimaPolynomials.FromPartial(partial.Slice(start, lengths[block]), part);
            if (block % 2 == 1)
            {
                // A moving average has the opposite sign of an autoregression with the same roots.
                Negate(part);
            }

            start += lengths[block];
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
        double seasonal = Math.Pow(radius, Math.Min(Season, LongestSeason));
        return ArimaPolynomials.RootsExceed(Ar, radius)
            && ArimaPolynomials.RootsExceed(SeasonalAr, seasonal)
            && ArimaPolynomials.RootsExceed(Negated(Ma), radius)
            && ArimaPolynomials.RootsExceed(Negated(SeasonalMa), Season > LongestSeason ? 1 : seasonal);
    }

    private static double[] Negated(double[] values)
    {
        double[] negated = [.. values];
        Negate(negated);
        return negated;
    }

    private static void Negate(Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = -values[i];
        }
    }
}
