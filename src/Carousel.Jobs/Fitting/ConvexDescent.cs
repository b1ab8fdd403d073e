namespace Carousel.Jobs.Fitting;

/// <summary>Finds the least value of a smooth convex function of many numbers.</summary>
/// <remarks>
/// Nocedal 1980 (L-BFGS): the last ten changes of place and slope approximate the curvature, and a step is halved until
/// it descends enough (Armijo 1966). All sums are in order, so that the bits do not depend on threads.
/// </remarks>
internal static class ConvexDescent
{
    private const int Remembered = 10, MostHalvings = 30;
    private const double EnoughDescent = 1e-4;

    /// <summary>The value at a place, and the slope there.</summary>
    /// <param name="place">The place.</param>
    /// <param name="slope">As many numbers; written.</param>
    public delegate double Slope(double[] place, double[] slope);

    /// <summary>Descends.</summary>
    /// <param name="start">Where to begin; not changed.</param>
    /// <param name="function">Value and slope.</param>
    /// <param name="rounds">How many steps at most.</param>
    /// <param name="tolerance">A slope whose length is this share of the first one's ends it.</param>
    /// <returns>The place.</returns>
    public static double[] Least(double[] start, Slope function, int rounds, double tolerance)
    {
        int n = start.Length;
        double[] place = [.. start], slope = new double[n], direction = new double[n];
        double[] next = new double[n], nextSlope = new double[n];
        var changes = new List<(double[] Place, double[] Slope, double Product)>();
        double value = function(place, slope), end = tolerance * Math.Max(1, Math.Sqrt(Product(slope, slope)));
        for (int round = 0; round < rounds && Math.Sqrt(Product(slope, slope)) > end; round++)
        {
            Point(direction, slope, changes);
            double descent = Product(direction, slope);
            double step = changes.Count == 0 ? 1 / Math.Max(1, Math.Sqrt(Product(slope, slope))) : 1, reached = value;
            bool descends = false;
            for (int halving = 0; halving < MostHalvings && !descends; halving++, step /= 2)
            {
                for (int i = 0; i < n; i++)
                {
                    next[i] = place[i] + (step * direction[i]);
                }

                reached = function(next, nextSlope);
                descends = reached <= value + (EnoughDescent * step * descent);
            }

            if (!descends)
            {
                break;
            }

            double[] moved = new double[n], turned = new double[n];
            for (int i = 0; i < n; i++)
            {
                (moved[i], turned[i]) = (next[i] - place[i], nextSlope[i] - slope[i]);
            }

            double curvature = Product(moved, turned);
            if (curvature > 0)
            {
                changes.Add((moved, turned, curvature));
                changes.RemoveRange(0, Math.Max(0, changes.Count - Remembered));
            }

            (place, next, slope, nextSlope, value) = (next, place, nextSlope, slope, reached);
        }

        return place;
    }

    /// <summary>
    /// The direction of the next step: minus the slope, times what is known of the inverse curvature.
    /// </summary>
    private static void Point(
        double[] direction, double[] slope, List<(double[] Place, double[] Slope, double Product)> changes)
    {
        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] = -slope[i];
        }

        var shares = new double[changes.Count];
        for (int k = changes.Count - 1; k >= 0; k--)
        {
            shares[k] = Product(changes[k].Place, direction) / changes[k].Product;
            Add(direction, changes[k].Slope, -shares[k]);
        }

        if (changes.Count > 0)
        {
            double scale = changes[^1].Product / Product(changes[^1].Slope, changes[^1].Slope);
            for (int i = 0; i < direction.Length; i++)
            {
                direction[i] *= scale;
            }
        }

        for (int k = 0; k < changes.Count; k++)
        {
            Add(direction, changes[k].Place, shares[k] - (Product(changes[k].Slope, direction) / changes[k].Product));
        }
    }

    private static double Product(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void Add(double[] to, double[] what, double share)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += share * what[i];
        }
    }
}
