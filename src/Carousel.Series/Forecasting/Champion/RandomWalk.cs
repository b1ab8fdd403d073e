using Carousel.Tensors;
using MathNet.Numerics.Distributions;

namespace Carousel.Forecasting;

/// <summary>
/// Whether the steps of a series are like those of a random walk, which cannot be forecast better than by its last
/// value, and how far such steps lead.
/// </summary>
/// <remarks>
/// Steps may be calm and wild by turns: the products of steps are compared with their own squares, as Lo and MacKinlay
/// 1988 do for the variance of sums of steps.
/// </remarks>
internal static class RandomWalk
{
    /// <summary>Of each of the three tests: a walk fails one of them three times in a hundred.</summary>
    private const double Level = 0.01;

    private const int LeastSteps = 200, Lags = 10;

    private static readonly CounterRandom _random = new(1, CounterRandom.Purpose("random walk"));

    /// <summary>Whether the steps have no drift, do not depend on earlier ones, and add up to sums as wide as those of
    /// independent steps.</summary>
    /// <param name="values">The values; NaN where missing.</param>
    /// <param name="season">The season found; 1 for none.</param>
    /// <param name="horizon">How many steps are forecast.</param>
    public static bool Is(ReadOnlySpan<float> values, int season, int horizon)
    {
        float[] steps = Steps(values);
        int most = Math.Min(steps.Length / 4, Math.Max(Lags, horizon - 1));
        if (steps.Length < LeastSteps)
        {
            return false;
        }

        double drift = steps.Sum(s => (double)s) / Math.Sqrt(steps.Sum(s => (double)s * s));
        (double sum, double square, double dependence) = (0, 0, 0);
        int tested = 0;
        for (int lag = 1; lag <= Math.Max(most, season); lag++)
        {
            (double products, double squares) = (0, 0);
            for (int t = lag; t < steps.Length; t++)
            {
                double product = (double)steps[t] * steps[t - lag];
                (products, squares) = (products + product, squares + (product * product));
            }

            double weight = Math.Max(0, 1 - (lag / (double)horizon));
            (sum, square) = (sum + (weight * products), square + (weight * weight * squares));
            if (squares > 0 && (lag <= Lags || lag == season))
            {
                (dependence, tested) = (dependence + (products * products / squares), tested + 1);
            }
        }

        double width = square > 0 ? sum / Math.Sqrt(square) : 0, far = Normal.InvCDF(0, 1, 1 - (Level / 2));
        return Math.Abs(drift) < far && Math.Abs(width) < far
            && tested > 0 && 1 - ChiSquared.CDF(tested, dependence) >= Level;
    }

    /// <summary>The differences of known values; over a gap, divided by the square root of its length.</summary>
    public static float[] Steps(ReadOnlySpan<float> values)
    {
        float[] all = values.ToArray();
        int[] known = [.. Enumerable.Range(0, all.Length).Where(row => !float.IsNaN(all[row]))];
        return [.. known.Skip(1).Zip(known, (row, last) => (all[row] - all[last]) / MathF.Sqrt(row - last))];
    }

    /// <summary>How far sums of steps lead from 0, ascending for each number of steps.</summary>
    /// <param name="steps">The steps that are drawn from; their signs are drawn as well.</param>
    /// <param name="horizon">The largest number of steps.</param>
    /// <param name="drawn">How many sums.</param>
    /// <returns>[horizon][drawn].</returns>
    public static double[][] Sizes(float[] steps, int horizon, int drawn)
    {
        var sums = new double[drawn];
        var sizes = new double[horizon][];
        for (int t = 0; t < horizon; t++)
        {
            for (int i = 0; i < drawn && steps.Length > 0; i++)
            {
                (uint place, uint sign, _, _) = _random.Block((uint)i, (uint)t, 0, 0);
                float step = steps[(int)(place % (uint)steps.Length)];
                sums[i] += (sign & 1) == 0 ? step : -step;
            }

            sizes[t] = [.. sums.Select(Math.Abs).Order()];
        }

        return sizes;
    }
}
