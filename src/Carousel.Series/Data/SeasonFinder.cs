namespace Carousel.Data;

/// <summary>A season that was found.</summary>
/// <param name="Steps">Its length in rows.</param>
/// <param name="Strength">The autocorrelation at its length, −1 … 1, after the trend was taken away.</param>
/// <param name="Error">The mean absolute difference between values one season apart.</param>
public readonly record struct Season(int Steps, double Strength, double Error);

/// <summary>The seasons of a series.</summary>
/// <param name="Found">All that were found, the shortest first; perhaps none.</param>
public sealed record SeasonFinding(IReadOnlyList<Season> Found)
{
    /// <summary>The length of the season whose repetition errs least, or 1 without a season.</summary>
    public int Best => Found.Count == 0 ? 1 : Found.MinBy(s => s.Error).Steps;
}

/// <summary>Finds seasons: lengths that the frequency suggests and the autocorrelation confirms.</summary>
/// <remarks>
/// To judge a length m, the series is averaged over blocks (whole shorter seasons where there are some, otherwise about
/// m/12 rows), which
/// takes shorter seasons and noise away; differences of neighbouring blocks take the trend away; then the
/// autocorrelation at one season, k of n blocks, must exceed 0.1 and 2.5 standard errors of white noise, √(n − k)/n
/// (Ljung and Box 1978). A random walk has none. Each length needs two whole rounds.
/// </remarks>
public static class SeasonFinder
{
    private const double StandardErrors = 2.5, LeastStrength = 0.1;
    private const int LongestWithoutFrequency = 400, RowsWithoutFrequency = 50_000;

    /// <summary>Days that are more than any other length.</summary>
    private const double LeastYear = 360;

    /// <summary>Finds the seasons of a column.</summary>
    /// <param name="values">The training part, NaN is missing.</param>
    /// <param name="frequency">The distance between rows, or null where it is unknown: then any length up to a third of
    /// the rows may be found.</param>
    /// <returns>The seasons.</returns>
    public static SeasonFinding Find(ReadOnlySpan<float> values, Frequency? frequency)
    {
        var found = new List<Season>();
        if (frequency is null)
        {
            FindAny(values, found);
            return new SeasonFinding(found);
        }

        double[] candidates = Candidates(frequency);
        for (int k = 0; k < candidates.Length; k++)
        {
            int steps = Steps(candidates, k);
            if (values.Length < 2 * steps)
            {
                break;
            }

            int block = Block(candidates, k);
            double[] differences = Differences(values, block);
            int lag = (int)((candidates[k] / block) + 0.5);
            AddIfConfirmed(values, differences, lag, steps, found);
        }

        return new SeasonFinding(found);
    }

    /// <summary>Measures seasons of known lengths.</summary>
    /// <param name="values">The training part, NaN is missing.</param>
    /// <param name="lengths">Their lengths in rows, ascending.</param>
    /// <returns>All of them.</returns>
    internal static SeasonFinding Measure(ReadOnlySpan<float> values, IReadOnlyList<int> lengths)
    {
        double[] differences = Differences(values, 1);
        var found = new List<Season>();
        foreach (int steps in lengths)
        {
            found.Add(new Season(steps, Autocorrelation(differences, steps), RepetitionError(values, steps)));
        }

        return new SeasonFinding(found);
    }

    /// <summary>Whether the autocorrelation confirms a season.</summary>
    /// <param name="values">The values, NaN is missing.</param>
    /// <param name="steps">The length of the season in rows.</param>
    internal static bool Confirms(ReadOnlySpan<float> values, int steps) =>
        steps > 1 && Confirmed(Differences(values, 1), steps) is not null;

    /// <summary>The lengths of a day, a week, a year in rows, if longer than a few rows.</summary>
    /// <param name="frequency">The distance between rows.</param>
    /// <returns>Lengths in rows, ascending, not always whole.</returns>
    public static double[] Candidates(Frequency frequency)
    {
        ArgumentNullException.ThrowIfNull(frequency);
        int multiple = frequency.Multiple;
        double[] units = frequency.Unit switch
        {
            FrequencyUnit.Millisecond => [1000, 60_000, 3_600_000, 86_400_000],
            FrequencyUnit.Second => [60, 3600, 86_400, 604_800],
            FrequencyUnit.Minute => [60, 1440, 10_080, 525_960],
            FrequencyUnit.Hour => [24, 168, 8766],
            FrequencyUnit.Day => [7, 365.25],
            FrequencyUnit.BusinessDay => [5, 260.9],
            FrequencyUnit.Week => [365.25 / 7],
            FrequencyUnit.Month => [12],
            FrequencyUnit.Quarter => [4],
            _ => [],
        };
        return [.. units.Select(u => u / multiple).Where(u => u >= 2)];
    }

