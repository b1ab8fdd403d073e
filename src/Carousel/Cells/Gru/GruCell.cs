namespace Carousel.Kernels;

/// <summary>
/// A gated recurrent unit of I inputs and H units, the reset gate after the recurrent product or before it. Twin:
/// GruEquations. Derivation: docs/derivations/gru.md.
/// </summary>
/// <remarks>
/// Cho et al. 2014, equations 5 to 8, or with the reset gate after the product as in cuDNN. Kept gates lie in blocks of
/// 16 units, [n, r, z, s]. With the reset before the product a step has two products, one on top of the other: then its
/// units are not shared out.
/// </remarks>
/// <param name="I">Inputs.</param>
/// <param name="H">Units.</param>
/// <param name="ResetAfter">Whether the reset gate acts after the recurrent product.</param>
internal readonly unsafe partial record struct GruCell(int I, int H, bool ResetAfter) : IHiddenCell<GruCell>
{
    private const int Units = GruPanels.Units;
    private const int Width = RegisterTile.PanelWidth;
    private const int TileRows = RegisterTile.MaximumRows;

    /// <summary>
    /// Room for the rows of a tile: a block of gates, and 16 values each before, after and in between.
    /// </summary>
    private const int TileScratch = TileRows * (Width + (3 * Units));

    /// <inheritdoc/>
    public int Gates => 3;

    /// <summary>Values that training keeps for each row: 64 a block.</summary>
    public int GatesLength => Blocks * Width;

    /// <inheritdoc/>
    public int PanelLength => GruPanels.Length(this);

    /// <summary>Blocks of 16 units.</summary>
    public int Blocks => (H + Units - 1) / Units;

    /// <summary>Groups of a block that see h₋ in the backward product: r, z, s or r, z.</summary>
    public int RecurrentGroups => ResetAfter ? 3 : 2;

    /// <inheritdoc/>
    public bool SharesUnits => ResetAfter;

    /// <inheritdoc/>
    public static GruCell Of(int inputs, int units, bool hasInnerBias) => new(inputs, units, hasInnerBias);

    /// <inheritdoc/>
    public void Pack(in CellWeights weights, Span<float> panels) =>
        GruPanels.Pack(this, weights.W, weights.R, weights.B, weights.Q, panels);

    /// <inheritdoc/>
    public int ForwardScratch(int rows) =>
        checked(TileScratch + (ResetAfter ? 0 : rows * (GatesLength + (2 * Units * Blocks))));

    /// <inheritdoc/>
    public (int From, int To) Part(int part, int parts)
    {
        // Whole pairs of blocks: of one row two are computed at a time.
        int pairs = (Blocks + 1) / 2;
        return (2 * (pairs * part / parts), Math.Min(Blocks, 2 * (pairs * (part + 1) / parts)));
    }

    /// <inheritdoc/>
    public void Rows<V, O>(in ForwardRows at)
        where O : ILanes<V>
    {
        if (ResetAfter)
        {
            RowsAfter<V, O>(at);
        }
        else
        {
            RowsBefore<V, O>(at);
        }
    }

    /// <summary>Some blocks of units of one step.</summary>
    private void RowsAfter<V, O>(in ForwardRows at)
        where O : ILanes<V>
    {
        (int I, int H, _) = this;
        nint stride = at.Gates == null ? Width : GatesLength;
        float* recurrent = at.Panels + GruPanels.RecurrentStart(this);
        float* bias = at.Panels + GruPanels.BiasStart(this);
        float* spare = at.Scratch + (TileRows * Width);
        StridedRows x = new(at.X, I), before = new(at.Before, H), h = new(at.H, H);

        // The rows behind these are those of the next step, unless the run is against time: where they will be written
        // is asked for a little with each tile.
        float* ahead = at.Gates == null ? null : at.Gates + (at.Count * (stride + ((nint)at.BlockFrom * Width)));
        int block = at.BlockFrom;
        if (at.Count == 1)
        {
            block = PairsAfter<V, O>(at);
        }

        for (; block < at.BlockTo; block++)
        {
            int unit = block * Units;
            int units = Math.Min(Units, H - unit);
            Panel w = Panel.OfWeights(at.Panels + ((nint)block * Width * I), I);
            Panel r = Panel.OfWeights(recurrent + ((nint)block * Width * H), H).FromColumn(Units);
            float* b = bias + (block * Width);
            int taken;
            for (int row = 0; row < at.Count; row += taken)
            {
                taken = RegisterTile.Take(at.Count - row);
                var g = new StridedRows(
                    at.Gates == null ? at.Scratch : at.Gates + (row * stride) + (block * Width), stride);
                StridedRows rowBefore = before.FromRow(row), sums = g.FromColumn(Units);
                RegisterTile.Rows<V, O>(taken, 3 * Units, new(x.FromRow(row), w, I, new(b, 0), g));
                GruPointwise.Fill<V, O>(taken, b + (3 * Units), g.FromColumn(3 * Units));
                RegisterTile.Rows<V, O>(
                    taken, 3 * Units,
                    new(rowBefore, r, H, sums, sums, ahead: RegisterTile.Ahead.Of(ahead, taken * Width, taken, H)));
                ahead += at.Gates == null ? 0 : taken * Width;
                After<V, O>(taken, units, g, rowBefore.FromColumn(unit), h.FromRow(row).FromColumn(unit), spare);
            }
        }
    }

    /// <summary>Reset after, of a block that may have fewer than 16 units.</summary>
    internal static void After<V, O>(
        int rows, int units, StridedRows gates, StridedRows before, StridedRows h, float* spare)
        where O : ILanes<V>
    {
        if (units == Units)
        {
            GruPointwise.After<V, O>(rows, gates, before, h);
            return;
        }

        StridedRows to = new(spare + (TileRows * Units), Units);
        BlockRows.Gather(before, rows, units, spare);
        GruPointwise.After<V, O>(rows, gates, new(spare, Units), to);
        BlockRows.Scatter(to.Values, rows, units, h);
    }

    /// <summary>One row: two blocks at a time, and of each panel the three groups in use alone.</summary>
    /// <returns>The first block not computed.</returns>
    private int PairsAfter<V, O>(in ForwardRows at)
        where O : ILanes<V>
    {
        (int I, int H, _) = this;
        float* recurrent = at.Panels + GruPanels.RecurrentStart(this);
        float* bias = at.Panels + GruPanels.BiasStart(this);
        var pair = new StridedRows(at.Scratch, Width);
        int block = at.BlockFrom;
        for (; block + 2 <= at.BlockTo && (block + 2) * Units <= H; block += 2)
        {
            Panel w = Panel.OfWeights(at.Panels + ((nint)block * Width * I), I);
            Panel r = Panel.OfWeights(recurrent + ((nint)block * Width * H), H).FromColumn(Units);
            float* b = bias + (block * Width);
            RegisterTile.Pair<V, O>(3 * Units, at.X, w, w.Next, I, new(b, Width), pair);
            GruPointwise.Fill<V, O>(1, b + (3 * Units), pair.FromColumn(3 * Units));
            GruPointwise.Fill<V, O>(1, b + Width + (3 * Units), pair.FromRow(1).FromColumn(3 * Units));
            RegisterTile.Pair<V, O>(
                3 * Units, at.Before, r, r.Next, H, pair.FromColumn(Units), pair.FromColumn(Units));
            GruPointwise.After<V, O>(
                2, pair, new(at.Before + (block * Units), Units), new(at.H + (block * Units), Units));
            if (at.Gates != null)
            {
                float* gates = at.Gates + (block * Width);
                new ReadOnlySpan<float>(at.Scratch, 2 * Width).CopyTo(new Span<float>(gates, 2 * Width));
            }
        }

        return block;
    }

    private void RowsBefore<V, O>(in ForwardRows at)
        where O : ILanes<V>
    {
        (int I, int H, _) = this;
        float* spare = at.Scratch;
        var product = new StridedRows(at.Scratch + TileScratch, Blocks * Units);
        StridedRows inner = product.FromRow(at.Count);
        var gates = new StridedRows(at.Gates == null ? inner.Row(at.Count) : at.Gates, GatesLength);
        StridedRows x = new(at.X, I), before = new(at.Before, H);
        float* recurrent = at.Panels + GruPanels.RecurrentStart(this);
        for (int block = 0; block < Blocks; block++)
        {
            int unit = block * Units;
            int units = Math.Min(Units, H - unit);
            float* b = at.Panels + GruPanels.BiasStart(this) + (block * Width);
            Panel w = Panel.OfWeights(at.Panels + ((nint)block * Width * I), I);
            Panel r = Panel.OfWeights(recurrent + ((nint)block * Width * H), H).FromColumn(Units);
            int taken;
            for (int row = 0; row < at.Count; row += taken)
            {
                taken = RegisterTile.Take(at.Count - row);
                StridedRows g = gates.FromRow(row).FromColumn(block * Width), sums = g.FromColumn(Units);
                StridedRows rowBefore = before.FromRow(row);
                RegisterTile.Rows<V, O>(taken, 3 * Units, new(x.FromRow(row), w, I, new(b, 0), g));
                RegisterTile.Rows<V, O>(taken, 2 * Units, new(rowBefore, r, H, sums, sums));
                Reset<V, O>(
                    taken, units, g, rowBefore.FromColumn(unit), product.FromRow(row).FromColumn(unit),
                    inner.FromRow(row).FromColumn(unit), spare);
            }
        }

        MatrixProduct.Multiply<V, O>(new(at.Count, product, at.Panels + GruPanels.InnerStart(this), H, inner, H));
        Update<V, O>(at, gates, inner, spare);
    }

    /// <summary>Reset before, first half, of a block that may have fewer than 16 units.</summary>
    internal static void Reset<V, O>(
        int rows, int units, StridedRows gates, StridedRows before, StridedRows product, StridedRows inner,
        float* spare)
        where O : ILanes<V>
    {
        if (units < Units)
        {
            BlockRows.Gather(before, rows, units, spare);
            before = new(spare, Units);
        }

        GruPointwise.Reset<V, O>(rows, gates, before, product, inner);
    }

    /// <summary>Reset before, second half, of all blocks: from inner and z to the new states.</summary>
    internal void Update<V, O>(in ForwardRows at, StridedRows gates, StridedRows inner, float* spare)
        where O : ILanes<V>
    {
        int H = this.H;
        for (int unit = 0; unit < H; unit += Units)
        {
            int units = Math.Min(Units, H - unit);
            StridedRows g = gates.FromColumn(unit / Units * Width), from = inner.FromColumn(unit);
            StridedRows before = new(at.Before + unit, H), h = new(at.H + unit, H);
            if (units == Units)
            {
                GruPointwise.Update<V, O>(at.Count, g, from, before, h);
                continue;
            }

            for (int row = 0; row < at.Count; row += TileRows)
            {
                int taken = Math.Min(TileRows, at.Count - row);
                BlockRows.Gather(before.FromRow(row), taken, units, spare);
                GruPointwise.Update<V, O>(
                    taken, g.FromRow(row), from.FromRow(row), new(spare, Units),
                    new(spare + (TileRows * Units), Units));
                BlockRows.Scatter(spare + (TileRows * Units), taken, units, h.FromRow(row));
            }
        }
    }
}
