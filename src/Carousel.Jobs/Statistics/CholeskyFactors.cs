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

    private readonly double[,] _lower;

    private CholeskyFactors(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(matrix.GetLength(1), size, nameof(matrix));
        _lower = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++)
            {
                _lower[i, j] = Remainder(matrix, i, j) / _lower[j, j];
            }

            _lower[i, i] = Math.Sqrt(Math.Max(Remainder(matrix, i, i), SmallestPivot));
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
        int size = _lower.GetLength(0);
        double[] x = Whiten(right);
        for (int i = size - 1; i >= 0; i--)
        {
            double sum = x[i];
            for (int k = i + 1; k < size; k++)
            {
                sum -= _lower[k, i] * x[k];
            }

            x[i] = sum / _lower[i, i];
        }

        return x;
    }

    /// <summary>Solves L·x = b: where A is the covariance of b, x has uncorrelated values of variance 1.</summary>
    /// <param name="right">b, [n].</param>
    /// <returns>x, [n].</returns>
    /// <exception cref="ArgumentOutOfRangeException">b has another length than A has rows.</exception>
    public double[] Whiten(ReadOnlySpan<double> right)
    {
        int size = _lower.GetLength(0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(right.Length, size, nameof(right));
        double[] x = [.. right];
        for (int i = 0; i < size; i++)
        {
            double sum = x[i];
            for (int k = 0; k < i; k++)
            {
                sum -= _lower[i, k] * x[k];
            }

            x[i] = sum / _lower[i, i];
        }

        return x;
    }

    private double Remainder(double[,] matrix, int i, int j)
    {
        double sum = matrix[i, j];
        for (int k = 0; k < j; k++)
        {
            sum -= _lower[i, k] * _lower[j, k];
        }

        return sum;
    }
}
