namespace Carousel.Jobs.Statistics;

/// <summary>
/// Many tests at once: p values adjusted so that, of all that are called findings, a stated share at most is false on
/// average.
/// </summary>
/// <remarks>
/// Benjamini and Hochberg 1995, the step-up procedure; valid for independent tests and for positively dependent ones
/// (Benjamini and Yekutieli 2001).
/// </remarks>
internal static class FalseDiscovery
{
    /// <summary>
    /// The smallest rate of false discoveries at which each test is a finding: q₍ᵢ₎ = min over j ≥ i of p₍ⱼ₎ m / j, at
    /// most 1.
    /// </summary>
    /// <param name="p">[m], p values, 0 … 1, in any order.</param>
    /// <returns>[m], in the order of <paramref name="p"/>; equal p values get equal answers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is not within 0 … 1.</exception>
    public static double[] Adjust(ReadOnlySpan<double> p)
    {
        foreach (double value in p)
        {
            if (!(value >= 0 && value <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(p), value, "A p value must be within 0 … 1.");
            }
        }

        double[] sorted = p.ToArray();
        int[] order = [.. Enumerable.Range(0, p.Length)];
        Array.Sort(sorted, order);
        var adjusted = new double[p.Length];
        double least = 1;
        for (int i = p.Length - 1; i >= 0; i--)
        {
            least = Math.Min(least, sorted[i] * p.Length / (i + 1));
            adjusted[order[i]] = least;
        }

        return adjusted;
    }
}
