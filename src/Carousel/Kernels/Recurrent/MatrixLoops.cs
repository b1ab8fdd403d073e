using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// The loops over the steps of packed sequences for every cell whose heads hold a matrix each: step by step here, for
/// inference and streaming, and for training 64 steps at a time.
/// </summary>
/// <remarks>
/// The inputs of many rows are one product; then each head of each sequence goes on alone. A value is one chain
/// whichever rows stand beside it. Why two forms: docs/decisions/0049-matrix-memories.md.
/// </remarks>
internal static unsafe partial class MatrixLoops
{
    /// <summary>Packs the weights for the way forward.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="weights">W and b.</param>
    /// <param name="panels">[PanelLength], overwritten.</param>
    /// <exception cref="ShapeException">Weights are not the size that the cell has.</exception>
    public static void Pack(MatrixSize size, in CellWeights weights, Span<float> panels)
    {
        ShapeException.Require(weights.W, (size.Columns, size.I));
        ShapeException.Require(weights.B, size.Columns);
        ShapeException.Require<float>(panels, size.PanelLength);
        MatrixProduct.Pack(weights.W, size.Columns, size.I, panels[..^size.Columns]);
        weights.B.CopyTo(panels[^size.Columns..]);
    }

    /// <summary>Packs the weights for the way back.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="weights">W.</param>
    /// <param name="panels">[BackwardPanelLength], overwritten.</param>
    /// <exception cref="ShapeException">Weights are not the size that the cell has.</exception>
    public static void PackBackward(MatrixSize size, in CellWeights weights, Span<float> panels)
    {
        ShapeException.Require(weights.W, (size.Columns, size.I));
        ShapeException.Require<float>(panels, size.BackwardPanelLength);
        MatrixProduct.PackBackward(weights.W, size.Columns, size.I, panels);
    }

