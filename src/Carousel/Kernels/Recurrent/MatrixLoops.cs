using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// The loops over the steps of packed sequences for every cell whose heads hold a matrix each: step by step here, for
/// inference and streaming, and for training 64 steps at a time.
/// </summary>
/// <remarks>
/// The inputs of many rows are one product; then each head of each sequence goes on alone. A value is one chain
/// whichever rows are computed with it. Why two forms: docs/decisions/computing.md.
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
        ShapeException.Require(panels, size.PanelLength);
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
        ShapeException.Require(panels, size.BackwardPanelLength);
        MatrixProduct.PackBackward(weights.W, size.Columns, size.I, panels);
    }

    /// <summary>Runs all steps of some places, one after the other.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="call">Panels, X, H, C [B, Rest], Gates for who looks inside, or none, and ForwardScratch(B) values
    /// of scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Infer<TCell>(MatrixSize size, in CellSpans call)
        where TCell : struct, IMatrixCell<TCell> => Widths.Run(new InferRun<TCell>(size), call);

    /// <summary>One step of S sequences, for streaming. Bits as Infer's.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="panels">The packed weights.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="state">[S, H + Rest], read and overwritten.</param>
    /// <param name="scratch">StepScratch(S) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step<TCell>(
        MatrixSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> state, Span<float> scratch)
        where TCell : struct, IMatrixCell<TCell>
    {
        int width = size.H + size.Rest, S = state.Length / width, I = size.I;
        ShapeException.Require(panels, size.PanelLength);
        ShapeException.Require(x, (S, I));
        ShapeException.Require(state, (S, width));
        ShapeException.Require(scratch, size.StepScratch(S));
        fixed (float* p = panels, px = x, ph = state, ps = scratch)
        {
            Widths.Run(new StepRun<TCell>(size, S, p, px, ph, ps));
        }
    }

    /// <summary>b + W x of some rows.</summary>
    private static void Project<V, O>(MatrixSize size, int rows, float* panels, float* x, float* a, nint stride)
        where O : ILanes<V>
    {
        float* bias = panels + (size.PanelLength - size.Columns);
        MatrixProduct.Multiply<V, O>(
            new(rows, new(x, size.I), panels, size.I, new(a, stride), size.Columns) { Bias = bias });
    }

    /// <summary>One step of one sequence whose inputs are multiplied.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="a">[Columns], preactivations.</param>
    /// <param name="rest">[Rest], read and overwritten.</param>
    /// <param name="h">[H], overwritten.</param>
    /// <param name="room">StepRoom values.</param>
    private static void Advance<TCell, V, O>(MatrixSize size, float* a, float* rest, float* h, float* room)
        where TCell : struct, IMatrixCell<TCell>
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
                Level = size.HasNormalizer ? rest + size.Level + head : level,
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

                if (size.HasNormalizer)
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

                if (size.HasNormalizer)
                {
                    Copy(step.Norm, norm, d, d);
                }
            }

            ElementLoop.Run<V, O, GateMap>(
                default, a + (3 * H) + (head * d), step.Shown, step.Shown, h + (head * d), d);
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
    private readonly struct GateMap : IMapTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y) => O.Multiply(Activations.Logistic<V, O>(a), b);
    }

    internal readonly struct InferRun<TCell>(MatrixSize size) : IWidthWork<CellSpans>
        where TCell : struct, IMatrixCell<TCell>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            StepTable steps = call.Steps;
            (int B, int N, int I) = (steps.B, steps.N, size.I);
            ShapeException.Require(call.Panels, size.PanelLength);
            ShapeException.Require(call.X, (N, I));
            ShapeException.Require(call.H, (B + N, size.H));
            ShapeException.Require(call.C, (B, size.Rest));
            ShapeException.Require(call.Gates, (call.Gates.IsEmpty ? 0 : N, size.Columns));
            ShapeException.Require(call.Scratch, size.ForwardScratch(B));
            var chunks = new StepChunks(steps.RowStart, !steps.Reverse);
            var walk = new StepWalk(steps, backward: false, call.PlaceFrom, call.PlaceTo);
            fixed (float* p = call.Panels, px = call.X, ph = call.H, pc = call.C, pg = call.Gates, ps = call.Scratch)
            {
                nint stride = pg == null ? StepChunks.Stride(size.Columns) : size.Columns;
                float* room = ps + StepChunks.Length(B, size.Columns);
                bool more = walk.Next(out StepSegment s), whole = call.PlaceTo - call.PlaceFrom == B;
                while (chunks.Next(out int from, out int to))
                {
                    // Preactivations that are not kept are in a buffer that begins with the first row of the chunk.
                    int first = steps.RowStart[from], end = steps.RowStart[to];
                    float* a = pg == null ? ps - (first * stride) : pg;
                    if (whole)
                    {
                        Project<V, O>(size, end - first, p, px + ((nint)first * I), a + (first * stride), stride);
                    }

                    for (; more && s.Row >= first && s.Row < end; more = walk.Next(out s))
                    {
                        if (!whole)
                        {
                            Project<V, O>(size, s.Rows, p, px + ((nint)s.Row * I), a + (s.Row * stride), stride);
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
    }

    private readonly struct StepRun<TCell>(
        MatrixSize size, int streams, float* panels, float* x, float* state, float* scratch) : IWidthWork
        where TCell : struct, IMatrixCell<TCell>
    {
        void IWidthWork.Run<V, O>()
        {
            Project<V, O>(size, streams, panels, x, scratch, size.Columns);
            float* room = scratch + ((nint)streams * size.Columns);
            for (int s = 0; s < streams; s++)
            {
                float* h = state + ((nint)s * (size.H + size.Rest));
                Advance<TCell, V, O>(size, scratch + ((nint)s * size.Columns), h + size.H, h, room);
            }
        }
    }
}
