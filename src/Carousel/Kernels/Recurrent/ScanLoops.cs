using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// The loops over the steps of packed sequences, for every cell whose inputs are multiplied at once: a product of many
/// rows, then the recurrence in the order of time.
/// </summary>
/// <remarks>
/// A value is one chain whichever rows stand beside it, so that a sequence has the bits of its steps. A call may take a
/// range of places or, where gates ask the inputs alone, of units: they never meet, so that threads share them out over
/// the whole of time, without a join.
/// </remarks>
internal static unsafe partial class ScanLoops
{
    /// <summary>Packs the weights for the way forward.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="weights">W, R where there are heads, and b.</param>
    /// <param name="panels">[PanelLength], overwritten.</param>
    /// <exception cref="ShapeException">Weights are not the size that the cell has.</exception>
    public static void Pack(ScanSize size, in CellWeights weights, Span<float> panels)
    {
        ShapeException.Require(weights.W, (size.Columns, size.I));
        ShapeException.Require(weights.B, size.Columns);
        ShapeException.Require<float>(panels, size.PanelLength);
        for (int gate = 0; gate < size.Gates; gate++)
        {
            MatrixProduct.Pack(
                weights.W.Slice(gate * size.H * size.I, size.H * size.I), size.H, size.I,
                panels.Slice(gate * size.GateLength, size.GateLength));
        }

        ShapeException.Require(weights.R, (size.Head == 0 ? 0 : size.Columns, size.Head));
        for (int block = 0, at = size.Gates * size.GateLength; block < size.Gates * size.Heads; block++)
        {
            MatrixProduct.Pack(
                weights.R.Slice(block * size.Head * size.Head, size.Head * size.Head), size.Head, size.Head,
                panels.Slice(at + (block * size.BlockLength), size.BlockLength));
        }

        weights.B.CopyTo(panels[^size.Columns..]);
    }

    /// <summary>Packs the weights for the way back.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="weights">W, and R where there are heads.</param>
    /// <param name="panels">[BackwardPanelLength], overwritten.</param>
    /// <exception cref="ShapeException">Weights are not the size that the cell has.</exception>
    public static void PackBackward(ScanSize size, in CellWeights weights, Span<float> panels)
    {
        ShapeException.Require(weights.W, (size.Columns, size.I));
        ShapeException.Require<float>(panels, size.BackwardPanelLength);
        MatrixProduct.PackBackward(weights.W, size.Columns, size.I, panels[..size.InputLength]);
        for (int block = 0; block < size.Gates * size.Heads; block++)
        {
            MatrixProduct.PackBackward(
                weights.R.Slice(block * size.Head * size.Head, size.Head * size.Head), size.Head, size.Head,
                panels.Slice(size.InputLength + (block * size.BlockLength), size.BlockLength));
        }
    }

