namespace Carousel.Anomalies;

/// <summary>The median of all distances of a channel's windows so far, in bounded memory.</summary>
internal sealed class UsualDistance
{
    // Sixteen bins for each doubling, from 2^−20 to 2^12 robust units.
    private const int BinsOfDoubling = 16, LowestPower = -20, Bins = 32 * BinsOfDoubling;

    // A median of fewer says little.
    private const int FewestRows = 50;

    // Settable, so that a checkpoint holds them.
    public int[] Counts { get; set; } = new int[Bins];

    /// <summary>How many times the median of the distances before it a distance is, and takes it.</summary>
    /// <param name="distance">In robust units; NaN is skipped.</param>
    /// <returns>NaN for an unknown distance, and while fewer than 50 are known.</returns>
    public double Take(double distance)
    {
        if (double.IsNaN(distance))
        {
            return double.NaN;
        }

        double ratio = distance / Math.Max(Median(), ShapeMemory.LeastDistance);
        double place = (Math.Log2(Math.Max(distance, double.Epsilon)) - LowestPower) * BinsOfDoubling;
        Counts[(int)Math.Clamp(place, 0, Bins - 1)]++;
        return ratio;
    }

    /// <summary>Whether the numbers can be counts; checks data from a file.</summary>
    public bool IsSound => Counts is { Length: Bins } && Counts.All(c => c >= 0);

    private double Median()
    {
        long all = 0, below = 0;
        foreach (int count in Counts)
        {
            all += count;
        }

        if (all < FewestRows)
        {
            return double.NaN;
        }

        int bin = 0;
        while (2 * (below + Counts[bin]) < all)
        {
            below += Counts[bin++];
        }

        return Math.Pow(2, LowestPower + ((bin + 0.5) / BinsOfDoubling));
    }
}
