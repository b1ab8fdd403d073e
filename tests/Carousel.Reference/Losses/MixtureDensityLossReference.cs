using Carousel.Reference.Primitives;

namespace Carousel.Reference.Losses;

/// <summary>
/// Twin of MixtureDensityLossKernel: −ln Σ π·N(x, y) − ln p(lift), a row p = [lift, M weights, M means of x, of y, M
/// logarithms of deviations of x, of y, M correlations].
/// </summary>
internal static class MixtureDensityLossReference
{
    private const double CorrelationLimit = 0.99, LargestLogDeviation = 43;

    /// <summary>The weighted mean over rows; a row with a NaN target is missing.</summary>
    /// <param name="floor">The least deviation.</param>
    /// <param name="predictions">[N, 6·M + 1].</param>
    /// <param name="targets">[N, 3].</param>
    /// <param name="weights">[N].</param>
    public static double Forward(double floor, double[,] predictions, double[,] targets, double[] weights)
    {
        double sum = 0, total = 0;
        for (int n = 0; n < weights.Length; n++)
        {
            if (!IsMissing(targets, n) && weights[n] > 0)
            {
                sum += weights[n] * Value(floor, predictions, targets, n);
                total += weights[n];
            }
        }

        return total > 0 ? sum / total : 0;
    }

    /// <summary>∂Forward/∂predictions.</summary>
    /// <param name="floor">The least deviation.</param>
    /// <param name="predictions">[N, 6·M + 1].</param>
    /// <param name="targets">[N, 3].</param>
    /// <param name="weights">[N].</param>
    public static double[,] Backward(double floor, double[,] predictions, double[,] targets, double[] weights)
    {
        var gradient = new double[predictions.GetLength(0), predictions.GetLength(1)];
        int M = predictions.GetLength(1) / 6;
        double total = 0;
        for (int n = 0; n < weights.Length; n++)
        {
            total += IsMissing(targets, n) ? 0 : weights[n];
        }

        for (int n = 0; n < weights.Length; n++)
        {
            if (IsMissing(targets, n) || weights[n] == 0)
            {
                continue;
            }

            double factor = weights[n] / total, density = 0, sum = 0;
            for (int j = 0; j < M; j++)
            {
                sum += Math.Exp(predictions[n, 1 + j]);
                density += Math.Exp(predictions[n, 1 + j]) * Density(floor, predictions, targets, n, j);
            }

            gradient[n, 0] = factor * (SpecialFunctionsReference.Logistic(predictions[n, 0]) - targets[n, 2]);
            for (int j = 0; j < M; j++)
            {
                double weight = Math.Exp(predictions[n, 1 + j]) / sum;
                double share = Math.Exp(predictions[n, 1 + j]) * Density(floor, predictions, targets, n, j) / density;
                double sx = Math.Exp(Math.Min(predictions[n, 1 + (3 * M) + j], LargestLogDeviation)) + floor,
                    sy = Math.Exp(Math.Min(predictions[n, 1 + (4 * M) + j], LargestLogDeviation)) + floor;
                double tanh = Math.Tanh(predictions[n, 1 + (5 * M) + j]), r = CorrelationLimit * tanh,
                    c = 1 / (1 - (r * r));
                double x = (targets[n, 0] - predictions[n, 1 + M + j]) / sx,
                    y = (targets[n, 1] - predictions[n, 1 + (2 * M) + j]) / sy;
                double z = (x * x) + (y * y) - (2 * r * x * y);
                gradient[n, 1 + j] = factor * (weight - share);
                gradient[n, 1 + M + j] = -factor * share * c * (x - (r * y)) / sx;
                gradient[n, 1 + (2 * M) + j] = -factor * share * c * (y - (r * x)) / sy;
                gradient[n, 1 + (3 * M) + j] = -factor * share * ((c * x * (x - (r * y))) - 1) / sx * (sx - floor);
                gradient[n, 1 + (4 * M) + j] = -factor * share * ((c * y * (y - (r * x))) - 1) / sy * (sy - floor);
                gradient[n, 1 + (5 * M) + j] = -factor * share * c * ((x * y) + (r * (1 - (c * z)))) * CorrelationLimit
                    * (1 - (tanh * tanh));
            }
        }

        return gradient;
    }

    /// <summary>The density of one component at a row's target.</summary>
    /// <param name="floor">The least deviation.</param>
    /// <param name="p">[N, 6·M + 1].</param>
    /// <param name="t">[N, 3].</param>
    /// <param name="n">The row.</param>
    /// <param name="j">The component.</param>
    public static double Density(double floor, double[,] p, double[,] t, int n, int j)
    {
        int M = p.GetLength(1) / 6;
        double sx = Math.Exp(Math.Min(p[n, 1 + (3 * M) + j], LargestLogDeviation)) + floor,
            sy = Math.Exp(Math.Min(p[n, 1 + (4 * M) + j], LargestLogDeviation)) + floor;
        double r = CorrelationLimit * Math.Tanh(p[n, 1 + (5 * M) + j]);
        double x = (t[n, 0] - p[n, 1 + M + j]) / sx, y = (t[n, 1] - p[n, 1 + (2 * M) + j]) / sy;
        double z = (x * x) + (y * y) - (2 * r * x * y);
        return Math.Exp(-z / (2 * (1 - (r * r)))) / (2 * Math.PI * sx * sy * Math.Sqrt(1 - (r * r)));
    }

    private static double Value(double floor, double[,] p, double[,] t, int n)
    {
        int M = p.GetLength(1) / 6;
        double sum = 0, density = 0;
        for (int j = 0; j < M; j++)
        {
            sum += Math.Exp(p[n, 1 + j]);
            density += Math.Exp(p[n, 1 + j]) * Density(floor, p, t, n, j);
        }

        return -Math.Log(density / sum) + SpecialFunctionsReference.Softplus(p[n, 0]) - (t[n, 2] * p[n, 0]);
    }

    private static bool IsMissing(double[,] t, int n) =>
        double.IsNaN(t[n, 0]) || double.IsNaN(t[n, 1]) || double.IsNaN(t[n, 2]);
}
