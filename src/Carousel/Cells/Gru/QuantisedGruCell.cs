using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;
using Carousel.Kernels.Recurrent;

namespace Carousel.Kernels.Quantised;

/// <summary>
/// GRU with weights and activations in 8 bits, for inference, both places of the reset gate. Twin:
/// QuantisedGruReference. Derivation: docs/derivations/quantisation.md.
/// </summary>
/// <remarks>
/// A step's x and h₋ are quantised, each on its own; with the reset before the product r⊙h₋ too. Gates and states are
/// those of <see cref="GruCell"/>. The bits are the same alone and in a batch, stepped or over a sequence, for every
/// instruction set, and however threads share rows or units.
/// </remarks>
/// <param name="size">I, H, where the reset acts.</param>
internal readonly unsafe struct QuantisedGruCell(GruCell size) : IForwardCell<QuantisedGruCell>
{
    private const int Units = GruPanels.Units;
    private const int Width = RegisterTile.PanelWidth;
    private const int TileRows = RegisterTile.MaximumRows;

    /// <summary>A block of gates, 16 values each before and after, and the sums of a tile.</summary>
    private const int TileScratch = TileRows * ((2 * Width) + (2 * Units));

    /// <inheritdoc/>
    public static bool IsQuantised => true;

    /// <inheritdoc/>
    public int I => size.I;

    /// <inheritdoc/>
    public int H => size.H;

    /// <inheritdoc/>
    public int GatesLength => size.GatesLength;

    /// <inheritdoc/>
    public int PanelLength => QuantisedGruPanels.Length(size);

    /// <inheritdoc/>
    public bool SharesUnits => size.ResetAfter;

    /// <inheritdoc/>
    public static QuantisedGruCell Of(int inputs, int units, bool hasInnerBias) =>
        new(new GruCell(inputs, units, hasInnerBias));

    /// <inheritdoc/>
    public void Pack(in CellWeights weights, Span<float> panels) => QuantisedGruPanels.Pack(
        size, weights.QuantisedW!, weights.QuantisedR!, weights.B, weights.Q, panels);

    /// <inheritdoc/>
    public int ForwardScratch(int rows) => checked(
        TileScratch + ByteRows.Length(size.I, size.H, rows) + (rows * Units * size.Blocks)
        + (size.ResetAfter ? 0 : rows * (size.GatesLength + (Units * size.Blocks))));

    /// <inheritdoc/>
    public (int From, int To) Part(int part, int parts) =>
        (size.Blocks * part / parts, size.Blocks * (part + 1) / parts);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Rows<V, O>(
        int rows, int blockFrom, int blockTo, float* panels, float* x, float* before, float* h, float* gates,
        float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        (int I, int H, _) = size;
        var bytes = new ByteRows(I, H, rows, scratch + TileScratch);
        for (int row = 0; row < rows; row++)
        {
            bytes.InputScales[row] = RowQuantiser.Quantise<V, O>(x + ((nint)row * I), I, bytes.Input(row));
            bytes.StateScales[row] = RowQuantiser.Quantise<V, O>(before + ((nint)row * H), H, bytes.State(row));
        }

        if (size.ResetAfter)
        {
            RowsAfter<V, O>(rows, blockFrom, blockTo, panels, bytes, before, h, gates, scratch);
        }
        else
        {
            RowsBefore<V, O>(rows, panels, bytes, before, h, gates, scratch);
        }
    }

    private void RowsAfter<V, O>(
        int rows, int blockFrom, int blockTo, float* panels, in ByteRows bytes, float* before, float* h,
        float* gates, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        int H = size.H;
        nint stride = gates == null ? Width : size.GatesLength;
        float* spare = scratch + (2 * TileRows * Width);
        for (int block = blockFrom; block < blockTo; block++)
        {
            int unit = block * Units, units = Math.Min(Units, H - unit), taken;
            for (int row = 0; row < rows; row += taken)
            {
                taken = RegisterTile.Take(rows - row);
                float* g = gates == null ? scratch : gates + (row * stride) + (block * Width);
                Products<V, O>(block, row, taken, panels, bytes, g, stride, scratch);
                float* rowBefore = before + ((nint)row * H) + unit;
                float* rowAfter = h + ((nint)row * H) + unit;
                if (units == Units)
                {
                    GruPointwise.After<V, O>(taken, g, stride, rowBefore, H, rowAfter, H);
                    continue;
                }

                BlockRows.Gather(rowBefore, H, taken, units, spare);
                GruPointwise.After<V, O>(taken, g, stride, spare, Units, spare + (TileRows * Units), Units);
                BlockRows.Scatter(spare + (TileRows * Units), taken, units, rowAfter, H);
            }
        }
    }

    private void RowsBefore<V, O>(
        int rows, float* panels, in ByteRows bytes, float* before, float* h, float* gates, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        int H = size.H;
        nint stride = size.GatesLength, innerStride = size.Blocks * Units;
        float* spare = scratch + (2 * TileRows * Width);
        float* product = scratch + TileScratch + ByteRows.Length(size.I, H, rows);
        float* inner = product + (rows * innerStride);
        gates = gates == null ? inner + (rows * innerStride) : gates;
        for (int block = 0; block < size.Blocks; block++)
        {
            int unit = block * Units, units = Math.Min(Units, H - unit), taken;
            for (int row = 0; row < rows; row += taken)
            {
                taken = RegisterTile.Take(rows - row);
                float* g = gates + (row * stride) + (block * Width);
                Products<V, O>(block, row, taken, panels, bytes, g, stride, scratch);
                float* seen = before + ((nint)row * H) + unit;
                nint seenStride = H;
                if (units < Units)
                {
                    BlockRows.Gather(seen, H, taken, units, spare);
                    seen = spare;
                    seenStride = Units;
                }

                nint at = (row * innerStride) + unit;
                GruPointwise.Reset<V, O>(taken, g, stride, seen, seenStride, product + at, inner + at, innerStride);
            }
        }

        // r⊙h₋ takes the place of h₋ in bytes, which nobody needs any more.
        for (int row = 0; row < rows; row++)
        {
            bytes.StateScales[row] = RowQuantiser.Quantise<V, O>(product + (row * innerStride), H, bytes.State(row));
        }

        AddInner<V, O>(rows, panels, bytes, inner, innerStride, scratch);
        size.Update<V, O>(rows, gates, inner, before, h, spare);
    }

    /// <summary>
    /// The preactivations of a block: n, r, z from x, then r, z and, with the reset after, s from h₋.
    /// </summary>
    private void Products<V, O>(
        int block, int row, int rows, float* panels, in ByteRows bytes, float* g, nint stride,
        float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        float* panel = panels + ((nint)block * QuantisedGruPanels.BlockLength(size));
        float* bias = panel + QuantisedGruPanels.BiasStart(size);
        int* sums = (int*)(scratch + (TileRows * Width));
        BytePanel.Multiply<V, O>(
            QuantisedGruPanels.InputWidth, size.I, rows, bytes.Input(row), bytes.Stride, bytes.InputScales + row, panel,
            bias, 0, g, stride, sums);
        GruPointwise.Fill<V, O>(rows, bias + (3 * Units), g + (3 * Units), stride);
        BytePanel.Multiply<V, O>(
            QuantisedGruPanels.RecurrentWidth(size), size.H, rows, bytes.State(row), bytes.Stride,
            bytes.StateScales + row,
            panel + QuantisedGruPanels.RecurrentStart(size), g + Units, stride, g + Units, stride, sums);
    }

    /// <summary>inner += R_n·(r⊙h₋).</summary>
    private void AddInner<V, O>(
        int rows, float* panels, in ByteRows bytes, float* inner, nint innerStride, float* scratch)
        where V : struct
        where O : ILanes<V>
    {
        int* sums = (int*)(scratch + (TileRows * Width));
        for (int panel = 0; panel < QuantisedGruPanels.InnerPanels(size); panel++)
        {
            int taken;
            for (int row = 0; row < rows; row += taken)
            {
                taken = RegisterTile.Take(rows - row);
                float* to = inner + (row * innerStride) + (panel * Width);
                BytePanel.Multiply<V, O>(
                    QuantisedGruPanels.InnerWidth(size, panel), size.H, taken, bytes.State(row), bytes.Stride,
                    bytes.StateScales + row,
                    panels + QuantisedGruPanels.InnerStart(size, panel), to, innerStride, to, innerStride, sums);
            }
        }
    }
}
