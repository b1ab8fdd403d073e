using Carousel.Inspection.Statistics;

namespace Carousel.Laboratory.Claims.Control;

/// <summary>
/// How much of a value a linear map reads from features: least squares with an intercept, judged on groups it was not
/// fitted to.
/// </summary>
internal static class LinearProbe
{
    private const int Folds = 5;
    private const double Ridge = 1e-9;

    /// <summary>
    /// R² over all rows, each predicted by a fit to the other folds; below 0 where the mean were better.
    /// </summary>
    /// <param name="features">Rows of F values.</param>
    /// <param name="targets">One for each row.</param>
    /// <param name="groups">The group of each row, from 0: groups are never split between folds.</param>
    public static double Explained(
        IReadOnlyList<double[]> features, IReadOnlyList<double> targets, IReadOnlyList<int> groups)
    {
        double mean = targets.Average(), all = 0, left = 0;
        for (int fold = 0; fold < Folds; fold++)
        {
            double[] weights = Fit(features, targets, row => groups[row] % Folds != fold);
            for (int row = 0; row < targets.Count; row++)
            {
                if (groups[row] % Folds == fold)
                {
                    double error = targets[row] - Predict(weights, features[row]);
                    left += error * error;
                    all += (targets[row] - mean) * (targets[row] - mean);
                }
            }
        }

        return 1 - (left / all);
    }

    private static double Predict(double[] weights, double[] row)
    {
        double sum = weights[^1];
        for (int i = 0; i < row.Length; i++)
        {
            sum += weights[i] * row[i];
        }

        return sum;
    }

    // The normal equations. The ridge only keeps features that depend on each other from dividing by 0.
    private static double[] Fit(IReadOnlyList<double[]> features, IReadOnlyList<double> targets, Func<int, bool> isUsed)
    {
        int size = features[0].Length + 1;
        var square = new double[size, size];
        var right = new double[size];
        var values = new double[size];
        values[^1] = 1;
        for (int row = 0; row < targets.Count; row++)
        {
            if (isUsed(row))
            {
                features[row].CopyTo(values, 0);
                for (int i = 0; i < size; i++)
                {
                    right[i] += values[i] * targets[row];
                    for (int j = 0; j <= i; j++)
                    {
                        square[i, j] += values[i] * values[j];
                    }
                }
            }
        }

        for (int i = 0; i < size; i++)
        {
            square[i, i] += Ridge * (1 + square[i, i]);
        }

        return CholeskyFactors.Of(square).Solve(right);
    }
}
