using System.Numerics;
using System.Runtime.InteropServices;

namespace Carousel.Boosting;

/// <summary>A way to divide the rows of a leaf.</summary>
/// <param name="Gain">By how much Σ(y − ŷ)² falls, in squared units of gradients; 0 without a possible
/// split.</param>
/// <param name="Feature">Which column.</param>
/// <param name="Bin">Bins up to it go left.</param>
/// <param name="MissingLeft">Whether missing values go left.</param>
/// <param name="Left">Gradients of the rows on the left.</param>
internal readonly record struct Split(double Gain, int Feature, int Bin, bool MissingLeft, GradientSum Left);

/// <summary>Finds the best division of a leaf by one column from the gradients of its bins.</summary>
internal static class SplitSearch
{
    /// <summary>Gains below this share of the explained part are rounding.</summary>
    private const double Rounding = 1e-10;

    /// <summary>The best division.</summary>
    /// <param name="bins">[256]: sums of the leaf's gradients in each bin.</param>
    /// <param name="all">Sum of the leaf's gradients.</param>
    /// <param name="known">How many bins of known values the column has.</param>
    /// <param name="feature">Which column.</param>
    /// <param name="leastLeaf">The fewest rows on each side.</param>
    /// <returns>The division; of equals the first.</returns>
    public static Split Best(
        ReadOnlySpan<GradientSum> bins, GradientSum all, int known, int feature, int leastLeaf)
    {
        GradientSum missing = bins[BinnedTable.Missing];
        Split best = Scan(bins, all, known, feature, leastLeaf, default, false);
        if (missing.Count == 0)
        {
            // Nothing was learned about missing values: they go with the many.
            return best with { MissingLeft = 2 * best.Left.Count > all.Count };
        }

        Split other = Scan(bins, all, known, feature, leastLeaf, missing, true);
        return other.Gain > best.Gain ? other : best;
    }

    private static Split Scan(
        ReadOnlySpan<GradientSum> bins, GradientSum all, int known, int feature, int leastLeaf, GradientSum left,
        bool missingLeft)
    {
        Span<GradientSum> before = stackalloc GradientSum[BinnedTable.Bins + Vector<long>.Count];
        int first = 0, count = 0;
        bool hasKnown = false;
        for (int b = 0; b < known; b++)
        {
            left += bins[b];
            hasKnown |= bins[b].Count > 0;
            if ((all - left).Count < leastLeaf)
            {
                break;
            }

            before[count++] = left;
            first += hasKnown && left.Count >= leastLeaf ? 0 : 1;
        }

        if (first >= count)
        {
            return default;
        }

        // The last vector may be longer than the bins that are left.
        before[count..].Fill(before[count - 1]);
        Span<double> gains = stackalloc double[BinnedTable.Bins + Vector<long>.Count];
        double whole = all.Explained, most = 0;
        var total = new Vector<long>(all.Bits);
        for (int b = first; b < count; b += Vector<long>.Count)
        {
            var part = new Vector<long>(MemoryMarshal.Cast<GradientSum, long>(before[b..]));
            Vector<double> explained = GradientSum.Explain(part) + GradientSum.Explain(total - part);
            Vector<double> gain = explained - new Vector<double>(whole);
            gain = Vector.ConditionalSelect(
                Vector.GreaterThan(gain, explained * Rounding), gain, Vector<double>.Zero);
            gain.CopyTo(gains[b..]);
        }

        foreach (double gain in gains[first..count])
        {
            most = Math.Max(most, gain);
        }

        if (most <= 0)
        {
            return default;
        }

        int best = first + gains[first..count].IndexOf(most);
        return new Split(most, feature, best, missingLeft, before[best]);
    }
}
