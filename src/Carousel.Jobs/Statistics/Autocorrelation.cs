namespace Carousel.Jobs.Statistics;

/// <summary>How much a number or a class has to do with itself some steps later.</summary>
internal static class Autocorrelation
{
    /// <summary>
    /// The autocorrelation of tracks at one lag, after their common mean is subtracted: Σ (x(t) − m)·(x(t+k) − m)
    /// / n(k) over the variance.
    /// </summary>
    /// <param name="tracks">Each [T]; null where a step has no value.</param>
    /// <param name="isClass">Whether values are numbers of classes: then the sum over the classes' indicators is taken,
    /// which is (P(same at both steps) − Σ p²) / (1 − Σ p²) except at the ends.</param>
    /// <param name="lag">k, at least 1.</param>
    /// <returns>1 at most; not a number where the values never change or no two steps lie so far apart.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The lag is not above 0.</exception>
    public static double At(IReadOnlyList<IReadOnlyList<double?>> tracks, bool isClass, int lag)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lag, 1);
        return isClass ? OfClasses(tracks, lag) : OfNumbers(tracks, lag);
    }

    /// <summary>The first lag at which the autocorrelation falls under a level.</summary>
    /// <param name="tracks">Each [T]; null where a step has no value.</param>
    /// <param name="isClass">Whether values are numbers of classes.</param>
    /// <param name="level">Such as 0.1.</param>
    /// <param name="most">The longest lag looked at.</param>
    /// <returns>The lag; null where it stays above up to the longest.</returns>
    public static int? FirstLagBelow(IReadOnlyList<IReadOnlyList<double?>> tracks, bool isClass, double level, int most)
    {
        // Doubled until it is below, then halved between: of a correlation that falls, the first lag; of one that
        // swings, one where it is below.
        int above = 0, below = 0;
        for (int lag = 1; below == 0 && lag <= most; lag = lag < most ? Math.Min(2 * lag, most) : most + 1)
        {
            (above, below) = At(tracks, isClass, lag) < level ? (above, lag) : (lag, 0);
        }

        if (below == 0)
        {
            return null;
        }

        while (below - above > 1)
        {
            int middle = (above + below) / 2;
            (above, below) = At(tracks, isClass, middle) < level ? (above, middle) : (middle, below);
        }

        return below;
    }

    private static double OfNumbers(IReadOnlyList<IReadOnlyList<double?>> tracks, int lag)
    {
        double[] all = [.. tracks.SelectMany(t => t).OfType<double>()];
        if (all.Length == 0)
        {
            return double.NaN;
        }

        double mean = all.Average(), variance = all.Average(v => (v - mean) * (v - mean));
        double product = Mean(tracks, lag, (now, later) => (now - mean) * (later - mean));
        return variance > 0 ? product / variance : double.NaN;
    }

    private static double OfClasses(IReadOnlyList<IReadOnlyList<double?>> tracks, int lag)
    {
        double[] all = [.. tracks.SelectMany(t => t).OfType<double>()];
        double byChance = all.GroupBy(v => v).Sum(g => (double)g.Count() / all.Length * g.Count() / all.Length);
        double same = Mean(tracks, lag, (now, later) => now == later ? 1 : 0);
        return byChance < 1 ? (same - byChance) / (1 - byChance) : double.NaN;
    }

    /// <summary>The mean over all pairs of values that lie so far apart; not a number without a pair.</summary>
    private static double Mean(
        IReadOnlyList<IReadOnlyList<double?>> tracks, int lag, Func<double, double, double> value)
    {
        double sum = 0;
        long pairs = 0;
        foreach (IReadOnlyList<double?> track in tracks)
        {
            for (int t = 0; t + lag < track.Count; t++)
            {
                if (track[t] is { } now && track[t + lag] is { } later)
                {
                    sum += value(now, later);
                    pairs++;
                }
            }
        }

        return sum / pairs;
    }
}
