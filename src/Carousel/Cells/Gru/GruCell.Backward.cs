using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

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
        where O : ILanes<V>
    {
        RowsBackward at = At(rows, pass);
        if (rows.Before >= pass.Batch)
        {
            // The gates of the step before come, from memory perhaps, while the product runs.
            at.Ahead = pass.Gates + ((nint)(rows.Before - pass.Batch) * GatesLength);
        }

        BackwardRows<V, O>(rows.Rows, at);
    }

    /// <inheritdoc/>
    public void BackwardPanels<V, O>(
        StepSegment done, StepSegment next, int panelFrom, int panelTo, in BackwardPass pass)
        where O : ILanes<V>
    {
        nint G = GatesLength;
        AddProduct<V, O>(1, RecurrentGroups, Products(done.Rows, pass.Scratch), new MatrixProduct.Product
        {
            A = pass.Gates + (done.Row * G),
            AStride = G,
            Panels = pass.Panels,
            Y = pass.Dh + ((nint)done.Before * H),
            Rows = done.Rows,
            Columns = H,
            PanelFrom = panelFrom,
            PanelTo = panelTo,
        });
        CellsAfter<V, O>(next.Rows, panelFrom * Width, Math.Min(H, panelTo * Width), At(next, pass));
    }

    /// <inheritdoc/>
    public void AddStateGradient<V, O>(
        int rows, float* panels, float* before, float* gates, float* dh, float* dBefore, float* scratch)
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
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row += InputRows)
        {
            AddProduct<V, O>(0, 3, scratch, new MatrixProduct.Product
            {
                A = da + (row * daStride),
                AStride = daStride,
                Panels = panels + GruPanels.BackwardInputStart(this),
                Y = dx + ((nint)row * I),
                Rows = Math.Min(InputRows, rows - row),
                Columns = I,
                PanelTo = MatrixProduct.Panels(I),
            });
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
        where O : ILanes<V>
    {
        if (ResetAfter)
        {
            CellsAfter<V, O>(rows, 0, H, at);
        }
        else
        {
            CellsBefore<V, O>(rows, at);
        }

        AddProduct<V, O>(1, RecurrentGroups, Products(rows, at.Scratch), new MatrixProduct.Product
        {
            A = at.Da,
            AStride = at.DaStride,
            Panels = at.Panels,
            Ahead = at.Ahead,
            AheadLength = GatesLength,
            Y = at.DBefore,
            Rows = rows,
            Columns = H,
            PanelTo = MatrixProduct.Panels(H),
        });
    }

    private RowsBackward At(StepSegment rows, in BackwardPass pass) => new()
    {
        Panels = pass.Panels,
        Gates = pass.Gates + ((nint)rows.Row * GatesLength),
        Da = pass.Da + (rows.Row * pass.DaStride),
        DaStride = pass.DaStride,
        Before = pass.States + ((nint)rows.Before * H),
        Dh = pass.Dh + ((nint)(pass.Batch + rows.Row) * H),
        DBefore = pass.Dh + ((nint)rows.Before * H),
        Scratch = pass.Scratch,
    };

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
    private void CellsAfter<V, O>(int rows, int unitFrom, int unitTo, in RowsBackward at)
        where O : ILanes<V>
    {
        int H = this.H;
        nint stride = GatesLength;
        int units = unitTo - unitFrom, blocks = units / Units, whole = blocks * Units;
        float* gates = at.Gates + (unitFrom / Units * Width), da = at.Da + (unitFrom / Units * Width);
        float* before = at.Before + unitFrom, dh = at.Dh + unitFrom, dBefore = at.DBefore + unitFrom;

        // The blocks of a row are as the rows of a block, and so may be those of the next row: memory is read from
        // front to back.
        bool flat = whole == H && at.DaStride == stride;
        for (int row = 0; row < (flat ? 1 : rows) && blocks > 0; row++)
        {
            nint from = (nint)row * H;
            GruPointwise.AfterBackward<V, O>(
                flat ? rows * blocks : blocks, gates + (row * stride), da + (row * at.DaStride), Width, before + from,
                Units, dh + from, Units, dBefore + from, Units);
        }

        for (int row = 0; whole < units && row < rows; row++)
        {
            nint from = ((nint)row * H) + whole;
            GatherLast(before + from, dh + from, dBefore + from, H, 1, units - whole, at.Scratch);
            GruPointwise.AfterBackward<V, O>(
                1, gates + (row * stride) + (blocks * Width), da + (row * at.DaStride) + (blocks * Width), 0,
                at.Scratch, 0, at.Scratch + Lines, 0, at.Scratch + (2 * Lines), 0);
            BlockRows.Scatter(at.Scratch + (2 * Lines), 1, units - whole, dBefore + from, H);
        }
    }

    private void CellsBefore<V, O>(int rows, in RowsBackward at)
        where O : ILanes<V>
    {
        int H = this.H;
        nint stride = GatesLength;
        nint innerStride = Blocks * Units;
        int blocks = H / Units, whole = blocks * Units;
        float* dInner = at.Scratch + (4 * Lines);
        float* dSeen = dInner + (rows * innerStride);
        for (int row = 0; row < rows; row++)
        {
            nint from = (nint)row * H;
            float* g = at.Gates + (row * stride);
            float* a = at.Da + (row * at.DaStride);
            float* inner = dInner + (row * innerStride);
            GruPointwise.UpdateBackward<V, O>(
                blocks, g, a, Width, inner, Units, at.Before + from, Units, at.Dh + from, Units, at.DBefore + from,
                Units);
            if (whole < H)
            {
                from += whole;
                GatherLast(at.Before + from, at.Dh + from, at.DBefore + from, H, 1, H - whole, at.Scratch);
                GruPointwise.UpdateBackward<V, O>(
                    1, g + (blocks * Width), a + (blocks * Width), 0, inner + whole, 0, at.Scratch, 0,
                    at.Scratch + Lines, 0, at.Scratch + (2 * Lines), 0);
                BlockRows.Scatter(at.Scratch + (2 * Lines), 1, H - whole, at.DBefore + from, H);
            }
        }

        new Span<float>(dSeen, rows * (int)innerStride).Clear();
        MatrixProduct.Multiply<V, O>(new()
        {
            A = dInner,
            AStride = innerStride,
            Panels = at.Panels + GruPanels.BackwardInnerStart(this),
            K = H,
            Y = dSeen,
            YStride = innerStride,
            Rows = rows,
            Columns = H,
            PanelTo = MatrixProduct.Panels(H),
        });
        for (int row = 0; row < rows; row++)
        {
            nint from = (nint)row * H;
            float* a = at.Da + (row * at.DaStride);
            float* seen = dSeen + (row * innerStride);
            GruPointwise.ResetBackward<V, O>(
                blocks, a, Width, seen, Units, at.Before + from, Units, at.DBefore + from, Units);
            if (whole < H)
            {
                from += whole;
                GatherLast(at.Before + from, at.Dh + from, at.DBefore + from, H, 1, H - whole, at.Scratch);
                GruPointwise.ResetBackward<V, O>(
                    1, a + (blocks * Width), 0, seen + whole, 0, at.Scratch, 0, at.Scratch + (2 * Lines), 0);
                BlockRows.Scatter(at.Scratch + (2 * Lines), 1, H - whole, at.DBefore + from, H);
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
    /// <param name="scratch">ProductScratch(groups, rows) values, overwritten.</param>
    /// <param name="product">A is the gates, [rows, GatesLength]; panels have groups·H rows each; y is dense.</param>
    private void AddProduct<V, O>(int firstGroup, int groups, float* scratch, MatrixProduct.Product product)
        where O : ILanes<V>
    {
        int K = groups * H;
        nint stride = StepChunks.Stride(K);
        float* gates = product.A + (firstGroup * Units);
        Gather<V, O>(H, groups, product.Rows, gates, product.AStride, scratch, stride);
        (product.AStride, product.K, product.YStride) = (stride, K, product.Columns);
        product.A = scratch;
        MatrixProduct.Multiply<V, O>(product);
    }

    /// <summary>Two or three groups of all blocks of some rows side by side: the order of the sum.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Gather<V, O>(
        int H, int groups, int rows, float* gates, nint gatesStride, float* to, nint stride)
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
