namespace Carousel.Jobs.Statistics;

/// <summary>
/// The lower triangle L of A = L·Lᵀ, for solving A·x = b in double: normal equations and Newton's steps.
/// </summary>
/// <remarks>
/// Golub and Van Loan 2013, section 4.2, row by row; every sum runs from the first index to the last.
/// </remarks>
internal sealed class CholeskyFactors
{
    private const double SmallestPivot = 1e-12;

    private readonly double[][] _lower;

    private CholeskyFactors(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(matrix.GetLength(1), size, nameof(matrix));
        _lower = new double[size][];
        for (int i = 0; i < size; i++)
        {
            double[] row = _lower[i] = new double[i + 1];
            for (int j = 0; j < i; j++)
            {
                row[j] = Less(matrix[i, j], row, _lower[j], j) / _lower[j][j];
            }

            row[i] = Math.Sqrt(Math.Max(Less(matrix[i, i], row, row, i), SmallestPivot));
        }
    }

    /// <summary>
    /// Factors of a matrix that is positive semidefinite up to rounding: a pivot below 1e-12 is raised to it. NaN is
    /// carried into the solutions.
    /// </summary>
    /// <param name="matrix">A, [n, n]: its lower triangle is read.</param>
    /// <returns>The factors.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The matrix is not square.</exception>
    public static CholeskyFactors OfSemidefinite(double[,] matrix) => new CholeskyFactors(matrix);

    /// <summary>Solves A·x = b.</summary>
    /// <param name="right">b, [n].</param>
    /// <returns>x, [n].</returns>
    /// <exception cref="ArgumentOutOfRangeException">b has another length than A has rows.</exception>
    public double[] Solve(ReadOnlySpan<double> right)
    {
        double[] x = Whiten(right);
        for (int i = x.Length - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < x.Length; k++)
            {
                x[i] -= _lower[k][i] * x[k];
            }

            x[i] /= _lower[i][i];
        }

        return x;
    }

    /// <summary>Solves L·x = b: where A is the covariance of b, x has uncorrelated values of variance 1.</summary>
    /// <param name="right">b, [n].</param>
    /// <returns>x, [n].</returns>
    /// <exception cref="ArgumentOutOfRangeException">b has another length than A has rows.</exception>
    public double[] Whiten(ReadOnlySpan<double> right)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(right.Length, _lower.Length, nameof(right));
        double[] x = [.. right];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = Less(x[i], _lower[i], x, i) / _lower[i][i];
        }

        return x;
    }

    private static double Less(double sum, double[] a, double[] b, int count)
    {
        for (int k = 0; k < count; k++)
        {
            sum -= a[k] * b[k];
        }

        return sum;
    }
}
