using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

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
                float* g = at.Gates == null ? at.Scratch : at.Gates + (row * stride) + (block * Width);
                Products<V, O>(block, row, taken, at.Panels, bytes, g, stride, at.Scratch);
                float* rowBefore = at.Before + ((nint)row * H) + unit;
                float* rowAfter = at.H + ((nint)row * H) + unit;
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

    private void RowsBefore<V, O>(in ForwardRows at, in ByteRows bytes)
        where O : ILanes<V>
    {
        int H = size.H;
        nint stride = size.GatesLength, innerStride = size.Blocks * Units;
        float* spare = at.Scratch + (2 * TileRows * Width);
        float* product = at.Scratch + TileScratch + ByteRows.Length(size.I, H, at.Count);
        float* inner = product + (at.Count * innerStride);
        float* gates = at.Gates == null ? inner + (at.Count * innerStride) : at.Gates;
        for (int block = 0; block < size.Blocks; block++)
        {
            int unit = block * Units, units = Math.Min(Units, H - unit), taken;
            for (int row = 0; row < at.Count; row += taken)
            {
                taken = RegisterTile.Take(at.Count - row);
                float* g = gates + (row * stride) + (block * Width);
                Products<V, O>(block, row, taken, at.Panels, bytes, g, stride, at.Scratch);
                float* seen = at.Before + ((nint)row * H) + unit;
                nint seenStride = H;
                if (units < Units)
                {
                    BlockRows.Gather(seen, H, taken, units, spare);
                    seen = spare;
                    seenStride = Units;
                }

                nint to = (row * innerStride) + unit;
                GruPointwise.Reset<V, O>(taken, g, stride, seen, seenStride, product + to, inner + to, innerStride);
            }
        }

        // r⊙at.H₋ takes the place of at.H₋ in bytes, which nobody needs any more.
        for (int row = 0; row < at.Count; row++)
        {
            bytes.StateScales[row] = RowQuantizer.Quantize<V, O>(product + (row * innerStride), H, bytes.State(row));
        }

        AddInner<V, O>(at.Count, at.Panels, bytes, inner, innerStride, at.Scratch);
        size.Update<V, O>(at, gates, inner, spare);
    }

    /// <summary>
    /// The preactivations of a block: n, r, z from x, then r, z and, with the reset after, s from h₋.
    /// </summary>
    private void Products<V, O>(
        int block, int row, int rows, float* panels, in ByteRows bytes, float* g, nint stride,
        float* scratch)
        where O : ILanes<V>
    {
        float* panel = panels + ((nint)block * QuantizedGruPanels.BlockLength(size));
        float* bias = panel + QuantizedGruPanels.BiasStart(size);
        int* sums = (int*)(scratch + (TileRows * Width));
        BytePanel.Multiply<V, O>(
            QuantizedGruPanels.InputWidth, size.I, rows, bytes.Input(row), bytes.Stride, bytes.InputScales + row, panel,
            bias, 0, g, stride, sums);
        GruPointwise.Fill<V, O>(rows, bias + (3 * Units), g + (3 * Units), stride);
        BytePanel.Multiply<V, O>(
            QuantizedGruPanels.RecurrentWidth(size), size.H, rows, bytes.State(row), bytes.Stride,
            bytes.StateScales + row,
            panel + QuantizedGruPanels.RecurrentStart(size), g + Units, stride, g + Units, stride, sums);
    }

    /// <summary>inner += R_n·(r⊙h₋).</summary>
    private void AddInner<V, O>(
        int rows, float* panels, in ByteRows bytes, float* inner, nint innerStride, float* scratch)
        where O : ILanes<V>
    {
        int* sums = (int*)(scratch + (TileRows * Width));
        for (int panel = 0; panel < QuantizedGruPanels.InnerPanels(size); panel++)
        {
            int taken;
            for (int row = 0; row < rows; row += taken)
            {
                taken = RegisterTile.Take(rows - row);
                float* to = inner + (row * innerStride) + (panel * Width);
                BytePanel.Multiply<V, O>(
                    QuantizedGruPanels.InnerWidth(size, panel), size.H, taken, bytes.State(row), bytes.Stride,
                    bytes.StateScales + row,
                    panels + QuantizedGruPanels.InnerStart(size, panel), to, innerStride, to, innerStride, sums);
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

    /// <summary>Outputs of a panel of W.</summary>
    public const int InputWidth = 3 * Units;

    // Which gate, in the order r, z, n of W and R, stands in the groups n, r, z, s.
    private static ReadOnlySpan<int> GateOfGroup => [2, 0, 1, 2];

    /// <summary>Outputs of a panel of R.</summary>
    public static int RecurrentWidth(GruCell size) => (size.ResetAfter ? 3 : 2) * Units;

    /// <summary>Floats of all panels.</summary>
    public static int Length(GruCell size) => checked(InnerStart(size, InnerPanels(size)));

    /// <summary>Floats of a block: panel of W, panel of R, biases.</summary>
    public static int BlockLength(GruCell size) => checked(BiasStart(size) + (4 * Units));

    /// <summary>Where the panel of R begins in a block.</summary>
    public static int RecurrentStart(GruCell size) => BytePanel.Length(InputWidth, size.I);

    /// <summary>Where the biases begin in a block.</summary>
    public static int BiasStart(GruCell size) => RecurrentStart(size) + BytePanel.Length(RecurrentWidth(size), size.H);

    /// <summary>How many panels of R_n there are, with the reset before.</summary>
    public static int InnerPanels(GruCell size) => size.ResetAfter ? 0 : (size.H + MostWidth - 1) / MostWidth;

    /// <summary>Outputs of a panel of R_n.</summary>
    public static int InnerWidth(GruCell size, int panel) =>
        Math.Min(MostWidth, (size.Blocks * Units) - (panel * MostWidth));

    /// <summary>Where a panel of R_n begins; one after the last gives the end of all.</summary>
    public static int InnerStart(GruCell size, int panel)
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
                BytePanel.Pack(
                    R.Values.Span, R.Scales.Span, H, (2 * H) + first, Math.Min(MostWidth, H - first),
                    InnerWidth(size, panel), 0, p + InnerStart(size, panel));
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
                BytePanel.Pack(W.Values.Span, W.Scales.Span, I, row, units, InputWidth, group * Units, block);
                b.Slice(row, units).CopyTo(new Span<float>(bias + (group * Units), units));
            }

            if (group > 0 && group <= RecurrentWidth(size) / Units)
            {
                BytePanel.Pack(
                    R.Values.Span, R.Scales.Span, H, row, units, RecurrentWidth(size), (group - 1) * Units,
                    block + RecurrentStart(size));
            }
        }

        if (size.ResetAfter)
        {
            q.Slice(unit, units).CopyTo(new Span<float>(bias + (3 * Units), units));
        }
    }
}
