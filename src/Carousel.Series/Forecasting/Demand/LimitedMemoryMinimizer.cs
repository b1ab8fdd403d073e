namespace Carousel.Forecasting;

/// <summary>
/// Finds a minimum of a smooth function of few numbers: the quasi-Newton method with limited memory (Nocedal 1980),
/// with steps halved until the function falls enough (Armijo 1966).
/// </summary>
internal static class LimitedMemoryMinimizer
{
    private const int Memory = 8;
    private const int MostSteps = 60;
    private const int MostHalvings = 30;
    private const double EnoughFall = 1e-4;
    private const double Least = 1e-7;

    /// <summary>Minimises.</summary>
    /// <param name="at">Where to begin; overwritten by where it ends.</param>
    /// <param name="function">Gives the value at a place and writes its gradient.</param>
    public static void Run(double[] at, Func<double[], double[], double> function)
    {
        int n = at.Length;
        double[] gradient = new double[n], next = new double[n], nextGradient = new double[n];
        double value = function(at, gradient);
        var past = new LinkedList<(double[] Step, double[] Change, double Product)>();
        for (int step = 0; step < MostSteps; step++)
        {
            double[] direction = Direction(gradient, past);
            double slope = Dot(direction, gradient);
            if (!(slope < 0))
            {
                past.Clear();
                direction = [.. gradient.Select(g => -g)];
                slope = Dot(direction, gradient);
            }

            double length = past.Count == 0 ? 1 / Math.Max(1, Math.Sqrt(-slope)) : 1, nextValue = value;
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

            double[] moved = [.. next.Zip(at, (b, a) => b - a)];
            double[] changed = [.. nextGradient.Zip(gradient, (b, a) => b - a)];
            double product = Dot(moved, changed), fall = value - nextValue;
            if (product > 0)
            {
                past.AddLast((moved, changed, product));
                if (past.Count > Memory)
                {
                    past.RemoveFirst();
                }
            }

            next.CopyTo(at, 0);
            nextGradient.CopyTo(gradient, 0);
            value = nextValue;
            if (fall < Least * Math.Max(1, Math.Abs(value)))
            {
                return;
            }
        }
    }

    /// <summary>Minus the inverse of the curvature that past steps showed, times the gradient.</summary>
    private static double[] Direction(
        double[] gradient, LinkedList<(double[] Step, double[] Change, double Product)> past)
    {
        double[] q = [.. gradient.Select(g => -g)];
        var shares = new Stack<double>();
        for (LinkedListNode<(double[] Step, double[] Change, double Product)>? node = past.Last; node is not null;
            node = node.Previous)
        {
            double share = Dot(node.Value.Step, q) / node.Value.Product;
            shares.Push(share);
            AddTo(q, node.Value.Change, -share);
        }

        if (past.Last is { } last)
        {
            double scale = last.Value.Product / Dot(last.Value.Change, last.Value.Change);
            for (int i = 0; i < q.Length; i++)
            {
                q[i] *= scale;
            }
        }

        foreach ((double[] step, double[] change, double product) in past)
        {
            AddTo(q, step, shares.Pop() - (Dot(change, q) / product));
        }

        return q;
    }

    private static void AddTo(double[] sum, double[] values, double factor)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += factor * values[i];
        }
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
