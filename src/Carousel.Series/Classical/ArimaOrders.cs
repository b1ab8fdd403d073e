namespace Carousel.Classical;

/// <summary>Orders (p, d, q)(P, D, Q)[m] of a multiplicative seasonal ARIMA model (Box and Jenkins 1970).</summary>
/// <param name="Ar">p, the number of autoregressive coefficients.</param>
/// <param name="Differences">d, how often the series is differenced at lag 1.</param>
/// <param name="Ma">q, the number of moving-average coefficients.</param>
/// <param name="SeasonalAr">P, the number of autoregressive coefficients at multiples of the season.</param>
/// <param name="SeasonalDifferences">D, how often the series is differenced at the season.</param>
/// <param name="SeasonalMa">Q, the number of moving-average coefficients at multiples of the season.</param>
/// <param name="Season">m, steps per season; 1 for none.</param>
/// <param name="HasMean">
/// Whether the differenced series has a mean: a constant if d + D is 0, a drift if it is 1.
/// </param>
internal readonly record struct ArimaOrders(
    int Ar, int Differences, int Ma, int SeasonalAr = 0, int SeasonalDifferences = 0, int SeasonalMa = 0,
    int Season = 1, bool HasMean = false)
{
    /// <summary>p + q + P + Q.</summary>
    public int Coefficients => Ar + Ma + SeasonalAr + SeasonalMa;

    /// <summary>All estimated parameters: the coefficients, the mean and the variance of the innovations.</summary>
    public int Parameters => Coefficients + (HasMean ? 1 : 0) + 1;

    /// <summary>Values that differencing uses up: d + D·m.</summary>
    public int Lost => Differences + (SeasonalDifferences * Season);

    /// <summary>Largest lag of the autoregressive polynomial: p + P·m.</summary>
    public int ArLag => Ar + (SeasonalAr * Season);

    /// <summary>Size of the state of the differenced series: max(p + P·m, q + Q·m + 1).</summary>
    public int States => Math.Max(ArLag, Ma + (SeasonalMa * Season) + 1);

    /// <summary>(1 − B)ᵈ(1 − Bᵐ)ᴰ = 1 − δ₁B − δ₂B² − ….</summary>
    public LagPolynomial Differencing()
    {
        double[] product = [];
        for (int i = 0; i < Differences + SeasonalDifferences; i++)
        {
            product = LagPolynomial.Product(product, [1], i < Differences ? 1 : Season, -1);
        }

        return new LagPolynomial(product);
    }

    /// <summary>[T], a line whose differenced series is 1.</summary>
    /// <param name="count">T.</param>
    public double[] Line(int count)
    {
        double[] line = new double[count];
        for (int t = 0; t < count; t++)
        {
            line[t] = Differences + SeasonalDifferences == 0 ? 1
                : (t + 1) / (double)(SeasonalDifferences > 0 ? Season : 1);
        }

        return line;
    }
}
