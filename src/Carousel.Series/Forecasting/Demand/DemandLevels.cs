using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// How much was demanded, and how often, just before an origin: means in which a row counts half after a half-life, and
/// the share of each place of the season. Rows from the origin on are not read.
/// </summary>
/// <remarks>
/// As in the method of Teunter, Syntetos and Babai (2011), zeros lower the level, too. Both means are shrunk towards
/// the plain mean of the last rows as if that were one row more, and seasons as if they were
/// <see cref="SeasonRows"/> rows.
/// </remarks>
internal static class DemandLevels
{
    /// <summary>Features of each target: ln of the level, log-odds of any, ln of the season's share.</summary>
    public const int Count = 3;

    /// <summary>How many rows of the usual size a place of the season is drawn by.</summary>
    private const int SeasonRows = 8;

    private const int MostRows = 1024, HalfLives = 8, Seasons = 104;
    private const double LeastLevel = 0.02, LeastShare = 0.02, LargestFactor = 5;

    /// <summary>How many rows before an origin count.</summary>
    /// <param name="halfLife">Rows after which one counts half.</param>
    /// <param name="season">Rows of the season; 1 for none.</param>
    public static int Reach(double halfLife, int season) =>
        (int)Math.Min(MostRows, Math.Max(HalfLives * halfLife, (season > 1 ? Seasons : 1) * season));

    /// <summary>The season that counts go by: what was found, else the week of days or the day of hours.</summary>
    /// <param name="found">The season that was found; 1 for none.</param>
    /// <param name="frequency">The distance of the rows.</param>
    public static int Season(int found, Frequency? frequency)
    {
        int usual = frequency?.Unit switch
        {
            FrequencyUnit.Day => 7,
            FrequencyUnit.BusinessDay => 5,
            FrequencyUnit.Hour => 24,
            FrequencyUnit.Month => 12,
            _ => 1,
        };
        return found is > 1 and <= MostRows / 4 ? found : usual / (frequency is { Multiple: > 1 } ? usual : 1);
    }

    /// <summary>Writes the features of every step ahead.</summary>
    /// <param name="before">The counts before the origin; NaN is missing.</param>
    /// <param name="halfLife">Rows after which one counts half.</param>
    /// <param name="season">Rows of the season; 1 for none.</param>
    /// <param name="horizon">H.</param>
    /// <param name="features">[H, 3], overwritten.</param>
    public static void Write(
        ReadOnlySpan<float> before, double halfLife, int season, int horizon, Span<float> features)
    {
        int origin = before.Length, first = Math.Max(0, origin - Reach(halfLife, season));
        Span<double> sums = stackalloc double[season], known = stackalloc double[season];
        sums.Clear();
        known.Clear();
        double fade = Math.Exp(-Math.Log(2) / halfLife);
        double level = 0, any = 0, weight = 0, total = 0, demands = 0, rows = 0;
        for (int r = first; r < origin; r++)
        {
            (level, any, weight) = (level * fade, any * fade, weight * fade);
            float value = before[r];
            if (!float.IsNaN(value))
            {
                double some = value > 0 ? 1 : 0;
                (level, any, weight) = (level + value, any + some, weight + 1);
                (total, demands, rows) = (total + value, demands + some, rows + 1);
                sums[(origin - r) % season] += value;
                known[(origin - r) % season]++;
            }
        }

        double mean = rows > 0 ? total / rows : 0, share = rows > 0 ? demands / rows : 0;
        float rate = (float)Math.Log(Math.Max((level + mean) / (weight + 1), LeastLevel));
        double often = Math.Clamp((any + share) / (weight + 1), LeastShare, 1 - LeastShare);
        float odds = (float)Math.Log(often / (1 - often));
        for (int t = 0; t < horizon; t++)
        {
            // Row r lies origin − r before the origin, and in the place of step t where origin − r = −t modulo season.
            int place = ((-t % season) + season) % season;
            double factor = mean > 0 && season > 1
                ? (sums[place] + (SeasonRows * mean)) / (known[place] + SeasonRows) / mean
                : 1;
            features[t * Count] = rate;
            features[(t * Count) + 1] = odds;
            features[(t * Count) + 2] = (float)Math.Log(Math.Clamp(factor, 1 / LargestFactor, LargestFactor));
        }
    }
}
