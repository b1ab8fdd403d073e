namespace Carousel.Anomalies;

/// <summary>The median of all distances of a channel's windows so far, in bounded memory.</summary>
internal sealed class UsualDistance
{
    // Sixteen bins for each doubling, from 2^−20 to 2^12 robust units.
    private const int BinsOfDoubling = 16, LowestPower = -20, Bins = 32 * BinsOfDoubling;

    // A median of fewer says little.
    private const int FewestRows = 50;

    private readonly int[] _counts = new int[Bins];

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
        _counts[(int)Math.Clamp(place, 0, Bins - 1)]++;
        return ratio;
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state) => state.Of(_counts);

    private double Median()
    {
        long all = _counts.Sum(), below = 0;
        if (all < FewestRows)
        {
            return double.NaN;
        }

        int bin = 0;
        while (2 * (below + _counts[bin]) < all)
        {
            below += _counts[bin++];
        }

        return Math.Pow(2, LowestPower + ((bin + 0.5) / BinsOfDoubling));
    }
}
