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

    /// <summary>Largest lag of the moving-average polynomial: q + Q·m.</summary>
    public int MaLag => Ma + (SeasonalMa * Season);

    /// <summary>Size of the state of the differenced series: max(p + P·m, q + Q·m + 1).</summary>
    public int States => Math.Max(ArLag, MaLag + 1);

    /// <summary>The orders in the usual notation, for example "ARIMA(0,1,1)(0,1,1)[12]".</summary>
    public string Name
    {
        get
        {
            string name = Invariant.Of($"ARIMA({Ar},{Differences},{Ma})");
            if (SeasonalAr + SeasonalDifferences + SeasonalMa > 0)
            {
                name += Invariant.Of($"({SeasonalAr},{SeasonalDifferences},{SeasonalMa})[{Season}]");
            }

            return !HasMean ? name : name + (Differences + SeasonalDifferences > 0 ? " with drift" : " with mean");
        }
    }

    /// <summary>Checks that the orders are possible.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An order is negative, the season is not positive, a seasonal order has no season, or a mean comes with d + D
    /// above 1, where it would be a trend of second order.
    /// </exception>
    public void Check()
    {
        if (Math.Min(Math.Min(Ar, Differences), Ma) < 0
            || Math.Min(Math.Min(SeasonalAr, SeasonalDifferences), SeasonalMa) < 0 || Season < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Season), "Orders must not be negative and Season must be at least 1.");
        }

        if (Season == 1 && SeasonalAr + SeasonalDifferences + SeasonalMa > 0)
        {
            throw new ArgumentOutOfRangeException(nameof(Season), "Seasonal orders need a Season of at least 2.");
        }

        if (HasMean && Differences + SeasonalDifferences > 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(HasMean), "A model that is differenced more than once cannot have a mean.");
        }
    }
}
