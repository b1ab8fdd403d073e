using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Carousel.Kernels;

/// <summary>
/// Products of few outputs and many terms: each output is a sum over 64 virtual lanes, because a vector of outputs
/// would stand empty.
/// </summary>
/// <remarks>
/// Term k goes to lane k mod 64, each lane is one chain of fused multiply-adds from 0, one fixed tree joins them
/// (<see cref="Reductions"/>), and the sum is added to the bias or
/// the destination. Only the shape of the weights decides, so the bits do not depend on the number of rows.
/// </remarks>
internal static unsafe partial class MatrixProduct
{
    /// <summary>Sums whose lanes fit the registers.</summary>
    private const int NarrowSums = 4;

    /// <summary>
    /// Whether the lanes of a product's vectors are terms: for at least 64 terms, and few enough outputs that joining
    /// the lanes of each is less work.
    /// </summary>
    /// <remarks>
    /// A chain takes K cycles a row for up to 16 outputs, lanes take K/16 and some 12 to join for each: up to 4 outputs
    /// are narrow at K = 64, 6 at 128, 9 at 256, 11 at 512, 15 in the limit.
    /// </remarks>
    /// <param name="k">K, the summed index.</param>
    /// <param name="columns">Outputs in each row.</param>
    /// <returns>True where the panels hold a row of K weights for each output.</returns>
    public static bool IsNarrow(int k, int columns) => k >= Reductions.Lanes && (long)columns * (k + 192) <= 16L * k;

