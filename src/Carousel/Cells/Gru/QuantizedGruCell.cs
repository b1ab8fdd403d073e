using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// GRU with weights and activations in 8 bits, for inference, both places of the reset gate. Twin:
/// QuantizedGruReference. Derivation: docs/derivations/layers.md.
/// </summary>
/// <remarks>
/// A step's x and h₋ are quantised, each on its own; with the reset before the product r⊙h₋ too. Gates and states are
/// those of <see cref="GruCell"/>. The bits are the same alone and in a batch, stepped or over a sequence, for every
/// instruction set, and however threads share rows or units.
/// </remarks>
/// <param name="size">I, H, where the reset acts.</param>
internal readonly unsafe struct QuantizedGruCell(GruCell size) : IForwardCell<QuantizedGruCell>
{
    private const int Units = GruPanels.Units;
    private const int Width = RegisterTile.PanelWidth;
    private const int TileRows = RegisterTile.MaximumRows;

    /// <summary>A block of gates, 16 values each before and after, and the sums of a tile.</summary>
    private const int TileScratch = TileRows * ((2 * Width) + (2 * Units));

    /// <inheritdoc/>
    public static bool IsQuantized => true;

    /// <inheritdoc/>
    public int I => size.I;

    /// <inheritdoc/>
    public int H => size.H;

    /// <inheritdoc/>
    public int GatesLength => size.GatesLength;

    /// <inheritdoc/>
    public int PanelLength => QuantizedGruPanels.Length(size);

    /// <inheritdoc/>
    public bool SharesUnits => size.ResetAfter;

    /// <inheritdoc/>
    public static QuantizedGruCell Of(int inputs, int units, bool hasInnerBias) =>
        new(new GruCell(inputs, units, hasInnerBias));

    /// <inheritdoc/>
    public void Pack(in CellWeights weights, Span<float> panels) => QuantizedGruPanels.Pack(
        size, weights.QuantizedW!, weights.QuantizedR!, weights.B, weights.Q, panels);

    /// <inheritdoc/>
    public int ForwardScratch(int rows) => checked(
        TileScratch + ByteRows.Length(size.I, size.H, rows) + (rows * Units * size.Blocks)
        + (size.ResetAfter ? 0 : rows * (size.GatesLength + (Units * size.Blocks))));

    /// <inheritdoc/>
    public (int From, int To) Part(int part, int parts) =>
        (size.Blocks * part / parts, size.Blocks * (part + 1) / parts);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Rows<V, O>(in ForwardRows at)
        where O : ILanes<V>
    {
        (int I, int H, _) = size;
        var bytes = new ByteRows(I, H, at.Count, at.Scratch + TileScratch);
        for (int row = 0; row < at.Count; row++)
        {
            bytes.InputScales[row] = RowQuantizer.Quantize<V, O>(at.X + ((nint)row * I), I, bytes.Input(row));
            bytes.StateScales[row] = RowQuantizer.Quantize<V, O>(at.Before + ((nint)row * H), H, bytes.State(row));
        }

        if (size.ResetAfter)
        {
            RowsAfter<V, O>(at, bytes);
        }
        else
        {
            RowsBefore<V, O>(at, bytes);
        }
    }

    private void RowsAfter<V, O>(in ForwardRows at, in ByteRows bytes)
        where O : ILanes<V>
    {
        int H = size.H;
        nint stride = at.Gates == null ? Width : size.GatesLength;
        float* spare = at.Scratch + (2 * TileRows * Width);
        for (int block = at.BlockFrom; block < at.BlockTo; block++)
        {
            int unit = block * Units, units = Math.Min(Units, H - unit), taken;
            for (int row = 0; row < at.Count; row += taken)
            {
                taken = RegisterTile.Take(at.Count - row);
                var g = new StridedRows(
                    at.Gates == null ? at.Scratch : at.Gates + (row * stride) + (block * Width), stride);
                nint state = ((nint)row * H) + unit;
                Products<V, O>(block, row, taken, at.Panels, bytes, g, at.Scratch);
                GruCell.After<V, O>(taken, units, g, new(at.Before + state, H), new(at.H + state, H), spare);
            }
        }
    }

    private void RowsBefore<V, O>(in ForwardRows at, in ByteRows bytes)
        where O : ILanes<V>
    {
        int H = size.H;
        float* spare = at.Scratch + (2 * TileRows * Width);
        var product = new StridedRows(
            at.Scratch + TileScratch + ByteRows.Length(size.I, H, at.Count), size.Blocks * Units);
        StridedRows inner = product.FromRow(at.Count);
        var gates = new StridedRows(at.Gates == null ? inner.Row(at.Count) : at.Gates, size.GatesLength);
        for (int block = 0; block < size.Blocks; block++)
        {
            int unit = block * Units, units = Math.Min(Units, H - unit), taken;
            for (int row = 0; row < at.Count; row += taken)
            {
                taken = RegisterTile.Take(at.Count - row);
                StridedRows g = gates.FromRow(row).FromColumn(block * Width);
                Products<V, O>(block, row, taken, at.Panels, bytes, g, at.Scratch);
                GruCell.Reset<V, O>(
                    taken, units, g, new(at.Before + ((nint)row * H) + unit, H),
                    product.FromRow(row).FromColumn(unit), inner.FromRow(row).FromColumn(unit), spare);
            }
        }

        // r⊙at.H₋ takes the place of at.H₋ in bytes, which nobody needs any more.
        for (int row = 0; row < at.Count; row++)
        {
            bytes.StateScales[row] = RowQuantizer.Quantize<V, O>(product.Row(row), H, bytes.State(row));
        }

        AddInner<V, O>(at.Count, at.Panels, bytes, inner, at.Scratch);
        size.Update<V, O>(at, gates, inner, spare);
    }

    /// <summary>
    /// The preactivations of a block: n, r, z from x, then r, z and, with the reset after, s from h₋.
    /// </summary>
    private void Products<V, O>(
        int block, int row, int rows, float* panels, in ByteRows bytes, StridedRows g, float* scratch)
        where O : ILanes<V>
    {
        float* panel = panels + ((nint)block * QuantizedGruPanels.BlockLength(size));
        float* bias = panel + QuantizedGruPanels.BiasStart(size);
        StridedRows recurrent = g.FromColumn(Units);
        int* sums = (int*)(scratch + (TileRows * Width));
        QuantizedGruPanels.Inputs(size, panel).Multiply<V, O>(rows, bytes.Inputs(row), new(bias, 0), g, sums);
        GruPointwise.Fill<V, O>(rows, bias + (3 * Units), g.FromColumn(3 * Units));
        QuantizedGruPanels.States(size, panel).Multiply<V, O>(rows, bytes.States(row), recurrent, recurrent, sums);
    }

    /// <summary>inner += R_n·(r⊙h₋).</summary>
    private void AddInner<V, O>(int rows, float* panels, in ByteRows bytes, StridedRows inner, float* scratch)
        where O : ILanes<V>
    {
        int* sums = (int*)(scratch + (TileRows * Width));
        for (int panel = 0; panel < QuantizedGruPanels.InnerPanels(size); panel++)
        {
            int taken;
            for (int row = 0; row < rows; row += taken)
            {
                taken = RegisterTile.Take(rows - row);
                StridedRows to = inner.FromRow(row).FromColumn(panel * Width);
                QuantizedGruPanels.Inner(size, panels, panel).Multiply<V, O>(taken, bytes.States(row), to, to, sums);
            }
        }
    }
}

