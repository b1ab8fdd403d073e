namespace Carousel.Forecasting;

/// <summary>
/// The weights of a mean of forecasts: not negative, with the sum 1, so that the mean squared error on validation
/// windows is least. They are shrunk towards equal weights: the fewer validation blocks, the more.
/// </summary>
/// <remarks>
/// Bates and Granger 1969, with the restrictions of Granger and Ramanathan 1984. A least squares problem of a few
/// unknowns: the solution for each set of forecasts with a weight above 0 is a linear system, and the best of those
/// without a negative weight is the answer.
/// </remarks>
internal sealed class ChampionWeights
{
    /// <summary>Forecasts that a mean is made of at most: every subset of them is tried.</summary>
    public const int Most = 8;

    /// <summary>A method with a smaller weight is not worth its time.</summary>
    private const double Least = 0.05;

    private readonly int _count;
    private readonly double[] _products;

    /// <summary>Counts the errors of some forecasts.</summary>
    /// <param name="count">C, the number of forecasts, at most <see cref="Most"/>.</param>
    public ChampionWeights(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        (_count, _products) = (count, new double[count * count]);
    }

    /// <summary>Adds the errors of the forecasts of one value.</summary>
    /// <param name="errors">[C], relative to the size of such errors.</param>
    public void Add(ReadOnlySpan<double> errors)
    {
        for (int i = 0; i < _count; i++)
        {
            for (int j = 0; j < _count; j++)
            {
                _products[(i * _count) + j] += errors[i] * errors[j];
            }
        }
    }

    /// <summary>The weights, in whole hundredths.</summary>
    /// <param name="blocks">Number of horizons whose errors were added and that do not overlap.</param>
    /// <returns>[C].</returns>
    public double[] Solve(int blocks)
    {
        double trace = Enumerable.Range(0, _count).Sum(i => _products[i * (_count + 1)]);
        double shrinkage = trace / _count / Math.Max(1, blocks);
        double[] best = new double[_count];
        if (!(shrinkage > 0))
        {
            best[0] = 1;
            return best;
        }

        double least = double.PositiveInfinity;
        for (int set = 1; set < 1 << _count; set++)
        {
            int[] members = [.. Enumerable.Range(0, _count).Where(i => (set >> i & 1) != 0)];
            (double[] solved, double error) = Of(members, shrinkage);
            if (error < least && Array.TrueForAll(solved, w => w >= 0))
            {
                (best, least) = (new double[_count], error);
                foreach ((int m, int member) in members.Index())
                {
                    best[member] = solved[m];
                }
            }
        }

        return Rounded(best);
    }

    // w = A⁻¹·1 / (1ᵀ·A⁻¹·1), whose squared error is 1 / (1ᵀ·A⁻¹·1), with A the errors' products plus the shrinkage: as
    // the sum of the weights is 1, shrinking towards equal weights and towards 0 are the same.
    private (double[] Weights, double Error) Of(int[] members, double shrinkage)
    {
        var matrix = new double[SymmetricSolver.Length(members.Length)];
        for (int i = 0, at = 0; i < members.Length; i++)
        {
            for (int j = i; j < members.Length; j++)
            {
                matrix[at++] = _products[(members[i] * _count) + members[j]] + (i == j ? shrinkage : 0);
            }
        }

        var weights = new double[members.Length];
        Array.Fill(weights, 1);
        SymmetricSolver.Factor(matrix, weights, members.Length);
        SymmetricSolver.Back(matrix, weights, members.Length);
        double sum = weights.Sum();
        return ([.. weights.Select(w => w / sum)], 1 / sum);
    }

    private static double[] Rounded(double[] weights)
    {
        double[] kept = [.. weights.Select(w => w < Least ? 0 : w)];
        double sum = kept.Sum();
        double[] rounded = [.. kept.Select(w => Math.Round(w / sum, 2))];
        int largest = Array.IndexOf(rounded, rounded.Max());
        rounded[largest] = Math.Round(rounded[largest] + 1 - rounded.Sum(), 2);
        return rounded;
    }
}