    /// <summary>One row of a matrix [K, columns] to the panels of a narrow product, [columns × K].</summary>
    /// <param name="row">[columns].</param>
    /// <param name="columns">How many.</param>
    /// <param name="to">Where term k of the first output stands.</param>
    /// <param name="k">K.</param>
    private static void PackNarrow(float* row, int columns, float* to, nint k)
    {
        for (int column = 0; column < columns; column++)
        {
            to[column * k] = row[column];
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyNarrow<V, O>(in Product p)
        where O : ILanes<V>
    {
        float* lanes = stackalloc float[NarrowSums * Reductions.Lanes];
        float* sums = stackalloc float[NarrowSums];
        for (int column = 0; column < p.Columns; column += NarrowSums)
        {
            // Four sums at once: four outputs of a row, or one or two outputs of several rows.
            int columns = Math.Min(NarrowSums, p.Columns - column), together = NarrowSums / columns;
            for (int row = 0; row < p.Rows; row += together)
            {
                int rows = Math.Min(together, p.Rows - row);
                StridedRows a = p.A.FromRow(row);
                float* weights = p.Panels + ((nint)column * p.K);
                if (rows < together)
                {
                    for (int r = 0; r < rows; r++)
                    {
                        Lanes<V, O>(1, columns, a.FromRow(r), weights, p.K, lanes, sums + (r * columns));
                    }
                }
                else
                {
                    Lanes<V, O>(rows, columns, a, weights, p.K, lanes, sums);
                }

                for (int r = 0; r < rows; r++)
                {
                    float* y = p.Y.Row(row + r) + column;
                    float* start = p.Bias == null ? y : p.Bias + column;
                    for (int c = 0; c < columns; c++)
                    {
                        y[c] = start[c] + sums[(r * columns) + c];
                    }
                }
            }
        }
    }

    /// <summary>sums[r·columns + c] = Σₖ a[r, k]·weights[c·K + k] for up to four sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Lanes<V, O>(
        int rows, int columns, StridedRows a, float* weights, int k, float* lanes, float* sums)
        where O : ILanes<V>
    {
        switch (columns, rows)
        {
            case (1, 1): Lanes<V, O, Count1, Count1>(a.Values, a.Stride, weights, k, lanes, sums); break;
            case (1, _): Lanes<V, O, Count4, Count1>(a.Values, a.Stride, weights, k, lanes, sums); break;
            case (2, 1): Lanes<V, O, Count1, Count2>(a.Values, a.Stride, weights, k, lanes, sums); break;
            case (2, _): Lanes<V, O, Count2, Count2>(a.Values, a.Stride, weights, k, lanes, sums); break;
            case (3, _): Lanes<V, O, Count1, Count3>(a.Values, a.Stride, weights, k, lanes, sums); break;
            default: Lanes<V, O, Count1, Count4>(a.Values, a.Stride, weights, k, lanes, sums); break;
        }

        // Where a vector holds 16 lanes and no terms are left over, the leaf has joined them.
        for (int sum = 0; (O.Count < 16 || k % Reductions.Lanes != 0) && sum < rows * columns; sum++)
        {
            sums[sum] = Reductions.FinishDot<V, O>(
                a.Row(sum / columns), weights + ((nint)(sum % columns) * k), k,
                lanes + (sum * Reductions.Lanes));
        }
    }

    /// <summary>The lanes of up to four sums over all whole blocks of 64 terms. A leaf.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Lanes<V, O, R, C>(float* a, nint aStride, float* weights, nint k, float* lanes, float* sums)
        where O : ILanes<V>
        where R : ICount
        where C : ICount
    {
        nint whole = k & -Reductions.Lanes;
        int n = O.Count;
        for (int first = 0; first < Reductions.Lanes; first += 4 * n)
        {
            V s00 = O.Zero, s01 = O.Zero, s02 = O.Zero, s03 = O.Zero;
            V s10 = O.Zero, s11 = O.Zero, s12 = O.Zero, s13 = O.Zero;
            V s20 = O.Zero, s21 = O.Zero, s22 = O.Zero, s23 = O.Zero;
            V s30 = O.Zero, s31 = O.Zero, s32 = O.Zero, s33 = O.Zero;
            float* from = a + first;
            float* w = weights + first;
            nint ahead = 12 * aStride;
            for (nint i = 0; i < whole; i += Reductions.Lanes)
            {
                Prefetch(from + ahead, aStride, R.Value, n);
                if (R.Value == 1)
                {
                    V a0 = O.Load(from), a1 = O.Load(from + n), a2 = O.Load(from + (2 * n)),
                        a3 = O.Load(from + (3 * n));
                    MultiplyAddLanes<V, O>(a0, a1, a2, a3, w, ref s00, ref s01, ref s02, ref s03);
                    if (C.Value > 1)
                    {
                        MultiplyAddLanes<V, O>(a0, a1, a2, a3, w + k, ref s10, ref s11, ref s12, ref s13);
                    }

                    if (C.Value > 2)
                    {
                        MultiplyAddLanes<V, O>(a0, a1, a2, a3, w + (2 * k), ref s20, ref s21, ref s22, ref s23);
                    }

                    if (C.Value > 3)
                    {
                        MultiplyAddLanes<V, O>(a0, a1, a2, a3, w + (3 * k), ref s30, ref s31, ref s32, ref s33);
                    }
                }
                else
                {
                    V w0 = O.Load(w), w1 = O.Load(w + n), w2 = O.Load(w + (2 * n)), w3 = O.Load(w + (3 * n));
                    MultiplyAddLanes<V, O>(w0, w1, w2, w3, from, ref s00, ref s01, ref s02, ref s03);
                    if (C.Value == 2)
                    {
                        MultiplyAddLanes<V, O>(w0, w1, w2, w3, from + aStride, ref s20, ref s21, ref s22, ref s23);
                        w0 = O.Load(w + k);
                        w1 = O.Load(w + k + n);
                        w2 = O.Load(w + k + (2 * n));
                        w3 = O.Load(w + k + (3 * n));
                        MultiplyAddLanes<V, O>(w0, w1, w2, w3, from, ref s10, ref s11, ref s12, ref s13);
                        MultiplyAddLanes<V, O>(w0, w1, w2, w3, from + aStride, ref s30, ref s31, ref s32, ref s33);
                    }
                    else
                    {
                        MultiplyAddLanes<V, O>(w0, w1, w2, w3, from + aStride, ref s10, ref s11, ref s12, ref s13);
                        MultiplyAddLanes<V, O>(
                            w0, w1, w2, w3, from + (2 * aStride), ref s20, ref s21, ref s22, ref s23);
                        MultiplyAddLanes<V, O>(
                            w0, w1, w2, w3, from + (3 * aStride), ref s30, ref s31, ref s32, ref s33);
                    }
                }

                from += Reductions.Lanes;
                w += Reductions.Lanes;
            }

            if (O.Count == 16 && whole == k)
            {
                // Lane l with lane l + 32, then 16, 8, 4; the last two levels for four sums at once.
                Vector128<float> q0 = O.FoldToFour(O.Add(O.Add(s00, s02), O.Add(s01, s03)));
                Vector128<float> q1 = O.FoldToFour(O.Add(O.Add(s10, s12), O.Add(s11, s13)));
                Vector128<float> q2 = O.FoldToFour(O.Add(O.Add(s20, s22), O.Add(s21, s23)));
                Vector128<float> q3 = O.FoldToFour(O.Add(O.Add(s30, s32), O.Add(s31, s33)));
                Reductions.JoinFours(q0, q1, q2, q3, sums, R.Value * C.Value);
                return;
            }

            RegisterTile.StoreRow<V, O, Count4>(lanes + first, s00, s01, s02, s03);
            RegisterTile.StoreRow<V, O, Count4>(lanes + first + Reductions.Lanes, s10, s11, s12, s13);
            RegisterTile.StoreRow<V, O, Count4>(lanes + first + (2 * Reductions.Lanes), s20, s21, s22, s23);
            RegisterTile.StoreRow<V, O, Count4>(lanes + first + (3 * Reductions.Lanes), s30, s31, s32, s33);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(float* a, nint aStride, int rows, int n)
    {
        for (int r = 0; Sse.IsSupported && r < rows; r++)
        {
            for (int i = 0; i < 4 * n; i += 16)
            {
                Sse.Prefetch0(a + (r * aStride) + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAddLanes<V, O>(V a0, V a1, V a2, V a3, float* b, ref V c0, ref V c1, ref V c2, ref V c3)
        where O : ILanes<V>
    {
        c0 = O.MultiplyAdd(a0, O.Load(b), c0);
        c1 = O.MultiplyAdd(a1, O.Load(b + O.Count), c1);
        c2 = O.MultiplyAdd(a2, O.Load(b + (2 * O.Count)), c2);
        c3 = O.MultiplyAdd(a3, O.Load(b + (3 * O.Count)), c3);
    }
}
