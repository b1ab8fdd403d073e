using Carousel.Kernels;

namespace Carousel.Forecasting;

/// <summary>
/// Solves A·X = B for a symmetric, positive definite A by A = Uᵀ·U, in double, with the same bits for any width of
/// vectors.
/// </summary>
/// <remarks>
/// Golub and Van Loan 2013, section 4.2. A and U hold each row from its diagonal on, one after the other.
/// </remarks>
internal static class SymmetricSolver
{
    /// <summary>How many numbers a matrix of a size holds.</summary>
    /// <param name="size">n.</param>
    public static int Length(int size) => size * (size + 1) / 2;

    /// <summary>The factor takes the place of the matrix, and Uᵀ⁻¹·B that of the right side.</summary>
    /// <param name="matrix">[n·(n + 1)/2]: A, then U.</param>
    /// <param name="right">[n, columns]: B, then Uᵀ⁻¹·B; empty without a right side.</param>
    /// <param name="size">n.</param>
    public static void Factor(Span<double> matrix, Span<double> right, int size)
    {
        int columns = size == 0 ? 0 : right.Length / size;
        for (int i = 0, row = 0; i < size; row += size - i++)
        {
            Span<double> pivots = matrix.Slice(row, size - i), solved = right.Slice(i * columns, columns);
            double factor = 1 / Math.Sqrt(pivots[0]);
            Scale(pivots, factor);
            Scale(solved, factor);
            for (int j = i + 1, below = row + size - i; j < size; below += size - j++)
            {
                double share = -pivots[j - i];
                DoubleSums.Add(matrix.Slice(below, size - j), pivots[(j - i)..], share);
                DoubleSums.Add(right.Slice(j * columns, columns), solved, share);
            }
        }
    }

    /// <summary>Solves U·X = B: the solution takes the place of the right side.</summary>
    /// <param name="factor">[n·(n + 1)/2]: U.</param>
    /// <param name="right">[n, columns]: B, then X.</param>
    /// <param name="size">n.</param>
    public static void Back(ReadOnlySpan<double> factor, Span<double> right, int size)
    {
        int columns = size == 0 ? 0 : right.Length / size;
        for (int i = size - 1, row = factor.Length - 1; i >= 0; row -= size - --i)
        {
            Span<double> own = right.Slice(i * columns, columns);
            for (int j = i + 1; j < size; j++)
            {
                DoubleSums.Add(own, right.Slice(j * columns, columns), -factor[row + j - i]);
            }

            Scale(own, 1 / factor[row]);
        }
    }

    private static void Scale(Span<double> values, double by)
    {
        foreach (ref double value in values)
        {
            value *= by;
        }
    }
}
