namespace Carousel.Tasks.Measuring;

/// <summary>How well scores rank the few that matter before the many that don't: the higher the score, the more suspicious.</summary>
public static class RankingMetrics
{
    /// <summary>PR-AUC as average precision: Σ (Rₙ − Rₙ₋₁)·Pₙ over the distinct scores from the highest down. Equal scores are one threshold; nothing is interpolated.</summary>
    /// <param name="scores">[n]; not NaN.</param>
    /// <param name="isPositive">[n].</param>
    /// <returns>From the share of positives, about, for chance to 1; NaN without a positive.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive)
    {
        int[] order = Order(scores, isPositive);
        int positives = Count(isPositive);
        if (positives == 0)
        {
            return double.NaN;
        }

        double area = 0;
        int hits = 0;
        for (int at = 0; at < order.Length;)
        {
            int before = hits;
            double score = scores[order[at]];
            for (; at < order.Length && scores[order[at]] == score; at++)
            {
                hits += isPositive[order[at]] ? 1 : 0;
            }

            area += (hits - before) / (double)positives * (hits / (double)at);
        }

        return area;
    }

    /// <summary>The area under the curve of hit rate over false-alarm rate: the share of pairs of a positive and a negative that are ranked rightly, equal scores counting half.</summary>
    /// <param name="scores">[n]; not NaN.</param>
    /// <param name="isPositive">[n].</param>
    /// <returns>½ for chance to 1; NaN where one kind is missing.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double RocArea(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive)
    {
        int[] order = Order(scores, isPositive);
        double positives = Count(isPositive);
        double negatives = order.Length - positives;
        double pairs = 0;
        double above = 0;
        for (int at = 0; at < order.Length;)
        {
            double score = scores[order[at]];
            double hits = 0;
            double misses = 0;
            for (; at < order.Length && scores[order[at]] == score; at++)
            {
                (hits, misses) = isPositive[order[at]] ? (hits + 1, misses) : (hits, misses + 1);
            }

            pairs += misses * (above + (hits / 2));
            above += hits;
        }

        return positives == 0 || negatives == 0 ? double.NaN : pairs / (positives * negatives);
    }

    /// <summary>Precision among the k highest scores; where scores are equal at the border, the expectation over their orders.</summary>
    /// <param name="scores">[n]; not NaN.</param>
    /// <param name="isPositive">[n].</param>
    /// <param name="k">1 … n.</param>
    /// <returns>The share of positives among them.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public static double PrecisionAt(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive, int k)
    {
        int[] order = Order(scores, isPositive);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, order.Length);
        double border = scores[order[k - 1]];
        int hits = 0;
        int tied = 0;
        int tiedHits = 0;
        int sure = 0;
        foreach (int i in order)
        {
            if (scores[i] > border)
            {
                (sure, hits) = (sure + 1, hits + (isPositive[i] ? 1 : 0));
            }
            else if (scores[i] == border)
            {
                (tied, tiedHits) = (tied + 1, tiedHits + (isPositive[i] ? 1 : 0));
            }
        }

        return (hits + ((k - sure) * (tiedHits / (double)tied))) / k;
    }

    private static int[] Order(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive)
    {
        if (scores.Length != isPositive.Length)
        {
            throw new ArgumentException($"There are {scores.Length} scores, but {isPositive.Length} labels.", nameof(isPositive));
        }

        double[] keys = scores.ToArray();
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(order, (a, b) => keys[b].CompareTo(keys[a]) is var c && c != 0 ? c : a.CompareTo(b));
        return order;
    }

    private static int Count(ReadOnlySpan<bool> isPositive)
    {
        int positives = 0;
        foreach (bool one in isPositive)
        {
            positives += one ? 1 : 0;
        }

        return positives;
    }
}
