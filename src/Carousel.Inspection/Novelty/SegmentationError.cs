namespace Carousel.Inspection.Novelty;

/// <summary>How far one division of a sequence is from another: smaller is better, 0 is equal.</summary>
/// <param name="Pk">The share of pairs of steps k apart that one division puts into one segment and the other does not
/// (Beeferman, Berger and Lafferty 1999).</param>
/// <param name="WindowDifference">WindowDiff: the share of windows of k steps with unequal numbers of boundaries inside
/// (Pevzner and Hearst 2002).</param>
internal readonly record struct SegmentationError(double Pk, double WindowDifference)
{
    /// <summary>Half the mean length of the segments of a reference, as both papers have it.</summary>
    /// <param name="steps">T.</param>
    /// <param name="reference">First steps of its segments but the first.</param>
    /// <returns>k, at least 1.</returns>
    public static int WindowOf(int steps, IReadOnlyCollection<int> reference)
    {
        return Math.Max(1, (int)Math.Round(steps / (2.0 * (reference.Count + 1))));
    }

    /// <summary>Compares two divisions.</summary>
    /// <param name="steps">T.</param>
    /// <param name="reference">First steps of the true segments but the first, within 1 … T − 1.</param>
    /// <param name="found">The same of the division that is judged.</param>
    /// <returns>The errors, with k of <see cref="WindowOf"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A boundary is not inside the sequence.</exception>
    public static SegmentationError Of(int steps, IReadOnlyCollection<int> reference, IReadOnlyCollection<int> found)
    {
        return Of(steps, Segments(steps, reference), Segments(steps, found), WindowOf(steps, reference));
    }

    /// <summary>[T], the number of the segment of each step.</summary>
    internal static int[] Segments(int steps, IReadOnlyCollection<int> boundaries)
    {
        var segments = new int[steps];
        foreach (int boundary in boundaries)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(boundary, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(boundary, steps);
            segments[boundary]++;
        }

        for (int t = 1; t < steps; t++)
        {
            segments[t] += segments[t - 1];
        }

        return segments;
    }

    internal static SegmentationError Of(int steps, int[] reference, int[] found, int k)
    {
        int apart = 0, unequal = 0;
        for (int t = 0; t + k < steps; t++)
        {
            int r = reference[t + k] - reference[t], f = found[t + k] - found[t];
            apart += (r == 0) != (f == 0) ? 1 : 0;
            unequal += r != f ? 1 : 0;
        }

        double pairs = Math.Max(1, steps - k);
        return new SegmentationError(apart / pairs, unequal / pairs);
    }
}
