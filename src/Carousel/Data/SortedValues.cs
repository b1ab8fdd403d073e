using System.Numerics;

namespace Carousel.Data;

/// <summary>Quantiles of values in order.</summary>
internal static class SortedValues
{
    /// <summary>A quantile, between two values in proportion, as most packages have it by default.</summary>
    /// <typeparam name="T">Single or double precision.</typeparam>
    /// <param name="sorted">The values, ascending, one at least.</param>
    /// <param name="share">0 for the first, 1 for the last.</param>
    public static double Quantile<T>(ReadOnlySpan<T> sorted, double share)
        where T : IBinaryFloatingPointIeee754<T>
    {
        double place = (sorted.Length - 1) * share;
        int below = (int)place;
        double low = double.CreateChecked(sorted[below]),
            high = double.CreateChecked(sorted[Math.Min(below + 1, sorted.Length - 1)]);
        return low + ((place - below) * (high - low));
    }
}