/// <summary>
/// The weights of a GRU in 8 bits as its kernel reads them: for each block of 16 units a panel of W, one of R, and the
/// biases of the groups n, r, z, s.
/// </summary>
/// <remarks>
/// W has the groups n, r, z; R has r, z, s with the reset after the product, r, z with the reset before it: then R_n
/// follows behind all blocks, 64 units a panel, of which the last is as
/// narrow as its blocks. Groups that a product has not are not stored.
/// </remarks>
internal static unsafe class QuantizedGruPanels
{
    private const int Units = GruPanels.Units;
    private const int MostWidth = RegisterTile.PanelWidth;

    private const int InputWidth = 3 * Units;

    // Which gate, in the order r, z, n of W and R, stands in the groups n, r, z, s.
    private static ReadOnlySpan<int> GateOfGroup => [2, 0, 1, 2];

    /// <summary>The panel of W of a block.</summary>
    public static BytePanel Inputs(GruCell size, float* block) => new(block, InputWidth, size.I);

    /// <summary>The panel of R of a block.</summary>
    public static BytePanel States(GruCell size, float* block) =>
        new(block + RecurrentStart(size), RecurrentWidth(size), size.H);

    /// <summary>A panel of R_n.</summary>
    public static BytePanel Inner(GruCell size, float* panels, int panel) => new(
        panels + InnerStart(size, panel), Math.Min(MostWidth, (size.Blocks * Units) - (panel * MostWidth)), size.H);

