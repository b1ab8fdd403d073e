namespace Carousel.Classical;

/// <summary>Locally weighted linear regression on equally spaced values (Cleveland 1979).</summary>
internal static class Loess
{
    /// <summary>Smooths a series at each of its places.</summary>
    /// <param name="values">[n].</param>
    /// <param name="weights">[n], weights of robustness; empty if all are 1.</param>
    /// <param name="window">Number of values in a window, odd; may exceed n.</param>
    /// <param name="jump">Smoothing takes place at every jump-th value; others are interpolated.</param>
    /// <param name="smooth">[n], overwritten.</param>
    public static void Smooth(
        ReadOnlySpan<double> values, ReadOnlySpan<double> weights, int window, int jump, Span<double> smooth)
    {
        int n = values.Length, step = Math.Max(1, Math.Min(jump, n - 1)), last = 0;
        for (int at = 0; at < n; at = at == n - 1 ? n : Math.Min(at + step, n - 1))
        {
            int left = window >= n ? 0 : Math.Clamp(at - (window / 2), 0, n - window);
            int right = window >= n ? n - 1 : left + window - 1;
            smooth[at] = At(values, weights, window, at, left, right) ?? values[at];
            for (int between = last + 1; between < at; between++)
            {
                double share = (between - last) / (double)(at - last);
                smooth[between] = smooth[last] + (share * (smooth[at] - smooth[last]));
            }

            last = at;
        }
    }

    /// <summary>The regression's value at a place; null if all weights are zero.</summary>
    /// <param name="values">[n].</param>
    /// <param name="weights">[n] or empty.</param>
    /// <param name="window">Number of values in a window.</param>
    /// <param name="at">The place, which may be one before the first or one after the last value.</param>
    /// <param name="left">First place of the window.</param>
    /// <param name="right">Last place of the window.</param>
    public static double? At(
        ReadOnlySpan<double> values, ReadOnlySpan<double> weights, int window, int at, int left, int right)
    {
        int n = values.Length;
        double reach = Math.Max(at - left, right - at);
        if (window > n)
        {
            reach += (window - n) / 2;
        }

        Span<double> shares = right - left < 256 ? stackalloc double[right - left + 1] : new double[right - left + 1];
        double sum = 0, center = 0;
        for (int j = left; j <= right; j++)
        {
            double share = Tricube(Math.Abs(j - at), reach);
            share *= weights.IsEmpty ? 1 : weights[j];
            shares[j - left] = share;
            sum += share;
            center += share * j;
        }

        if (!(sum > 0))
        {
            return null;
        }

        center /= sum;
        double spread = 0, mean = 0, slope = 0;
        for (int j = left; j <= right; j++)
        {
            double share = shares[j - left] / sum, distance = j - center;
            spread += share * distance * distance;
            mean += share * values[j];
            slope += share * distance * values[j];
        }

        // With nearly all weight on one place a slope would be noise (Cleveland and others 1990 use the same bound).
        bool hasSlope = reach > 0 && Math.Sqrt(spread) > 0.001 * (n - 1);
        return hasSlope ? mean + ((at - center) * slope / spread) : mean;
    }

    private static double Tricube(double distance, double reach)
    {
        if (distance > 0.999 * reach)
        {
            return 0;
        }

        if (distance <= 0.001 * reach)
        {
            return 1;
        }

        double ratio = distance / reach, rest = 1 - (ratio * ratio * ratio);
        return rest * rest * rest;
    }
}
