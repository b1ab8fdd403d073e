using Carousel.Classical;
using Carousel.Data;

namespace Carousel.Anomalies;

/// <summary>
/// A series as trend and season, both with bisquare weights: a local line for the trend (Cleveland 1979) and, for the
/// season, means over rows of the same place in the neighbouring seasons, fitted in turn.
/// </summary>
/// <remarks>
/// STL (<see cref="SeasonalTrend"/>) fits a line to each place of the season. With two to seven seasons these lines
/// follow the noise, and 4 to 30 % of the rows of simulated series without anomalies were then beyond 3.5 robust
/// deviations. A mean over the same rows has half the parameters.
/// </remarks>
/// <param name="Trend">[n].</param>
/// <param name="Season">[n], zeros without a season.</param>
/// <param name="Freedom">The share of the degrees of freedom that trend and season leave to the residuals, about: a
/// window of the trend has two parameters, a season one per row.</param>
internal sealed record RobustParts(double[] Trend, double[] Season, double Freedom)
{
    private const int LeastWindow = 9, MostWindow = 49, Rounds = 6, SeasonsAside = 15;

    // A residual beyond this many deviations has no weight.
    private const double Reach = 4, LeastFreedom = 0.25;

    /// <summary>Rows of the season; 0 for none.</summary>
    public int SeasonRows { get; init; }

    /// <summary>[n]: <see cref="Season"/>, or a longer one, such as a week of days, that the rows have three times.
    /// </summary>
    public double[] LongSeason { get; init; } = Season;

    /// <summary>[n]: trend and season.</summary>
    public double[] ToExpected() => [.. Trend.Select((v, t) => v + Season[t])];

    /// <summary>Decomposes a channel with the season that it shows.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="column">[n]; NaN is a gap.</param>
    /// <returns>The parts; null if no value is known.</returns>
    public static RobustParts? OfChannel(ChannelData data, float[] column)
    {
        if (!column.Any(float.IsFinite))
        {
            return null;
        }

        int[] places = data.Places();
        double[] values = new double[places[^1] + 1];
        Array.Fill(values, double.NaN);
        for (int r = 0; r < places.Length; r++)
        {
            values[places[r]] = column[r];
        }

        values = MissingValues.Fill(values, 1);
        RobustParts parts = Of(values, WholeSeries.FindSeason(values, data.Frequency));

        // The trend has no outliers.
        int longest = data.Frequency is null ? 0
            : SeasonFinder.Find([.. parts.Trend.Select(v => (float)v)], data.Frequency).Found
                .LastOrDefault(s => 3 * s.Steps <= values.Length).Steps;
        return parts with
        {
            Trend = At(parts.Trend),
            Season = At(parts.Season),
            LongSeason = At(longest > parts.SeasonRows ? Of(values, longest).Season : parts.Season),
        };

        double[] At(double[] part) => [.. places.Select(p => part[p])];
    }

    /// <summary>Decomposes a series.</summary>
    /// <param name="values">[n], without missing values.</param>
    /// <param name="season">Rows of the season; 0 for none.</param>
    public static RobustParts Of(double[] values, int season)
    {
        int n = values.Length;
        int window = SeasonalTrend.Odd(Math.Max(2 * season, Math.Clamp(n / 4, LeastWindow, MostWindow)));
        double[] trend = new double[n], wave = new double[n], weights = new double[n];
        Array.Fill(weights, 1);
        for (int round = 0; round < Rounds; round++)
        {
            Loess.Smooth([.. values.Select((v, t) => v - wave[t])], weights, window, SeasonalTrend.Jump(window), trend);
            if (season > 1)
            {
                wave = Wave([.. values.Select((v, t) => v - trend[t])], weights, season);
            }

            double[] rest = [.. values.Select((v, t) => v - trend[t] - wave[t])];
            double reach = Reach * RobustScale.Of(rest.Select(r => (float)r)).Scale;
            weights = [.. rest.Select(r => Math.Pow(1 - Math.Min(1, r * r / (reach * reach)), 2) + 1e-6)];
        }

        double seasons = season > 1 ? Math.Min((double)n / season, SeasonsAside + 1) : n;
        return new RobustParts(trend, wave, Math.Max(LeastFreedom, 1 - (1 / seasons) - (2.0 / window)))
        {
            SeasonRows = season,
        };
    }

    private static double[] Wave(double[] values, double[] weights, int season)
    {
        double[] wave = new double[values.Length];
        for (int t = 0; t < wave.Length; t++)
        {
            double sum = 0, weight = 0;
            for (int k = Math.Max(-SeasonsAside, -(t / season)); k <= SeasonsAside; k++)
            {
                int row = t + (k * season);
                if (row >= wave.Length)
                {
                    break;
                }

                (sum, weight) = (sum + (weights[row] * values[row]), weight + weights[row]);
            }

            wave[t] = sum / weight;
        }

        double mean = wave.Average();
        return [.. wave.Select(w => w - mean)];
    }
}
