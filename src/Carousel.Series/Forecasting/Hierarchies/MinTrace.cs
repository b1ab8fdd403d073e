using Carousel.Forecasting.Rivals;
using Carousel.Kernels.Primitives;

namespace Carousel.Forecasting.Hierarchies;

/// <summary>
/// The coherent forecasts whose errors have the least trace of covariance: ỹ = ŷ − W·Cᵀ·(C·W·Cᵀ)⁻¹·C·ŷ, where C·y = 0
/// says that sums are sums, and W = λ·D + (1 − λ)·E·Eᵀ/O is the shrunken covariance of O errors e of forecasts.
/// </summary>
/// <remarks>
/// Wickramasuriya, Athanasopoulos and Hyndman 2019, "Optimal forecast reconciliation", equation 10. W is never formed:
/// an error of C·W·Cᵀ is one of as many numbers as there are sums. Sums stand in a fixed order.
/// </remarks>
internal sealed class MinTrace
{
    /// <summary>A node that never erred is taken to err by this share of the largest error.</summary>
    private const double LeastDeviation = 1e-6;

    /// <summary>Correlations are never trusted wholly: of few errors they leave no inverse.</summary>
    private const double LeastIntensity = 0.01;

    private readonly Hierarchy _hierarchy;
    private readonly double[] _variances;
    private readonly double[][] _errors;
    private readonly double[] _factor;

    /// <summary>Prepares the forecasts of a step.</summary>
    /// <param name="hierarchy">What adds up.</param>
    /// <param name="errors">[O][N]: errors of earlier forecasts of that step; with none every node counts
    /// alike.</param>
    public MinTrace(Hierarchy hierarchy, IReadOnlyList<double[]> errors)
    {
        _hierarchy = hierarchy;
        double[] deviations = Deviations(errors, hierarchy.Nodes.Count);
        double[][] standard = [.. errors.Select(e => e.Select((v, i) => v / deviations[i]).ToArray())];
        Intensity = Math.Max(LeastIntensity, Shrinkage.Of(standard));

        // The variances stay whole; only what lies beside the diagonal is shrunken.
        double own = (1 - Intensity) / Math.Max(1, errors.Count);
        _variances = new double[deviations.Length];
        for (int i = 0; i < deviations.Length; i++)
        {
            double square = 0;
            foreach (double[] error in standard)
            {
                square += error[i] * error[i];
            }

            _variances[i] = (1 - (own * square)) * deviations[i] * deviations[i];
        }

        _errors = [.. errors.Select(e => e.Select(v => v * Math.Sqrt(own)).ToArray())];
        _factor = Factor();
    }

    /// <summary>λ: how far correlations were shrunken, 0 … 1.</summary>
    public double Intensity { get; }

    /// <summary>Makes forecasts coherent.</summary>
    /// <param name="values">[N]: the forecasts of all nodes, then those that add up.</param>
    public void Apply(Span<double> values)
    {
        double[] gaps = Gaps(values);
        SymmetricSolver.Solve(_factor, gaps);
        double[] spread = Spread(gaps);
        double[] change = [.. spread.Select((v, i) => v * _variances[i])];
        foreach (double[] error in _errors)
        {
            DoubleSums.Add(change, error, Shrinkage.Dot(error, spread));
        }

        DoubleSums.Add(values, change, -1);

        // What rounding left of the gaps.
        _hierarchy.Sum(values);
    }

    private static double[] Deviations(IReadOnlyList<double[]> errors, int nodes)
    {
        var deviations = new double[nodes];
        foreach (double[] error in errors)
        {
            for (int i = 0; i < nodes; i++)
            {
                deviations[i] += error[i] * error[i];
            }
        }

        for (int i = 0; i < nodes; i++)
        {
            deviations[i] = errors.Count == 0 ? 1 : Math.Sqrt(deviations[i] / errors.Count);
        }

        double least = LeastDeviation * deviations.Max();
        return [.. deviations.Select(d => Math.Max(d, least > 0 ? least : 1))];
    }

    /// <summary>C·y: each sum less what its members have.</summary>
    private double[] Gaps(ReadOnlySpan<double> values)
    {
        var gaps = new double[_hierarchy.Sums];
        for (int a = 0; a < gaps.Length; a++)
        {
            double sum = 0;
            foreach (int member in _hierarchy.Nodes[a].Members)
            {
                sum += values[_hierarchy.Sums + member];
            }

            gaps[a] = values[a] - sum;
        }

        return gaps;
    }

    /// <summary>Cᵀ·z.</summary>
    private double[] Spread(double[] gaps)
    {
        var spread = new double[_hierarchy.Nodes.Count];
        for (int a = 0; a < gaps.Length; a++)
        {
            spread[a] = gaps[a];
            foreach (int member in _hierarchy.Nodes[a].Members)
            {
                spread[_hierarchy.Sums + member] -= gaps[a];
            }
        }

        return spread;
    }

    /// <summary>U of C·W·Cᵀ = Uᵀ·U.</summary>
    private double[] Factor()
    {
        int sums = _hierarchy.Sums;
        var matrix = new double[SymmetricSolver.Length(sums)];
        var shared = new double[_hierarchy.Bottom];
        for (int a = 0, row = 0; a < sums; row += sums - a++)
        {
            // C·D·Cᵀ: a sum's own variance, and the variances of the members that two sums share.
            Array.Clear(shared);
            foreach (int member in _hierarchy.Nodes[a].Members)
            {
                shared[member] = _variances[sums + member];
            }

            matrix[row] = _variances[a];
            for (int b = a; b < sums; b++)
            {
                double sum = 0;
                foreach (int member in _hierarchy.Nodes[b].Members)
                {
                    sum += shared[member];
                }

                matrix[row + b - a] += sum;
            }
        }

        foreach (double[] error in _errors)
        {
            double[] gaps = Gaps(error);
            for (int a = 0, row = 0; a < sums; row += sums - a++)
            {
                DoubleSums.Add(matrix.AsSpan(row, sums - a), gaps.AsSpan(a), gaps[a]);
            }
        }

        SymmetricSolver.Factor(matrix, [], sums);
        return matrix;
    }
}
