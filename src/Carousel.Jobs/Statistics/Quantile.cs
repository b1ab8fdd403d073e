namespace Carousel.Jobs.Statistics;

/// <summary>Quantiles of sorted numbers, linear between neighbours, as most packages have them by default.</summary>
internal static class Quantile
{
    /// <summary>The number at a share.</summary>
    /// <param name="sorted">One at least, ascending.</param>
    /// <param name="share">0 … 1.</param>
    public static double Of(IReadOnlyList<double> sorted, double share)
    {
        double place = share * (sorted.Count - 1);
        int below = (int)place;
        return below + 1 < sorted.Count
            ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]))
            : sorted[below];
    }
}
