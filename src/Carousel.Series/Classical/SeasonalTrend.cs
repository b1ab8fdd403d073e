namespace Carousel.Classical;

/// <summary>
/// A series as the sum of a trend, one or more seasons and a remainder: STL (Cleveland, Cleveland, McRae and Terpenning
/// 1990), with several seasons MSTL (Bandara, Hyndman and Bergmeir 2021).
/// </summary>
internal sealed class SeasonalTrend
{
    private const int Rounds = 2, WiderWindow = 4;

    private SeasonalTrend(double[] trend, double[][] seasonal, double[] remainder) =>
        (Trend, Seasonal, Remainder) = (trend, seasonal, remainder);

    /// <summary>[T], the trend.</summary>
    public double[] Trend { get; }

    /// <summary>[seasons][T], the seasonal components, in the order of the given seasons.</summary>
    public double[][] Seasonal { get; }

    /// <summary>[T], the rest.</summary>
    public double[] Remainder { get; }

    /// <summary>Decomposes a series with one season.</summary>
    /// <param name="values">[T], at least two seasons; missing values are interpolated.</param>
    /// <param name="season">Steps per season, at least 2.</param>
    /// <param name="options">Windows and passes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The season is shorter than 2 or longer than half the series, or
    /// the seasonal window is below 3.</exception>
    public static SeasonalTrend Decompose(ReadOnlySpan<double> values, int season, SeasonalTrendOptions options) =>
        Decompose(values, [season], options);

    /// <summary>Decomposes a series with several seasons, the shortest first in each round.</summary>
    /// <param name="values">[T], at least two of the longest season; missing values are interpolated.</param>
    /// <param name="seasons">Steps per season in ascending order, each at least 2; none gives a trend only.</param>
    /// <param name="options">Windows and passes; the seasonal window grows by 4 with each further season.</param>
    /// <exception cref="ArgumentOutOfRangeException">A season is shorter than 2 or longer than half the series, or the
    /// seasonal window is below 3.</exception>
    public static SeasonalTrend Decompose(
        ReadOnlySpan<double> values, ReadOnlySpan<int> seasons, SeasonalTrendOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SeasonalWindow, 3);
        foreach (int season in seasons)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(season, 2);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(season, values.Length / 2);
        }

        double[] rest = MissingValues.Fill(values, 1), trend = new double[rest.Length];
        double[][] seasonal = new double[seasons.Length][];
        for (int i = 0; i < seasonal.Length; i++)
        {
            seasonal[i] = new double[rest.Length];
        }

        for (int round = 0; round < (seasons.Length > 1 ? Rounds : 1); round++)
        {
            for (int i = 0; i < seasons.Length; i++)
            {
                AddTo(rest, seasonal[i], 1);
                var pass = new SeasonalTrendPass(
                    seasons[i], options with { SeasonalWindow = options.SeasonalWindow + (WiderWindow * i) }, rest);
                pass.Run();
                (seasonal[i], trend) = (pass.Seasonal, pass.Trend);
                AddTo(rest, seasonal[i], -1);
            }
        }

        if (seasons.Length == 0 && rest.Length > 1)
        {
            int window = options.TrendWindow > 0 ? options.TrendWindow : Odd(rest.Length / 2.0);
            Loess.Smooth(rest, [], window, options.IsSparse ? Jump(window) : 1, trend);
        }

        AddTo(rest, trend, -1);
        return new SeasonalTrend(trend, seasonal, rest);
    }

    /// <summary>
    /// Strength of a season, 0 to 1: one minus the variance of the remainder by that of season and remainder (Wang,
    /// Smith and Hyndman 2006).
    /// </summary>
    /// <param name="index">Place of the season.</param>
    public double Strength(int index)
    {
        double[] both = [.. Remainder];
        AddTo(both, Seasonal[index], 1);
        double all = Variance(both);
        return all > 0 ? Math.Max(0, 1 - (Variance(Remainder) / all)) : 0;
    }

    /// <summary>[T], trend and remainder.</summary>
    public double[] Adjusted()
    {
        double[] adjusted = [.. Trend];
        AddTo(adjusted, Remainder, 1);
        return adjusted;
    }

    /// <summary>The smallest odd number that is not below a bound, at least 3.</summary>
    /// <param name="bound">The bound.</param>
    internal static int Odd(double bound)
    {
        int window = Math.Max(3, (int)Math.Ceiling(bound));
        return window % 2 == 1 ? window : window + 1;
    }

    /// <summary>A tenth of a window, rounded up.</summary>
    /// <param name="window">The window.</param>
    internal static int Jump(int window) => (window + 9) / 10;

    private static void AddTo(double[] sum, double[] values, double factor)
    {
        for (int t = 0; t < sum.Length; t++)
        {
            sum[t] += factor * values[t];
        }
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average(), sum = 0;
        foreach (double value in values)
        {
            sum += (value - mean) * (value - mean);
        }

        return sum / values.Length;
    }
}
