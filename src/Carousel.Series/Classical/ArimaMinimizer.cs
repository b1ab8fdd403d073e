namespace Carousel.Classical;

/// <summary>
/// Minimum of a smooth function of few numbers by the quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno
/// (1970), with the full estimate of the inverse curvature.
/// </summary>
internal static class ArimaMinimizer
{
    private const int MostSteps = 80;
    private const int MostHalvings = 30;
    private const double EnoughFall = 1e-4;

    /// <summary>A fall below this ends the search; the loss is per value, so it is small in any likelihood.</summary>
    private const double Least = 1e-8;

    /// <summary>Minimises.</summary>
    /// <param name="at">[n], where to begin; overwritten by where it ends.</param>
    /// <param name="function">Gives the value at a place and writes its gradient.</param>
    public static void Run(double[] at, Func<double[], double[], double> function)
    {
        int n = at.Length;
        double[] gradient = new double[n], next = new double[n], nextGradient = new double[n];
        double[] direction = new double[n], moved = new double[n], changed = new double[n];
        double[,] inverse = new double[n, n];
        double value = function(at, gradient);
        bool isFresh = true;
        for (int step = 0; step < MostSteps; step++)
        {
            double slope = isFresh ? 0 : Turn(inverse, gradient, direction);
            if (!(slope < 0))
            {
                // Without a usable curvature the search goes down the gradient, by at most one unit.
                slope = Descend(gradient, direction);
                isFresh = true;
            }

            double nextValue = value, length = 1;
            bool fell = false;
            for (int halving = 0; halving < MostHalvings && !fell; halving++, length /= 2)
            {
                for (int i = 0; i < n; i++)
                {
                    next[i] = at[i] + (length * direction[i]);
                }

                nextValue = function(next, nextGradient);
                fell = nextValue <= value + (EnoughFall * length * slope);
            }

            if (!fell)
            {
                return;
            }

            for (int i = 0; i < n; i++)
            {
                (moved[i], changed[i]) = (next[i] - at[i], nextGradient[i] - gradient[i]);
            }

            isFresh = !TryUpdate(inverse, moved, changed, isFresh) && isFresh;
            next.CopyTo(at, 0);
            nextGradient.CopyTo(gradient, 0);
            double fall = value - nextValue;
            value = nextValue;
            if (fall < Least)
            {
                return;
            }
        }
    }

    /// <summary>direction ← −inverse · gradient; returns the slope along it.</summary>
    private static double Turn(double[,] inverse, double[] gradient, double[] direction)
    {
        double slope = 0;
        for (int i = 0; i < direction.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < direction.Length; j++)
            {
                sum -= inverse[i, j] * gradient[j];
            }

            direction[i] = sum;
            slope += sum * gradient[i];
        }

        return slope;
    }

    private static double Descend(double[] gradient, double[] direction)
    {
        double squares = Dot(gradient, gradient), scale = 1 / Math.Max(1, Math.Sqrt(squares));
        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] = -scale * gradient[i];
        }

        return -scale * squares;
    }

    /// <summary>Updates the inverse curvature by a step; false if the step showed no positive curvature.</summary>
    private static bool TryUpdate(double[,] inverse, double[] moved, double[] changed, bool isFresh)
    {
        int n = moved.Length;
        double product = Dot(moved, changed);
        if (!(product > 0))
        {
            return false;
        }

        if (isFresh)
        {
            double scale = product / Dot(changed, changed);
            Array.Clear(inverse);
            for (int i = 0; i < n; i++)
            {
                inverse[i, i] = scale;
            }
        }

        double[] image = new double[n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                image[i] += inverse[i, j] * changed[j];
            }
        }

        double weight = (1 + (Dot(changed, image) / product)) / product;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                inverse[i, j] += (weight * moved[i] * moved[j])
                    - (((image[i] * moved[j]) + (moved[i] * image[j])) / product);
            }
        }

        return true;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
