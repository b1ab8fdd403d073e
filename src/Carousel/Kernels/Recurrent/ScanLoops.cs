using Carousel.Tensors;

namespace Carousel.Kernels;

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
        ShapeException.Require(panels, size.PanelLength);
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
        ShapeException.Require(panels, size.BackwardPanelLength);
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
    /// <param name="call">Panels, X, H, C, Gates; or in inference no gates and ForwardScratch(B) values of
    /// scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward<TCell>(ScanSize size, ScanPart part, in CellSpans call)
        where TCell : struct, IScanCell<TCell> => Widths.Run(new ForwardRun<TCell>(size, part), call);

    /// <summary>Some units of one step of S sequences, for streaming. Bits as Forward's.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="panelFrom">First panel of 64 units.</param>
    /// <param name="panelTo">One after the last.</param>
    /// <param name="panels">The packed weights.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="state">[S, H + Rest], read and overwritten.</param>
    /// <param name="scratch">StepScratch(S) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step<TCell>(
        ScanSize size, int panelFrom, int panelTo, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        Span<float> state, Span<float> scratch)
        where TCell : struct, IScanCell<TCell>
    {
        (int I, int H, int stride) = (size.I, size.H, size.H + size.Rest);
        int S = state.Length / stride;
        ShapeException.Require(panels, size.PanelLength);
        ShapeException.Require(x, (S, I));
        ShapeException.Require(state, (S, stride));
        ShapeException.Require(scratch, size.StepScratch(S));
        fixed (float* p = panels, px = x, ph = state, ps = scratch)
        {
            var rows = new ScanRows
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
            };
            Widths.Run(new StepRun<TCell>(size, new ScanPart(0, S, panelFrom, panelTo), p, px), rows);
        }
    }

    /// <summary>Some rows of a step whose inputs are multiplied: what the states before add, then the units.</summary>
    private static void Advance<TCell, V, O>(ScanSize size, ScanPart part, float* panels, in ScanRows rows)
        where TCell : struct, IScanCell<TCell>
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
            MatrixProduct.Multiply<V, O>(new(
                rows.Count, new(rows.First.Before + unit, rows.Stride), panels, size.Head,
                new(rows.First.Gates + (block * (nint)size.Head), rows.GateStride), size.Head));
        }
    }

    /// <summary>b + W x of some rows, gate after gate.</summary>
    private static void Project<V, O>(
        ScanSize size, ScanPart part, int rows, float* panels, float* x, float* a, nint stride)
        where O : ILanes<V>
    {
        float* bias = panels + (size.PanelLength - size.Columns);
        if (IsPaired(size, rows, size.H))
        {
            ProjectPairs<V, O>(size, part, panels, bias, x, a);
            return;
        }

        for (int gate = 0; gate < size.Gates; gate++)
        {
            MatrixProduct.Multiply<V, O>(new(
                rows, new(x, size.I), panels + ((nint)gate * size.GateLength), size.I,
                new(a + (gate * size.H), stride), size.H)
            {
                Bias = bias + (gate * size.H),
                PanelFrom = part.PanelFrom,
                PanelTo = part.PanelTo,
            });
        }
    }

    internal readonly struct ForwardRun<TCell>(ScanSize size, ScanPart part) : IWidthWork<CellSpans>
        where TCell : struct, IScanCell<TCell>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            StepTable steps = call.Steps;
            (int I, int H, int B, int N) = (size.I, size.H, steps.B, steps.N);
            bool keeps = !call.Gates.IsEmpty, whole = part.PlaceTo - part.PlaceFrom == B;
            ShapeException.Require(call.Panels, size.PanelLength);
            ShapeException.Require(call.X, (N, I));
            ShapeException.Require(call.H, (B + N, H));
            ShapeException.Require(call.C, (keeps ? B + N : B, size.Rest));
            ShapeException.Require(call.Gates, (keeps ? N : 0, size.Columns));
            ShapeException.Require(call.Scratch, keeps ? call.Scratch.Length : size.ForwardScratch(B));
            var chunks = new StepChunks(steps.RowStart, !steps.Reverse);
            var walk = new StepWalk(steps, backward: false, part.PlaceFrom, part.PlaceTo);
            fixed (float* p = call.Panels, px = call.X, ph = call.H, pc = call.C, pg = call.Gates, ps = call.Scratch)
            {
                nint stride = pg == null ? StepChunks.Stride(size.Columns) : size.Columns;
                bool more = walk.Next(out StepSegment s);
                while (chunks.Next(out int from, out int to))
                {
                    // Preactivations that are not kept are in a buffer that begins with the first row of the chunk.
                    int first = steps.RowStart[from], end = steps.RowStart[to];
                    float* a = pg == null ? ps - (first * stride) : pg;
                    if (whole)
                    {
                        Project<V, O>(size, part, end - first, p, px + ((nint)first * I), a + (first * stride), stride);
                    }

                    for (; more && s.Row >= first && s.Row < end; more = walk.Next(out s))
                    {
                        float* gates = a + (s.Row * stride);
                        if (!whole)
                        {
                            Project<V, O>(size, part, s.Rows, p, px + ((nint)s.Row * I), gates, stride);
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
                                Gates = gates,
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
    }

    private readonly struct StepRun<TCell>(ScanSize size, ScanPart part, float* panels, float* x)
        : IWidthWork<ScanRows>
        where TCell : struct, IScanCell<TCell>
    {
        void IWidthWork<ScanRows>.Run<V, O>(in ScanRows rows)
        {
            Project<V, O>(size, part, rows.Count, panels, x, rows.First.Gates, size.Columns);
            Advance<TCell, V, O>(size, part, panels, rows);
        }
    }
}