    /// <summary>Runs all steps of a part.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="part">Which places and units.</param>
    /// <param name="rowStart">[T+1]; step t holds rows rowStart[t] … rowStart[t+1]−1, never more than the step
    /// before.</param>
    /// <param name="reverse">Whether steps run from the last to the first.</param>
    /// <param name="panels">The packed weights.</param>
    /// <param name="x">[N, Inputs].</param>
    /// <param name="h">[B+N, H]; the first B rows are the initial states and are read, the rest is overwritten.</param>
    /// <param name="rest">[B+N, Rest], what is held beside h, as h; in inference [B, Rest], read and overwritten.
    /// </param>
    /// <param name="gates">[N, Columns], overwritten with what Backward needs; empty in inference.</param>
    /// <param name="scratch">ForwardScratch(B) values where gates are empty, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward<TCell>(
        ScanSize size, ScanPart part, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> x, Span<float> h, Span<float> rest, Span<float> gates, Span<float> scratch)
        where TCell : struct, IScanCell<TCell>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Forward<TCell, Vector512<float>, Lanes512>(
                size, part, rowStart, reverse, panels, x, h, rest, gates, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Forward<TCell, Vector256<float>, Lanes256>(
                size, part, rowStart, reverse, panels, x, h, rest, gates, scratch);
        }
        else
        {
            Forward<TCell, Vector128<float>, Lanes128>(
                size, part, rowStart, reverse, panels, x, h, rest, gates, scratch);
        }
    }

    internal static void Forward<TCell, V, O>(
        ScanSize size, ScanPart part, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> panels,
        ReadOnlySpan<float> x, Span<float> h, Span<float> rest, Span<float> gates, Span<float> scratch)
        where TCell : struct, IScanCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H) = (size.Inputs, size.H);
        int N = rowStart[^1], B = (h.Length / H) - N;
        ShapeException.Require(panels, size.PanelLength);
        ShapeException.Require(x, (N, I));
        ShapeException.Require<float>(h, (B + N, H));
        ShapeException.Require<float>(rest, (gates.IsEmpty ? B : B + N, size.Rest));
        ShapeException.Require<float>(gates, (gates.IsEmpty ? 0 : N, size.Columns));
        ShapeException.Require<float>(scratch, gates.IsEmpty ? size.ForwardScratch(B) : scratch.Length);
        bool whole = part.PlaceTo - part.PlaceFrom == B;
        var chunks = new StepChunks(rowStart, !reverse);
        var walk = new StepWalk(rowStart, B, reverse, backward: false, part.PlaceFrom, part.PlaceTo);
        fixed (float* p = panels, px = x, ph = h, pc = rest, pg = gates, ps = scratch)
        {
            nint stride = pg == null ? StepChunks.Stride(size.Columns) : size.Columns;
            bool more = walk.Next(out StepSegment s);
            while (chunks.Next(out int from, out int to))
            {
                // Preactivations that nobody keeps lie in a buffer that begins with the first row of the chunk.
                int first = rowStart[from], end = rowStart[to];
                float* a = pg == null ? ps - (first * stride) : pg;
                if (whole)
                {
                    Project<V, O>(size, part, first, end - first, p, px, a, stride);
                }

                for (; more && s.Row >= first && s.Row < end; more = walk.Next(out s))
                {
                    if (!whole)
                    {
                        Project<V, O>(size, part, s.Row, s.Rows, p, px, a, stride);
                    }

                    nint after = pg == null ? s.Place : B + s.Row;
                    Advance<TCell, V, O>(size, part, p, new ScanRows
                    {
                        Count = s.Rows,
                        GateStride = stride,
                        Stride = H,
                        RestStride = size.Rest,
                        First = new ScanUnits
                        {
                            Gates = a + (s.Row * stride),
                            Plane = H,
                            Before = ph + ((nint)s.Before * H),
                            H = ph + ((nint)(B + s.Row) * H),
                            Rest = pc + ((pg == null ? s.Place : s.Before) * (nint)size.Rest),
                            RestAfter = pc + (after * size.Rest),
                        },
                    });
                }
            }
        }
    }

    /// <summary>Some units of one step of S sequences, for streaming. Bits as Forward's.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="panelFrom">First panel of 64 units.</param>
    /// <param name="panelTo">One after the last.</param>
    /// <param name="panels">The packed weights.</param>
    /// <param name="x">[S, Inputs].</param>
    /// <param name="state">[S, H + Rest], read and overwritten.</param>
    /// <param name="scratch">StepScratch(S) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step<TCell>(
        ScanSize size, int panelFrom, int panelTo, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        Span<float> state, Span<float> scratch)
        where TCell : struct, IScanCell<TCell>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Step<TCell, Vector512<float>, Lanes512>(size, panelFrom, panelTo, panels, x, state, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Step<TCell, Vector256<float>, Lanes256>(size, panelFrom, panelTo, panels, x, state, scratch);
        }
        else
        {
            Step<TCell, Vector128<float>, Lanes128>(size, panelFrom, panelTo, panels, x, state, scratch);
        }
    }

    private static void Step<TCell, V, O>(
        ScanSize size, int panelFrom, int panelTo, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        Span<float> state, Span<float> scratch)
        where TCell : struct, IScanCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H, int stride) = (size.Inputs, size.H, size.H + size.Rest);
        int S = state.Length / stride;
        ShapeException.Require(panels, size.PanelLength);
        ShapeException.Require(x, (S, I));
        ShapeException.Require<float>(state, (S, stride));
        ShapeException.Require<float>(scratch, size.StepScratch(S));
        var part = new ScanPart(0, S, panelFrom, panelTo);
        fixed (float* p = panels, px = x, ph = state, ps = scratch)
        {
            Project<V, O>(size, part, 0, S, p, px, ps, size.Columns);
            Advance<TCell, V, O>(size, part, p, new ScanRows
            {
                Count = S,
                GateStride = size.Columns,
                Stride = stride,
                RestStride = stride,
                First = new ScanUnits
                {
                    Gates = ps,
                    Plane = H,
                    Before = ph,
                    H = ph,
                    Rest = ph + H,
                    RestAfter = ph + H,
                },
            });
        }
    }

    /// <summary>Some rows of a step whose inputs are multiplied: what the states before add, then the units.</summary>
    private static void Advance<TCell, V, O>(ScanSize size, ScanPart part, float* panels, in ScanRows rows)
        where TCell : struct, IScanCell<TCell>
        where V : struct
        where O : ILanes<V>
    {
        if (TCell.IsRecurrent)
        {
            AddHeads<V, O>(size, panels + ((nint)size.Gates * size.GateLength), rows);
        }

        ForwardUnits<TCell, V, O>(size, part, rows);
    }

    /// <summary>What the units of each head before add.</summary>
    private static void AddHeads<V, O>(ScanSize size, float* panels, in ScanRows rows)
        where V : struct
        where O : ILanes<V>
    {
        if (IsPaired(size, rows.Count, size.Head))
        {
            AddHeadPairs<V, O>(size, panels, rows.First.Before, rows.First.Gates);
            return;
        }

        for (int block = 0; block < size.Gates * size.Heads; block++, panels += size.BlockLength)
        {
            int unit = block % size.Heads * size.Head;
            MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
            {
                A = rows.First.Before + unit,
                AStride = rows.Stride,
                Panels = panels,
                K = size.Head,
                Y = rows.First.Gates + (block * (nint)size.Head),
                YStride = rows.GateStride,
                Rows = rows.Count,
                Columns = size.Head,
                PanelTo = MatrixProduct.Panels(size.Head),
            });
        }
    }

    /// <summary>b + W x of some rows, gate after gate, or b + x.</summary>
    private static void Project<V, O>(
        ScanSize size, ScanPart part, int row, int rows, float* panels, float* x, float* a, nint stride)
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

        if (IsPaired(size, rows, size.H))
        {
            ProjectPairs<V, O>(size, part, panels, bias, x + ((nint)row * size.I), a + (row * stride));
            return;
        }

        for (int gate = 0; gate < size.Gates; gate++)
        {
            MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
            {
                A = x + ((nint)row * size.I),
                AStride = size.I,
                Panels = panels + ((nint)gate * size.GateLength),
                K = size.I,
                Bias = bias + (gate * size.H),
                Y = a + (row * stride) + (gate * size.H),
                YStride = stride,
                Rows = rows,
                Columns = size.H,
                PanelFrom = part.PanelFrom,
                PanelTo = part.PanelTo,
            });
        }
    }
}