    /// <summary>Runs all steps of some places, one after the other.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last.</param>
    /// <param name="rowStart">[T+1]; step t holds rows rowStart[t] … rowStart[t+1]−1, never more than the step
    /// before.</param>
    /// <param name="reverse">Whether steps run from the last to the first.</param>
    /// <param name="panels">The packed weights.</param>
    /// <param name="x">[N, Inputs].</param>
    /// <param name="h">[B+N, H], overwritten behind the first B rows.</param>
    /// <param name="rest">[B, Rest], read and overwritten.</param>
    /// <param name="gates">[N, Columns], overwritten with preactivations for who looks inside; or empty.</param>
    /// <param name="scratch">ForwardScratch(B) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Infer<TCell>(
        MatrixSize size, int placeFrom, int placeTo, ReadOnlySpan<int> rowStart, bool reverse,
        ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> rest, Span<float> gates,
        Span<float> scratch)
        where TCell : struct, IMatrixCell<TCell>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Infer<TCell, Vector512<float>, Lanes512>(
                size, placeFrom, placeTo, rowStart, reverse, panels, x, h, rest, gates, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Infer<TCell, Vector256<float>, Lanes256>(
                size, placeFrom, placeTo, rowStart, reverse, panels, x, h, rest, gates, scratch);
        }
        else
        {
            Infer<TCell, Vector128<float>, Lanes128>(
                size, placeFrom, placeTo, rowStart, reverse, panels, x, h, rest, gates, scratch);
        }
    }

    internal static void Infer<TCell, V, O>(
        MatrixSize size, int placeFrom, int placeTo, ReadOnlySpan<int> rowStart, bool reverse,
        ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> rest, Span<float> gates,
        Span<float> scratch)
        where TCell : struct, IMatrixCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        int N = rowStart[^1], B = (h.Length / size.H) - N, I = size.Inputs;
        ShapeException.Require(panels, size.PanelLength);
        ShapeException.Require(x, (N, I));
        ShapeException.Require<float>(h, (B + N, size.H));
        ShapeException.Require<float>(rest, (B, size.Rest));
        ShapeException.Require<float>(gates, (gates.IsEmpty ? 0 : N, size.Columns));
        ShapeException.Require<float>(scratch, size.ForwardScratch(B));
        var chunks = new StepChunks(rowStart, !reverse);
        var walk = new StepWalk(rowStart, B, reverse, backward: false, placeFrom, placeTo);
        fixed (float* p = panels, px = x, ph = h, pc = rest, pg = gates, ps = scratch)
        {
            nint stride = pg == null ? StepChunks.Stride(size.Columns) : size.Columns;
            float* room = ps + StepChunks.Length(B, size.Columns);
            bool more = walk.Next(out StepSegment s), whole = placeTo - placeFrom == B;
            while (chunks.Next(out int from, out int to))
            {
                // Preactivations that nobody keeps lie in a buffer that begins with the first row of the chunk.
                int first = rowStart[from], end = rowStart[to];
                float* a = pg == null ? ps - (first * stride) : pg;
                if (whole)
                {
                    Project<V, O>(size, first, end - first, p, px, a, stride);
                }

                for (; more && s.Row >= first && s.Row < end; more = walk.Next(out s))
                {
                    if (!whole)
                    {
                        Project<V, O>(size, s.Row, s.Rows, p, px, a, stride);
                    }

                    for (int row = 0; row < s.Rows; row++)
                    {
                        Advance<TCell, V, O>(
                            size, a + ((s.Row + row) * stride), pc + ((s.Place + row) * (nint)size.Rest),
                            ph + ((B + s.Row + row) * (nint)size.H), room);
                    }
                }
            }
        }
    }

    /// <summary>One step of S sequences, for streaming. Bits as Infer's.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="panels">The packed weights.</param>
    /// <param name="x">[S, Inputs].</param>
    /// <param name="state">[S, H + Rest], read and overwritten.</param>
    /// <param name="scratch">StepScratch(S) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step<TCell>(
        MatrixSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> state, Span<float> scratch)
        where TCell : struct, IMatrixCell<TCell>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Step<TCell, Vector512<float>, Lanes512>(size, panels, x, state, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Step<TCell, Vector256<float>, Lanes256>(size, panels, x, state, scratch);
        }
        else
        {
            Step<TCell, Vector128<float>, Lanes128>(size, panels, x, state, scratch);
        }
    }

    private static void Step<TCell, V, O>(
        MatrixSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> state, Span<float> scratch)
        where TCell : struct, IMatrixCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        int width = size.H + size.Rest, S = state.Length / width, I = size.Inputs;
        ShapeException.Require(panels, size.PanelLength);
        ShapeException.Require(x, (S, I));
        ShapeException.Require<float>(state, (S, width));
        ShapeException.Require<float>(scratch, size.StepScratch(S));
        fixed (float* p = panels, px = x, ph = state, ps = scratch)
        {
            Project<V, O>(size, 0, S, p, px, ps, size.Columns);
            float* room = ps + ((nint)S * size.Columns);
            for (int s = 0; s < S; s++)
            {
                float* h = ph + ((nint)s * width);
                Advance<TCell, V, O>(size, ps + ((nint)s * size.Columns), h + size.H, h, room);
            }
        }
    }

    /// <summary>b + W x of some rows, or b + x.</summary>
    private static void Project<V, O>(
        MatrixSize size, int row, int rows, float* panels, float* x, float* a, nint stride)
        where V : struct
        where O : ILanes<V>
    {
        float* bias = panels + (size.PanelLength - size.Columns);
        if (size.I == 0)
        {
            Preactivations.Add<V, O>(
                x + ((nint)row * size.Columns), bias, a + (row * stride), stride, rows, size.Columns);
            return;
        }

        MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
        {
            A = x + ((nint)row * size.I),
            AStride = size.I,
            Panels = panels,
            K = size.I,
            Bias = bias,
            Y = a + (row * stride),
            YStride = stride,
            Rows = rows,
            Columns = size.Columns,
            PanelTo = MatrixProduct.Panels(size.Columns),
        });
    }

    /// <summary>One step of one sequence whose inputs are multiplied.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="a">[Columns], preactivations.</param>
    /// <param name="rest">[Rest], read and overwritten.</param>
    /// <param name="h">[H], overwritten.</param>
    /// <param name="room">StepRoom values.</param>
    private static void Advance<TCell, V, O>(MatrixSize size, float* a, float* rest, float* h, float* room)
        where TCell : struct, IMatrixCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        (int H, int d) = (size.H, size.Head);
        int wide = (d + 15) & -16;
        bool fits = wide == d;
        float* level = stackalloc float[1];
        for (int head = 0; head < size.Heads; head++)
        {
            float* memory = rest + ((nint)head * d * d);
            float* norm = rest + size.Norm + (head * d);
            float* own = room + (8 * wide);
            var step = new MatrixStep
            {
                Head = d,
                Stride = wide,
                Query = room,
                Key = room + wide,
                Value = room + (2 * wide),
                Shown = room + (3 * wide),
                Norm = fits ? norm : room + (4 * wide),
                Scalars = a + size.WideColumns + head,
                ScalarStride = size.Heads,
                Memory = fits ? memory : own,
                Level = size.HasNormaliser ? rest + size.Level + head : level,
            };
            Copy(a + (head * d), step.Query, d, wide);
            Copy(a + H + (head * d), step.Key, d, wide);
            Copy(a + (2 * H) + (head * d), step.Value, d, wide);
            if (!fits)
            {
                for (int key = 0; key < d; key++)
                {
                    Copy(memory + (key * d), own + (key * wide), d, wide);
                }

                if (size.HasNormaliser)
                {
                    Copy(norm, step.Norm, d, wide);
                }
            }

            TCell.Step<V, O>(step);
            if (!fits)
            {
                for (int key = 0; key < d; key++)
                {
                    Copy(own + (key * wide), memory + (key * d), d, d);
                }

                if (size.HasNormaliser)
                {
                    Copy(step.Norm, norm, d, d);
                }
            }

            if (size.IsOpen)
            {
                Copy(step.Shown, h + (head * d), d, d);
            }
            else
            {
                ElementLoop.Run<V, O, GateMap>(
                    default, a + (3 * H) + (head * d), step.Shown, step.Shown, h + (head * d), d);
            }
        }
    }

    /// <summary>Some values, and zeros behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, float* to, int count, int wide)
    {
        new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
        for (int k = count; k < wide; k++)
        {
            to[k] = 0;
        }
    }

    /// <summary>σ(a)·b.</summary>
    private readonly struct GateMap : IElementMap
    {
        public static int Inputs => 2;

        public static bool ReadsOutput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where V : struct
            where O : ILanes<V> => O.Multiply(Activations.Logistic<V, O>(a), b);
    }
}
