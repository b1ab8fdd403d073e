using System.Diagnostics;

namespace Carousel.Jobs.Measuring;

/// <summary>
/// How well scores rank the few that matter before the many that don't: the higher the score, the more suspicious.
/// </summary>
internal static class RankingMetrics
{
    /// <summary>
    /// PR-AUC as average precision: Σ (Rₙ − Rₙ₋₁)·Pₙ over the distinct scores from the highest down. Equal scores are
    /// one threshold; nothing is interpolated.
    /// </summary>
    /// <param name="scores">[n]; not NaN.</param>
    /// <param name="isPositive">[n].</param>
    /// <returns>From the share of positives, about, for chance to 1; NaN without a positive.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive)
    {
        int positives = isPositive.Count(true), hits = 0, above = 0;
        double area = 0;
        foreach ((double _, int right, int wrong) in Ties(scores, isPositive))
        {
            (hits, above) = (hits + right, above + right + wrong);
            area += right / (double)positives * (hits / (double)above);
        }

        return positives == 0 ? double.NaN : area;
    }

    /// <summary>
    /// The area under the curve of hit rate over false-alarm rate: the share of pairs of a positive and a negative that
    /// are ranked rightly, equal scores counting half.
    /// </summary>
    /// <param name="scores">[n]; not NaN.</param>
    /// <param name="isPositive">[n].</param>
    /// <returns>½ for chance to 1; NaN where one kind is missing.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double RocArea(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive)
    {
        double positives = isPositive.Count(true), negatives = isPositive.Count(false), pairs = 0, above = 0;
        foreach ((double _, double hits, double misses) in Ties(scores, isPositive))
        {
            pairs += misses * (above + (hits / 2));
            above += hits;
        }

        return positives == 0 || negatives == 0 ? double.NaN : pairs / (positives * negatives);
    }

    /// <summary>
    /// Precision among the k highest scores; where scores are equal at the border, the expectation over their orders.
    /// </summary>
    /// <param name="scores">[n]; not NaN.</param>
    /// <param name="isPositive">[n].</param>
    /// <param name="k">1 … n.</param>
    /// <returns>The share of positives among them.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public static double PrecisionAt(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive, int k)
    {
        (double Score, int Hits, int Misses)[] ties = Ties(scores, isPositive);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, scores.Length);
        int sure = 0, found = 0;
        foreach ((double _, int hits, int misses) in ties)
        {
            int all = hits + misses;
            if (sure + all >= k)
            {
                return (found + ((k - sure) * (hits / (double)all))) / k;
            }

            (sure, found) = (sure + all, found + hits);
        }

        throw new UnreachableException();
    }

    /// <summary>Positives and others of each score, the highest first.</summary>
    private static (double Score, int Hits, int Misses)[] Ties(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive)
    {
        bool[] positive = isPositive.ToArray();
        return scores.Length == isPositive.Length
            ? [
                .. scores.ToArray().Zip(positive)
                    .GroupBy(
                        s => s.First, s => s.Second, (score, own) => (score, own.Count(p => p), own.Count(p => !p)))
                    .OrderByDescending(t => t.score),
            ]
            : throw new ArgumentException(
                $"There are {scores.Length} scores, but {isPositive.Length} labels.", nameof(isPositive));
    }
}