    /// <summary>A year in whole rows, and in whole weeks where rows are finer.</summary>
    /// <param name="frequency">The distance between rows.</param>
    /// <returns>Such as 8,736 hours; null if a year is not one of the lengths.</returns>
    internal static int? Year(Frequency frequency)
    {
        double[] candidates = Candidates(frequency);
        return candidates.Length > 0 && candidates[^1] * frequency.Days > LeastYear
            ? Steps(candidates, candidates.Length - 1)
            : null;
    }

    /// <summary>
    /// A length in whole rows. A year is not a whole number of weeks, and a value from it, whole days and hours off,
    /// would be another weekday's or hour's: so it is 52 weeks, 8,736 hours or 364 days.
    /// </summary>
    private static int Steps(double[] candidates, int k)
    {
        double shorter = k > 0 ? candidates[k - 1] : 1;
        return shorter == Math.Floor(shorter)
            ? (int)(shorter * Math.Floor((candidates[k] / shorter) + 0.5))
            : (int)(candidates[k] + 0.5);
    }

    private static int Block(double[] candidates, int k)
    {
        double twelfth = candidates[k] / 12;
        double shorter = k > 0 ? candidates[k - 1] : 0;
        if (k > 0 && shorter == Math.Floor(shorter) && candidates[k] / shorter >= 4)
        {
            return (int)shorter * Math.Max(1, (int)(twelfth / shorter));
        }

        return Math.Max(1, (int)twelfth);
    }

    // Without a frequency: only the strongest peak of the autocorrelation.
    private static void FindAny(ReadOnlySpan<float> values, List<Season> found)
    {
        values = values[Math.Max(0, values.Length - RowsWithoutFrequency)..];
        double[] differences = Differences(values, 1);
        int longest = Math.Min(LongestWithoutFrequency, values.Length / 3);
        int best = 0;
        double strongest = 0.3;
        double before = 1;
        double here = Autocorrelation(differences, 2);
        for (int lag = 2; lag <= longest; lag++)
        {
            double after = Autocorrelation(differences, lag + 1);
            if (here > strongest && here >= before && here >= after)
            {
                (best, strongest) = (lag, here);
            }

            (before, here) = (here, after);
        }

        if (best > 0)
        {
            AddIfConfirmed(values, differences, best, best, found);
        }
    }

    private static void AddIfConfirmed(
        ReadOnlySpan<float> values, double[] differences, int lag, int steps, List<Season> found)
    {
        if (Confirmed(differences, lag) is { } strength)
        {
            found.Add(new Season(steps, strength, RepetitionError(values, steps)));
        }
    }

    private static double? Confirmed(double[] differences, int lag)
    {
        int known = differences.Count(d => !double.IsNaN(d));
        double strength = Autocorrelation(differences, lag);
        return known > lag && strength > Math.Max(LeastStrength, StandardErrors * Math.Sqrt(known - lag) / known)
            ? strength
            : null;
    }

    // Means of blocks counted from the end, then differences of neighbours; NaN where a block has no known value.
    private static double[] Differences(ReadOnlySpan<float> values, int block)
    {
        int blocks = values.Length / block;
        int first = values.Length - (blocks * block);
        var means = new double[blocks];
        for (int k = 0; k < blocks; k++)
        {
            double sum = 0;
            int known = 0;
            foreach (float value in values.Slice(first + (k * block), block))
            {
                sum += float.IsNaN(value) ? 0 : value;
                known += float.IsNaN(value) ? 0 : 1;
            }

            means[k] = known == 0 ? double.NaN : sum / known;
        }

        var differences = new double[Math.Max(0, blocks - 1)];
        for (int k = 1; k < blocks; k++)
        {
            differences[k - 1] = means[k] - means[k - 1];
        }

        return differences;
    }

    private static double Autocorrelation(double[] values, int lag)
    {
        double sum = 0;
        int known = 0;
        foreach (double value in values)
        {
            sum += double.IsNaN(value) ? 0 : value;
            known += double.IsNaN(value) ? 0 : 1;
        }

        if (known == 0 || lag >= values.Length)
        {
            return 0;
        }

        double mean = sum / known;
        double squares = 0;
        double products = 0;
        for (int t = 0; t < values.Length; t++)
        {
            double deviation = values[t] - mean;
            squares += double.IsNaN(deviation) ? 0 : deviation * deviation;
            double product = t >= lag ? deviation * (values[t - lag] - mean) : 0;
            products += double.IsNaN(product) ? 0 : product;
        }

        return squares > 0 ? products / squares : 0;
    }

    private static double RepetitionError(ReadOnlySpan<float> values, int season)
    {
        double sum = 0;
        int pairs = 0;
        for (int t = season; t < values.Length; t++)
        {
            double difference = Math.Abs((double)values[t] - values[t - season]);
            sum += double.IsNaN(difference) ? 0 : difference;
            pairs += double.IsNaN(difference) ? 0 : 1;
        }

        return pairs == 0 ? double.PositiveInfinity : sum / pairs;
    }
}
