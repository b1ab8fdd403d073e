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
        var gates = new StridedRows(pass.Gates, GatesLength);
        AddProduct<V, O>(1, Products(done.Rows, pass.Scratch), new(
            done.Rows, gates.FromRow(done.Row), pass.Panels, RecurrentGroups * H,
            new(pass.Dh + ((nint)done.Before * H), H), H)
        {
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
            Gates = new(gates, GatesLength),
            Da = new(gates, GatesLength),
            Before = new(before, H),
            Dh = new(dh, H),
            DBefore = new(dBefore, H),
            Scratch = scratch,
        });

    /// <inheritdoc/>
    public void AddInputs<V, O>(int rows, float* da, nint daStride, float* panels, float* dx, float* scratch)
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row += InputRows)
        {
            AddProduct<V, O>(0, scratch, new(
                Math.Min(InputRows, rows - row), new(da + (row * daStride), daStride),
                panels + GruPanels.BackwardInputStart(this), 3 * H, new(dx + ((nint)row * I), I), I));
        }
    }

    /// <inheritdoc/>
    public void AddWeights(in WeightTerms terms, in StepTable steps, int partFrom, int partTo) =>
        new GruGradient(this, terms).Add(steps, partFrom, partTo);

    /// <inheritdoc/>
    public void MoveWeights(in WeightTerms terms, bool back) => new GruGradient(this, terms).Move(0, Blocks, back);

    /// <inheritdoc/>
    public void AddWeightRows(in WeightTerms terms, RowOrder order) =>
        new GruGradient(this, terms).AddRows(order, 0, Blocks);

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

        AddProduct<V, O>(
            1, Products(rows, at.Scratch),
            new(rows, at.Da, at.Panels, RecurrentGroups * H, at.DBefore, H)
            {
                Ahead = at.Ahead,
                AheadLength = GatesLength,
            });
    }

    private RowsBackward At(StepSegment rows, in BackwardPass pass) => new()
    {
        Panels = pass.Panels,
        Gates = new(pass.Gates + ((nint)rows.Row * GatesLength), GatesLength),
        Da = new(pass.Da + (rows.Row * pass.DaStride), pass.DaStride),
        Before = new(pass.States + ((nint)rows.Before * H), H),
        Dh = new(pass.Dh + ((nint)(pass.Batch + rows.Row) * H), H),
        DBefore = new(pass.Dh + ((nint)rows.Before * H), H),
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
        int units = unitTo - unitFrom, blocks = units / Units, whole = blocks * Units;
        RowsBackward part = at.FromUnit(unitFrom);

        // The blocks of a row are as the rows of a block, and so may be those of the next row: memory is read from
        // front to back.
        (int count, int each) = units == H && IsFlat(at) ? (1, rows * blocks) : (rows, blocks);
        for (int row = 0; row < count && blocks > 0; row++)
        {
            GruPointwise.AfterBackward<V, O>(
                each, part.Gates.Cut(row, Width), part.Da.Cut(row, Width), part.Before.Cut(row, Units),
                part.Dh.Cut(row, Units), part.DBefore.Cut(row, Units));
        }

        part = part.FromUnit(whole);
        for (int row = 0; whole < units && row < rows; row++)
        {
            StridedRows last = part.Gather(row, units - whole);
            GruPointwise.AfterBackward<V, O>(
                1, part.Gates.FromRow(row), part.Da.FromRow(row), last, last.FromRow(1), last.FromRow(2));
            BlockRows.Scatter(last.Row(2), 1, units - whole, part.DBefore.FromRow(row));
        }
    }

    /// <summary>Whether the blocks of all rows lie one after the other.</summary>
    private bool IsFlat(in RowsBackward at) => H % Units == 0 && at.Da.Stride == GatesLength;

    private void CellsBefore<V, O>(int rows, in RowsBackward at)
        where O : ILanes<V>
    {
        int blocks = H / Units, whole = blocks * Units;
        var dInner = new StridedRows(at.Scratch + (4 * Lines), Blocks * Units);
        StridedRows dSeen = dInner.FromRow(rows);
        RowsBackward end = at.FromUnit(whole);
        (int count, int each) = IsFlat(at) ? (1, rows * blocks) : (rows, blocks);
        for (int row = 0; row < count; row++)
        {
            GruPointwise.UpdateBackward<V, O>(
                each, at.Gates.Cut(row, Width), at.Da.Cut(row, Width), dInner.Cut(row, Units),
                at.Before.Cut(row, Units), at.Dh.Cut(row, Units), at.DBefore.Cut(row, Units));
            if (whole < H)
            {
                StridedRows last = end.Gather(row, H - whole);
                GruPointwise.UpdateBackward<V, O>(
                    1, end.Gates.FromRow(row), end.Da.FromRow(row), dInner.FromRow(row).FromColumn(whole), last,
                    last.FromRow(1), last.FromRow(2));
                BlockRows.Scatter(last.Row(2), 1, H - whole, end.DBefore.FromRow(row));
            }
        }

        new Span<float>(dSeen.Values, rows * (int)dSeen.Stride).Clear();
        MatrixProduct.Multiply<V, O>(
            new(rows, dInner, at.Panels + GruPanels.BackwardInnerStart(this), H, dSeen, H));
        for (int row = 0; row < count; row++)
        {
            GruPointwise.ResetBackward<V, O>(
                each, at.Da.Cut(row, Width), dSeen.Cut(row, Units), at.Before.Cut(row, Units),
                at.DBefore.Cut(row, Units));
            if (whole < H)
            {
                StridedRows last = end.Gather(row, H - whole);
                GruPointwise.ResetBackward<V, O>(
                    1, end.Da.FromRow(row), dSeen.FromRow(row).FromColumn(whole), last, last.FromRow(2));
                BlockRows.Scatter(last.Row(2), 1, H - whole, end.DBefore.FromRow(row));
            }
        }
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
    /// <param name="scratch">ProductScratch(groups, rows) values, overwritten.</param>
    /// <param name="product">A is the gates, [rows, GatesLength]; K is groups·H.</param>
    private void AddProduct<V, O>(int firstGroup, float* scratch, MatrixProduct.Product product)
        where O : ILanes<V>
    {
        var side = new StridedRows(scratch, StepChunks.Stride(product.K));
        Gather<V, O>(H, product.K / H, product.Rows, product.A.FromColumn(firstGroup * Units), side);
        product.A = side;
        MatrixProduct.Multiply<V, O>(product);
    }

    /// <summary>Two or three groups of all blocks of some rows side by side: the order of the sum.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Gather<V, O>(int H, int groups, int rows, StridedRows gates, StridedRows to)
        where O : ILanes<V>
    {
        int blocks = H / Units, last = H % Units;
        for (int row = 0; row < rows; row++)
        {
            float* g = gates.Row(row), t = to.Row(row);
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
        public StridedRows Gates;
        public StridedRows Da;
        public StridedRows Before;
        public StridedRows Dh;
        public StridedRows DBefore;
        public float* Ahead;
        public float* Scratch;

        /// <summary>The units from some unit on, a multiple of 16.</summary>
        public readonly RowsBackward FromUnit(int unit) => new()
        {
            Gates = Gates.FromColumn(unit / Units * Width),
            Da = Da.FromColumn(unit / Units * Width),
            Before = Before.FromColumn(unit),
            Dh = Dh.FromColumn(unit),
            DBefore = DBefore.FromColumn(unit),
            Scratch = Scratch,
        };

        /// <summary>Copies of the last units of a row before, dh and dBefore, in buffers of whole vectors.</summary>
        public readonly StridedRows Gather(int row, int units)
        {
            var to = new StridedRows(Scratch, Lines);
            BlockRows.Gather(Before.FromRow(row), 1, units, to.Row(0));
            BlockRows.Gather(Dh.FromRow(row), 1, units, to.Row(1));
            BlockRows.Gather(DBefore.FromRow(row), 1, units, to.Row(2));
            return to;
        }
    }
}
