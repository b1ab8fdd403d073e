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
        double whole = all.Explained;
        double most = 0;
        Split best = default;
        for (int b = 0; b < known; b++)
        {
            if (bins[b].Count == 0)
            {
                continue;
            }

            left += bins[b];
            GradientSum right = all - left;
            if (right.Count < leastLeaf)
            {
                break;
            }

            if (left.Count >= leastLeaf)
            {
                double explained = left.Explained + right.Explained;
                double gain = explained - whole;
                if (gain > most && gain > Rounding * explained)
                {
                    most = gain;
                    best = new Split(gain, feature, b, missingLeft, left);
                }
            }
        }

        return best;
    }
}
