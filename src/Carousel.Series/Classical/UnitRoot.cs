namespace Carousel.Classical;

/// <summary>How often a series must be differenced until it is stationary.</summary>
internal static class UnitRoot
{
    /// <summary>Critical value at 5 % of Kwiatkowski, Phillips, Schmidt and Shin (1992, table 1) for a level.</summary>
    private const double Critical = 0.463;

    /// <summary>Strength of the season from which on the series is differenced at the season.</summary>
    private const double Strong = 0.64;

    private const int MostDifferences = 2;

    /// <summary>Differences at the season: 1 if the season is strong (Wang, Smith and Hyndman 2006), else 0.</summary>
    /// <param name="values">The values, without missing ones.</param>
    /// <param name="season">Steps per season.</param>
    public static int SeasonalDifferences(double[] values, int season)
    {
        // With two seasons or fewer the seasonal component would reproduce any series.
        if (season < 2 || values.Length <= 2 * season)
        {
            return 0;
        }

        var parts = SeasonalTrend.Decompose(values, season, SeasonalTrendOptions.Long);
        return parts.Strength(0) > Strong ? 1 : 0;
    }

    /// <summary>Differences at lag 1, 0 to 2: repeated tests of the hypothesis of a stationary level.</summary>
    /// <param name="values">The values, without missing ones.</param>
    public static int Differences(double[] values)
    {
        double[] current = values;
        int differences = 0;
        while (differences < MostDifferences && current.Length > 2
            && Kpss(current, (int)(3 * Math.Sqrt(current.Length) / 13)) > Critical)
        {
            current = ArimaData.Difference(current, new LagPolynomial([1]));
            differences++;
        }

        return differences;
    }

    /// <summary>
    /// The statistic of Kwiatkowski, Phillips, Schmidt and Shin (1992, equation 13) for a level; 0 for a constant.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="lags">Lags with weights of Bartlett in the estimate of the long-run variance.</param>
    public static double Kpss(ReadOnlySpan<double> values, int lags)
    {
        int n = values.Length;
        double mean = 0, sum = 0, sums = 0, variance = 0, largest = 0;
        foreach (double value in values)
        {
            mean += value / n;
            largest = Math.Max(largest, Math.Abs(value));
        }

        for (int t = 0; t < n; t++)
        {
            sum += values[t] - mean;
            sums += sum * sum;
        }

        for (int lag = 0; lag <= lags; lag++)
        {
            double weight = lag == 0 ? 1 : 2 * (1 - (lag / (lags + 1.0)));
            for (int t = lag; t < n; t++)
            {
                variance += weight * (values[t] - mean) * (values[t - lag] - mean);
            }
        }

        double negligible = 1e-12 * largest;
        return variance <= n * negligible * negligible ? 0 : sums / (n * variance);
    }
}
