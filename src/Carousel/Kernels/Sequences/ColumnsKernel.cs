using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Columns (features) of one matrix copied into another: what joining and slicing features are made of.
/// Double-precision twin: ColumnsReference.
/// </summary>
internal static class ColumnsKernel
{
    /// <summary>y[n, yFrom + j] = x[n, xFrom + j] for j in 0 … count − 1.</summary>
    /// <param name="N">Rows of both.</param>
    /// <param name="x">[N, …].</param>
    /// <param name="xFrom">First column to read.</param>
    /// <param name="y">[N, …]; the columns named are overwritten, others are not changed.</param>
    /// <param name="yFrom">First column to write.</param>
    /// <param name="count">How many columns.</param>
    /// <exception cref="ShapeException">A span is not a whole number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The columns are not all inside.</exception>
    public static void Forward(int N, ReadOnlySpan<float> x, int xFrom, Span<float> y, int yFrom, int count)
    {
        (int xColumns, int yColumns) = Require(N, x, xFrom, y, yFrom, count);
        for (int n = 0; n < N; n++)
        {
            x.Slice((n * xColumns) + xFrom, count).CopyTo(y.Slice((n * yColumns) + yFrom, count));
        }
    }

    /// <summary>dx[n, xFrom + j] += dy[n, yFrom + j] for j in 0 … count − 1.</summary>
    /// <param name="N">Rows of both.</param>
    /// <param name="dy">[N, …], ∂loss/∂y.</param>
    /// <param name="yFrom">First column to read.</param>
    /// <param name="dx">[N, …], added to.</param>
    /// <param name="xFrom">First column to add to.</param>
    /// <param name="count">How many columns.</param>
    /// <exception cref="ShapeException">A span is not a whole number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The columns are not all inside.</exception>
    public static void Backward(int N, ReadOnlySpan<float> dy, int yFrom, Span<float> dx, int xFrom, int count)
    {
        (int yColumns, int xColumns) = Require(N, dy, yFrom, dx, xFrom, count);
        for (int n = 0; n < N; n++)
        {
            ElementwiseKernel.AddScaled(
                1, dy.Slice((n * yColumns) + yFrom, count), dx.Slice((n * xColumns) + xFrom, count));
        }
    }

    private static (int From, int To) Require(
        int N, ReadOnlySpan<float> from, int first, ReadOnlySpan<float> to, int toFirst, int count)
    {
        (int fromColumns, int toColumns) = N == 0 ? (first + count, toFirst + count) : (from.Length / N, to.Length / N);
        ShapeException.Require(from, (N, fromColumns));
        ShapeException.Require(to, (N, toColumns));
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(toFirst);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, fromColumns);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(toFirst + count, toColumns);
        return (fromColumns, toColumns);
    }
}
