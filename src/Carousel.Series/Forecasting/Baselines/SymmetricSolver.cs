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
    /// <summary>Pivots that a later row takes at once: its numbers are loaded and stored once for all.</summary>
    private const int Together = 4;

    /// <summary>How many numbers a matrix of a size holds.</summary>
    /// <param name="size">n.</param>
    public static int Length(int size) => size * (size + 1) / 2;

    /// <summary>The factor takes the place of the matrix, and Uᵀ⁻¹·B that of the right side. If the matrix is not
    /// positive definite, the last number is not finite.</summary>
    /// <param name="matrix">[n·(n + 1)/2]: A, then U.</param>
    /// <param name="right">[n, columns]: B, then Uᵀ⁻¹·B; empty without a right side.</param>
    /// <param name="size">n.</param>
    public static void Factor(Span<double> matrix, Span<double> right, int size)
    {
        int columns = size == 0 ? 0 : right.Length / size;
        for (int block = 0; block < size; block += Together)
        {
            int next = Math.Min(block + Together, size);
            for (int i = block; i < next; i++)
            {
                Span<double> pivots = Row(matrix, i, size), solved = right.Slice(i * columns, columns);
                double factor = 1 / Math.Sqrt(pivots[0]);
                Scale(pivots, factor);
                Scale(solved, factor);
                for (int j = i + 1; j < next; j++)
                {
                    DoubleSums.Add(Row(matrix, j, size), pivots[(j - i)..], -pivots[j - i]);
                    DoubleSums.Add(right.Slice(j * columns, columns), solved, -pivots[j - i]);
                }
            }

            // Later rows, of which there are some only after a whole block.
            for (int j = next; j < size; j++)
            {
                ReadOnlySpan<double> a = Row(matrix, block, size)[(j - block)..],
                    b = Row(matrix, block + 1, size)[(j - block - 1)..],
                    c = Row(matrix, block + 2, size)[(j - block - 2)..],
                    d = Row(matrix, block + 3, size)[(j - block - 3)..];
                ReadOnlySpan<double> shares = [-a[0], -b[0], -c[0], -d[0]], solved = right[(block * columns)..];
                DoubleSums.Add(Row(matrix, j, size), a, b, c, d, shares);
                if (columns > 0)
                {
                    DoubleSums.Add(
                        right.Slice(j * columns, columns), solved, solved[columns..], solved[(2 * columns)..],
                        solved[(3 * columns)..], shares);
                }
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

    private static Span<double> Row(Span<double> matrix, int row, int size) =>
        matrix.Slice((row * size) - (row * (row - 1) / 2), size - row);

    private static void Scale(Span<double> values, double by)
    {
        foreach (ref double value in values)
        {
            value *= by;
        }
    }
}
