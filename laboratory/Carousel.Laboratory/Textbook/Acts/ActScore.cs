namespace Carousel.Laboratory.Textbook.Acts;

/// <summary>How well boundaries meet others.</summary>
internal static class ActScore
{
    /// <summary>
    /// F1: the harmonic mean of the share of found boundaries that are true and the share of true ones that are found;
    /// each counts once.
    /// </summary>
    /// <param name="truth">True boundaries, ascending.</param>
    /// <param name="found">Found ones, ascending.</param>
    /// <param name="tolerance">How many steps they may lie apart.</param>
    /// <returns>1 where neither has any.</returns>
    public static double F1(IReadOnlyList<int> truth, IReadOnlyList<int> found, int tolerance)
    {
        if (truth.Count + found.Count == 0)
        {
            return 1;
        }

        // Both ascend, so that the first of each within reach of the other may be taken.
        int met = 0;
        for (int i = 0, j = 0; i < truth.Count && j < found.Count;)
        {
            int apart = found[j] - truth[i];
            met += Math.Abs(apart) <= tolerance ? 1 : 0;
            (i, j) = Math.Abs(apart) <= tolerance ? (i + 1, j + 1) : apart < 0 ? (i, j + 1) : (i + 1, j);
        }

        return 2.0 * met / (truth.Count + found.Count);
    }
}