    private static int RecurrentWidth(GruCell size) => (size.ResetAfter ? 3 : 2) * Units;

    /// <summary>Floats of all panels.</summary>
    public static int Length(GruCell size) => checked(InnerStart(size, InnerPanels(size)));

    /// <summary>Floats of a block: panel of W, panel of R, biases.</summary>
    public static int BlockLength(GruCell size) => checked(BiasStart(size) + (4 * Units));

    private static int RecurrentStart(GruCell size) => BytePanel.Length(InputWidth, size.I);

    /// <summary>Where the biases begin in a block.</summary>
    public static int BiasStart(GruCell size) => RecurrentStart(size) + BytePanel.Length(RecurrentWidth(size), size.H);

    /// <summary>How many panels of R_n there are, with the reset before.</summary>
    public static int InnerPanels(GruCell size) => size.ResetAfter ? 0 : (size.H + MostWidth - 1) / MostWidth;

    /// <summary>Where a panel of R_n begins; one after the last gives the end of all.</summary>
    private static int InnerStart(GruCell size, int panel)
    {
        // Full panels, then perhaps a narrow one.
        int outputs = Math.Min(panel * MostWidth, size.Blocks * Units);
        return checked((size.Blocks * BlockLength(size)) + (panel == 0 ? 0 : BytePanel.Length(outputs, size.H)));
    }

    /// <summary>Packs the weights.</summary>
    /// <param name="size">I, H, where the reset acts.</param>
    /// <param name="W">[3H, I].</param>
    /// <param name="R">[3H, H].</param>
    /// <param name="b">[3H].</param>
    /// <param name="q">[H]; empty with the reset before.</param>
    /// <param name="panels">Length(size) values, overwritten.</param>
    /// <exception cref="ShapeException">Something is not the size stated here.</exception>
    public static void Pack(
        GruCell size, QuantizedMatrix W, QuantizedMatrix R, ReadOnlySpan<float> b, ReadOnlySpan<float> q,
        Span<float> panels)
    {
        (int I, int H, _) = size;
        ShapeException.Require(W.Values.Span, (3 * H, I));
        ShapeException.Require(R.Values.Span, (3 * H, H));
        ShapeException.Require(b, 3 * H);
        ShapeException.Require(q, size.ResetAfter ? H : 0);
        ShapeException.Require(panels, Length(size));
        panels.Clear();
        fixed (float* p = panels)
        {
            for (int j = 0; j < size.Blocks; j++)
            {
                PackBlock(size, W, R, b, q, j * Units, p + ((nint)j * BlockLength(size)));
            }

            for (int panel = 0; panel < InnerPanels(size); panel++)
            {
                int first = panel * MostWidth;
                Inner(size, p, panel).Pack(R, (2 * H) + first, Math.Min(MostWidth, H - first), 0);
            }
        }
    }

    private static void PackBlock(
        GruCell size, QuantizedMatrix W, QuantizedMatrix R, ReadOnlySpan<float> b, ReadOnlySpan<float> q, int unit,
        float* block)
    {
        (int I, int H, _) = size;
        int units = Math.Min(Units, H - unit);
        float* bias = block + BiasStart(size);
        for (int group = 0; group < 4; group++)
        {
            int row = (GateOfGroup[group] * H) + unit;
            if (group < 3)
            {
                Inputs(size, block).Pack(W, row, units, group * Units);
                b.Slice(row, units).CopyTo(new Span<float>(bias + (group * Units), units));
            }

            if (group > 0 && group <= RecurrentWidth(size) / Units)
            {
                States(size, block).Pack(R, row, units, (group - 1) * Units);
            }
        }

        if (size.ResetAfter)
        {
            q.Slice(unit, units).CopyTo(new Span<float>(bias + (3 * Units), units));
        }
    }
}
