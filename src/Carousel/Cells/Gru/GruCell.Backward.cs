using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>The way back, and the gradients of inputs and weights.</summary>
internal readonly unsafe partial record struct GruCell
{
    /// <summary>Values of 16 units of the rows of a tile.</summary>
    private const int Lines = TileRows * Units;

    /// <summary>
    /// Rows of an input gradient at a time: their gates stay in the second-level cache while all panels pass.
    /// </summary>
    private const int InputRows = 96;

    /// <inheritdoc/>
    public int InnerBias => ResetAfter ? H : 0;

    /// <inheritdoc/>
    public int BackwardPanelLength => GruPanels.BackwardLength(this);

    /// <inheritdoc/>
    public int InputScratch => ProductScratch(3, InputRows);

    /// <inheritdoc/>
    public int GradientParts => Blocks;

    /// <inheritdoc/>
    public void PackBackward(in CellWeights weights, Span<float> panels) =>
        GruPanels.PackBackward(this, weights.W, weights.R, panels);

    /// <inheritdoc/>
    public int BackwardScratch(int rows) =>
        checked((4 * Lines) + ProductScratch(RecurrentGroups, rows)
            + (ResetAfter ? 0 : 2 * rows * Blocks * Units));

    /// <inheritdoc/>
    public int GradientScratch(bool along) =>
        GruGradient.ScratchLength(this, along ? Blocks : Math.Min(GruGradient.Group, Blocks));

    /// <inheritdoc/>
    public void BackwardRows<V, O>(StepSegment rows, in BackwardPass pass)
        where V : struct
        where O : ILanes<V>
    {
        int H = this.H, G = GatesLength;

        // The gates of the step before come, from memory perhaps, while the product runs.
        BackwardRows<V, O>(rows.Rows, new RowsBackward
        {
            Panels = pass.Panels,
            Gates = pass.Gates + ((nint)rows.Row * G),
            Da = pass.Da + (rows.Row * pass.DaStride),
            DaStride = pass.DaStride,
            Before = pass.States + ((nint)rows.Before * H),
            Dh = pass.Dh + ((nint)(pass.Batch + rows.Row) * H),
            DBefore = pass.Dh + ((nint)rows.Before * H),
            Ahead = rows.Before < pass.Batch ? null : pass.Gates + ((nint)(rows.Before - pass.Batch) * G),
            Scratch = pass.Scratch,
        });
    }

    /// <inheritdoc/>
    public void BackwardPanels<V, O>(
        StepSegment done, StepSegment next, int panelFrom, int panelTo, in BackwardPass pass)
        where V : struct
        where O : ILanes<V>
    {
        int H = this.H;
        nint G = GatesLength;
        AddProduct<V, O>(
            1, RecurrentGroups, done.Rows, pass.Gates + (done.Row * G), G, pass.Panels, H,
            pass.Dh + ((nint)done.Before * H), null, Products(done.Rows, pass.Scratch), panelFrom, panelTo);
        float* gates = pass.Gates + (next.Row * G);
        CellsAfter<V, O>(
            next.Rows, panelFrom * Width, Math.Min(H, panelTo * Width), gates, gates, G,
            pass.States + ((nint)next.Before * H), pass.Dh + ((nint)(pass.Batch + next.Row) * H),
            pass.Dh + ((nint)next.Before * H), pass.Scratch);
    }

    /// <inheritdoc/>
    public void AddStateGradient<V, O>(
        int rows, float* panels, float* before, float* gates, float* dh, float* dBefore, float* scratch)
        where V : struct
        where O : ILanes<V>
        => BackwardRows<V, O>(rows, new RowsBackward
        {
            Panels = panels,
            Gates = gates,
            Da = gates,
            DaStride = GatesLength,
            Before = before,
            Dh = dh,
            DBefore = dBefore,
            Scratch = scratch,
        });

    /// <inheritdoc/>
    public void AddInputs<V, O>(int rows, float* da, nint daStride, float* panels, float* dx, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row += InputRows)
        {
            AddProduct<V, O>(
                0, 3, Math.Min(InputRows, rows - row), da + (row * daStride), daStride,
                panels + GruPanels.BackwardInputStart(this), I, dx + ((nint)row * I), null, scratch);
        }
    }

    /// <inheritdoc/>
    public void AddWeights(in WeightTerms terms, in StepTable steps, int partFrom, int partTo) =>
        new GruGradient(this, terms).Add(steps, partFrom, partTo);

    /// <inheritdoc/>
    public void MoveWeights(in WeightTerms terms, bool back) => new GruGradient(this, terms).Move(0, Blocks, back);

    /// <inheritdoc/>
    public void AddWeightRows(in WeightTerms terms, RowOrder order, int batch) =>
        new GruGradient(this, terms).AddRows(order, batch, 0, Blocks);

    private void BackwardRows<V, O>(int rows, in RowsBackward at)
        where V : struct
        where O : ILanes<V>
    {
        if (ResetAfter)
        {
            CellsAfter<V, O>(
                rows, 0, H, at.Gates, at.Da, at.DaStride, at.Before, at.Dh, at.DBefore, at.Scratch);
        }
        else
        {
            CellsBefore<V, O>(
                rows, at.Panels, at.Gates, at.Da, at.DaStride, at.Before, at.Dh, at.DBefore, at.Scratch);
        }

        AddProduct<V, O>(
            1, RecurrentGroups, rows, at.Da, at.DaStride, at.Panels, H, at.DBefore, at.Ahead,
            Products(rows, at.Scratch));
    }

    /// <summary>
    /// Where scratch has room for the factors of a product: behind the buffers of the last block and the two of the
    /// reset.
    /// </summary>
    private float* Products(int rows, float* scratch) =>
        scratch + (4 * Lines) + (ResetAfter ? 0 : 2 * (nint)rows * Blocks * Units);

    /// <summary>
    /// The cells of some units, the first a multiple of 16, and so is the end or it is H. The pointers are those of
    /// unit 0.
    /// </summary>
    private void CellsAfter<V, O>(
        int rows, int unitFrom, int unitTo, float* gates, float* da, nint daStride, float* before,
        float* dh, float* dBefore, float* spare)
        where V : struct
        where O : ILanes<V>
    {
        int H = this.H;
        nint stride = GatesLength;
        int units = unitTo - unitFrom, blocks = units / Units, whole = blocks * Units;
        gates += unitFrom / Units * Width;
        da += unitFrom / Units * Width;
        before += unitFrom;
        dh += unitFrom;
        dBefore += unitFrom;

        // The blocks of a row are as the rows of a block, and so may be those of the next row: memory is read from
        // front to back.
        bool flat = whole == H && daStride == stride;
        for (int row = 0; row < (flat ? 1 : rows) && blocks > 0; row++)
        {
            nint at = (nint)row * H;
            GruPointwise.AfterBackward<V, O>(
                flat ? rows * blocks : blocks, gates + (row * stride), da + (row * daStride), Width, before + at, Units,
                dh + at, Units, dBefore + at, Units);
        }

        for (int row = 0; whole < units && row < rows; row++)
        {
            nint at = ((nint)row * H) + whole;
            GatherLast(before + at, dh + at, dBefore + at, H, 1, units - whole, spare);
            GruPointwise.AfterBackward<V, O>(
                1, gates + (row * stride) + (blocks * Width), da + (row * daStride) + (blocks * Width), 0,
                spare, 0, spare + Lines, 0, spare + (2 * Lines), 0);
            BlockRows.Scatter(spare + (2 * Lines), 1, units - whole, dBefore + at, H);
        }
    }

    private void CellsBefore<V, O>(
        int rows, float* panels, float* gates, float* da, nint daStride, float* before, float* dh,
        float* dBefore, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        int H = this.H;
        nint stride = GatesLength;
        nint innerStride = Blocks * Units;
        int blocks = H / Units, whole = blocks * Units;
        float* dInner = scratch + (4 * Lines);
        float* dSeen = dInner + (rows * innerStride);
        for (int row = 0; row < rows; row++)
        {
            nint at = (nint)row * H;
            float* g = gates + (row * stride);
            float* a = da + (row * daStride);
            float* inner = dInner + (row * innerStride);
            GruPointwise.UpdateBackward<V, O>(
                blocks, g, a, Width, inner, Units, before + at, Units, dh + at, Units, dBefore + at, Units);
            if (whole < H)
            {
                at += whole;
                GatherLast(before + at, dh + at, dBefore + at, H, 1, H - whole, scratch);
                GruPointwise.UpdateBackward<V, O>(
                    1, g + (blocks * Width), a + (blocks * Width), 0, inner + whole, 0, scratch, 0, scratch + Lines, 0,
                    scratch + (2 * Lines), 0);
                BlockRows.Scatter(scratch + (2 * Lines), 1, H - whole, dBefore + at, H);
            }
        }

        new Span<float>(dSeen, rows * (int)innerStride).Clear();
        MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
        {
            A = dInner,
            AStride = innerStride,
            Panels = panels + GruPanels.BackwardInnerStart(this),
            K = H,
            Bias = null,
            Y = dSeen,
            YStride = innerStride,
            Rows = rows,
            Columns = H,
            PanelFrom = 0,
            PanelTo = MatrixProduct.Panels(H),
        });
        for (int row = 0; row < rows; row++)
        {
            nint at = (nint)row * H;
            float* a = da + (row * daStride);
            float* seen = dSeen + (row * innerStride);
            GruPointwise.ResetBackward<V, O>(blocks, a, Width, seen, Units, before + at, Units, dBefore + at, Units);
            if (whole < H)
            {
                at += whole;
                GatherLast(before + at, dh + at, dBefore + at, H, 1, H - whole, scratch);
                GruPointwise.ResetBackward<V, O>(
                    1, a + (blocks * Width), 0, seen + whole, 0, scratch, 0, scratch + (2 * Lines), 0);
                BlockRows.Scatter(scratch + (2 * Lines), 1, H - whole, dBefore + at, H);
            }
        }
    }

    private static void GatherLast(
        float* before, float* dh, float* dBefore, nint stride, int rows, int units, float* to)
    {
        BlockRows.Gather(before, stride, rows, units, to);
        BlockRows.Gather(dh, stride, rows, units, to + Lines);
        BlockRows.Gather(dBefore, stride, rows, units, to + (2 * Lines));
    }

    /// <summary>Floats of scratch that AddProduct needs.</summary>
    /// <param name="groups">How many groups take part.</param>
    /// <param name="rows">Rows.</param>
    private int ProductScratch(int groups, int rows) =>
        checked((rows * (int)StepChunks.Stride(groups * H)) + 15) & -16;

    /// <summary>
    /// y[r, 0 … columns) += the sum over blocks, groups firstGroup … and units, in this order, of gate·weight.
    /// </summary>
    /// <param name="firstGroup">First group that takes part.</param>
    /// <param name="groups">How many groups.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="gates">[rows, GatesLength].</param>
    /// <param name="gatesStride">Distance of two rows of gates.</param>
    /// <param name="panels">Panels over the columns, each with groups·H rows.</param>
    /// <param name="columns">Columns of y.</param>
    /// <param name="y">[rows, columns], added to.</param>
    /// <param name="ahead">[rows, GatesLength] to be asked for meanwhile, or null.</param>
    /// <param name="scratch">ProductScratch(groups, rows) values, overwritten.</param>
    /// <param name="panelFrom">First panel of 64 columns to compute.</param>
    /// <param name="panelTo">One after the last; all if not given.</param>
    private void AddProduct<V, O>(
        int firstGroup, int groups, int rows, float* gates, nint gatesStride, float* panels, int columns,
        float* y, float* ahead, float* scratch,
        int panelFrom = 0, int panelTo = int.MaxValue)
        where V : struct
        where O : ILanes<V>
    {
        int K = groups * H;
        nint stride = StepChunks.Stride(K);
        Gather<V, O>(H, groups, rows, gates + (firstGroup * Units), gatesStride, scratch, stride);

        MatrixProduct.Multiply<V, O>(new MatrixProduct.Product
        {
            A = scratch,
            AStride = stride,
            Panels = panels,
            K = K,
            Ahead = ahead,
            AheadLength = GatesLength,
            Y = y,
            YStride = columns,
            Rows = rows,
            Columns = columns,
            PanelFrom = panelFrom,
            PanelTo = Math.Min(panelTo, MatrixProduct.Panels(columns)),
        });
    }

    /// <summary>Two or three groups of all blocks of some rows side by side: the order of the sum.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Gather<V, O>(
        int H, int groups, int rows, float* gates, nint gatesStride, float* to, nint stride)
        where V : struct
        where O : ILanes<V>
    {
        int blocks = H / Units, last = H % Units;
        for (int row = 0; row < rows; row++)
        {
            float* g = gates + (row * gatesStride);
            float* t = to + (row * stride);
            for (int block = 0; block < blocks; block++)
            {
                for (int u = 0; u < Units; u += O.Count)
                {
                    O.Store(O.Load(g + u), t + u);
                    O.Store(O.Load(g + Units + u), t + Units + u);
                    if (groups == 3)
                    {
                        O.Store(O.Load(g + (2 * Units) + u), t + (2 * Units) + u);
                    }
                }

                g += Width;
                t += groups * Units;
            }

            // The last block's groups are not full: the summed index skips what is not there.
            for (int group = 0; last > 0 && group < groups; group++)
            {
                MatrixProduct.Copy(g + (group * Units), t, last);
                t += last;
            }
        }
    }

    /// <summary>Where the rows of one step lie.</summary>
    private struct RowsBackward
    {
        public float* Panels;
        public float* Gates;
        public float* Da;
        public nint DaStride;
        public float* Before;
        public float* Dh;
        public float* DBefore;
        public float* Ahead;
        public float* Scratch;
    }
}
