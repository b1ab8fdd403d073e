using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Sums over rows: the gradient of a row that was added to every row.</summary>
internal static unsafe partial class ElementwiseKernel
{
    /// <summary>
    /// dRow[f] += Σₙ dy[n,f], from the last step to the first, rows ascending within a step: one chain for each column.
    /// </summary>
    /// <param name="rowStart">[T+1]; [0, N] for rows without steps.</param>
    /// <param name="dy">[N, F].</param>
    /// <param name="dRow">[F], added to.</param>
    /// <param name="columnFrom">First column to sum.</param>
    /// <param name="columnTo">One after the last; all if not given.</param>
    /// <param name="reverse">True where the steps were run from T−1 down to 0.</param>
    /// <exception cref="ShapeException">The lengths do not fit.</exception>
    public static void AddColumnSums(
        ReadOnlySpan<int> rowStart, ReadOnlySpan<float> dy, Span<float> dRow, int columnFrom = 0,
        int columnTo = int.MaxValue, bool reverse = false)
    {
        int N = rowStart[^1], F = dRow.Length;
        ShapeException.Require(dy, (N, F));
        columnTo = Math.Min(columnTo, F);
        fixed (float* from = dy, to = dRow)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                AddColumnSums<Vector512<float>, Lanes512>(rowStart, from, F, to, columnFrom, columnTo, reverse);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                AddColumnSums<Vector256<float>, Lanes256>(rowStart, from, F, to, columnFrom, columnTo, reverse);
            }
            else
            {
                AddColumnSums<Vector128<float>, Lanes128>(rowStart, from, F, to, columnFrom, columnTo, reverse);
            }
        }
    }

    /// <summary>
    /// Four vectors of columns at a time, whose sums stay in registers; then one vector, four columns, one column.
    /// </summary>
    private static void AddColumnSums<V, O>(
        ReadOnlySpan<int> rowStart, float* dy, int F, float* dRow, int column, int columnTo, bool reverse)
        where O : ILanes<V>
    {
        int c = O.Count;
        for (; column <= columnTo - (4 * c); column += 4 * c)
        {
            float* to = dRow + column;
            V s0 = O.Load(to), s1 = O.Load(to + c), s2 = O.Load(to + (2 * c)), s3 = O.Load(to + (3 * c));
            for (int s = rowStart.Length - 2; s >= 0; s--)
            {
                int t = reverse ? rowStart.Length - 2 - s : s;
                float* end = dy + ((nint)rowStart[t + 1] * F) + column;
                for (float* from = dy + ((nint)rowStart[t] * F) + column; from != end; from += F)
                {
                    s0 = O.Add(s0, O.Load(from));
                    s1 = O.Add(s1, O.Load(from + c));
                    s2 = O.Add(s2, O.Load(from + (2 * c)));
                    s3 = O.Add(s3, O.Load(from + (3 * c)));
                }
            }

            O.Store(s0, to);
            O.Store(s1, to + c);
            O.Store(s2, to + (2 * c));
            O.Store(s3, to + (3 * c));
        }

        column = AddColumnSums<V, O, WholeVector<V, O>>(rowStart, dy, F, dRow, column, columnTo, reverse);
        column = AddColumnSums<Vector128<float>, Lanes128, WholeVector<Vector128<float>, Lanes128>>(
            rowStart, dy, F, dRow, column, columnTo, reverse);
        AddColumnSums<Vector128<float>, Lanes128, SingleValue>(rowStart, dy, F, dRow, column, columnTo, reverse);
    }

    /// <summary>As many columns at a time as fill one vector.</summary>
    /// <returns>The first column not summed.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int AddColumnSums<V, O, A>(
        ReadOnlySpan<int> rowStart, float* dy, int F, float* dRow, int column, int columnTo, bool reverse)
        where O : ILanes<V>
        where A : ILaneAccess<V>
    {
        for (; column <= columnTo - A.Count; column += A.Count)
        {
            V sum = A.Load(dRow + column);
            for (int s = rowStart.Length - 2; s >= 0; s--)
            {
                int t = reverse ? rowStart.Length - 2 - s : s;
                float* end = dy + ((nint)rowStart[t + 1] * F) + column;
                for (float* from = dy + ((nint)rowStart[t] * F) + column; from != end; from += F)
                {
                    sum = O.Add(sum, A.Load(from));
                }
            }

            A.Store(sum, dRow + column);
        }

        return column;
    }
}
