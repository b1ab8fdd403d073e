using Carousel.Inspection.Statistics;

namespace Carousel.Tasks.Survival.Baselines;

/// <summary>Logistic regression of a yes or no, fitted by Newton's method with a small ridge: the discrete-time hazard on features of one row.</summary>
/// <remarks>Cox 1972, section 6 (the discrete logistic model), with the same coefficients in every period.</remarks>
public sealed class LogisticHazard
{
    private const double Ridge = 1e-5;
    private const int MostRounds = 12;
    private const double Enough = 1e-6;

    private readonly double[] _coefficients;

    private LogisticHazard(double[] coefficients) => _coefficients = coefficients;

    /// <summary>[F + 1]: the coefficients, the constant last.</summary>
    public IReadOnlyList<double> Coefficients => _coefficients;

    /// <summary>A model that was fitted before.</summary>
    /// <param name="coefficients">[F + 1], the constant last.</param>
    /// <returns>The model.</returns>
    public static LogisticHazard Of(double[] coefficients) => new(coefficients);

    /// <summary>Fits.</summary>
    /// <param name="rows">[n][F], scaled.</param>
    /// <param name="leaves">[n].</param>
    /// <returns>The fitted model.</returns>
    public static LogisticHazard Fit(IReadOnlyList<float[]> rows, IReadOnlyList<bool> leaves)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(leaves);
        int size = rows[0].Length + 1;
        var model = new LogisticHazard(new double[size]);
        double share = Math.Clamp((leaves.Count(l => l) + 0.5) / (leaves.Count + 1.0), 1e-9, 1 - 1e-9);
        model._coefficients[^1] = Math.Log(share / (1 - share));
        for (int round = 0; round < MostRounds; round++)
        {
            var gradient = new double[size];
            var curvature = new double[size, size];
            for (int i = 0; i < rows.Count; i++)
            {
                model.Collect(rows[i], leaves[i], gradient, curvature);
            }

            for (int a = 0; a < size; a++)
            {
                bool penalised = a < size - 1;
                gradient[a] -= penalised ? Ridge * rows.Count * model._coefficients[a] : 0;
                curvature[a, a] += penalised ? Ridge * rows.Count : 1e-12;
            }

            double[] step = CholeskyFactors.OfSemidefinite(curvature).Solve(gradient);
            double largest = 0;
            for (int a = 0; a < size; a++)
            {
                double bounded = Math.Clamp(step[a], -4, 4);
                model._coefficients[a] += bounded;
                largest = Math.Max(largest, Math.Abs(bounded));
            }

            if (largest < Enough)
            {
                break;
            }
        }

        return model;
    }

    /// <summary>The probability of a yes.</summary>
    /// <param name="row">[F].</param>
    /// <returns>0 … 1.</returns>
    public double Probability(ReadOnlySpan<float> row)
    {
        double logit = _coefficients[^1];
        for (int f = 0; f < row.Length; f++)
        {
            logit += _coefficients[f] * row[f];
        }

        return 1 / (1 + Math.Exp(-logit));
    }

    private void Collect(float[] row, bool leaves, double[] gradient, double[,] curvature)
    {
        double probability = Probability(row), error = (leaves ? 1 : 0) - probability, weight = probability * (1 - probability);
        int last = row.Length;
        for (int a = 0; a < last; a++)
        {
            double weighted = weight * row[a];
            gradient[a] += error * row[a];
            if (weighted != 0)
            {
                for (int b = 0; b <= a; b++)
                {
                    curvature[a, b] += weighted * row[b];
                }
            }

            curvature[last, a] += weighted;
        }

        gradient[last] += error;
        curvature[last, last] += weight;
    }
}
