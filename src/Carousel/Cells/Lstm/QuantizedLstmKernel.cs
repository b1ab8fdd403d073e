using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// LSTM with weights and activations in 8 bits, for inference. Twin: QuantizedLstmReference. Derivation:
/// docs/derivations/layers.md.
/// </summary>
/// <remarks>
/// A step's x and h₋ are quantised, each on its own; z = fma(S_h, s_R·s_h, fma(S_x, s_W·s_x, b)) with exact sums S;
/// gates and cells are those of <see cref="LstmKernel"/>.
/// The bits are the same alone and in a batch, stepped or over a sequence, for every instruction set, and however
/// threads share rows or units.
/// </remarks>
internal readonly unsafe partial struct QuantizedLstmKernel : ILstmArithmetic
{
    private const int Width = RegisterTile.PanelWidth;

    /// <summary>Of a part: preactivations and cells of a tile, and whole-number sums.</summary>
    private const int PartScratch = LstmKernel.TileScratch + (RegisterTile.MaximumRows * Width);

    public static bool IsQuantized => true;

    public static int PanelLength(LstmSize size) => QuantizedLstmPanels.Length(size);

    public static void Pack(LstmSize size, in CellWeights weights, Span<float> panels) =>
        QuantizedLstmPanels.Pack(size, weights.QuantizedW!, weights.QuantizedR!, weights.B, panels);

    static int ILstmArithmetic.ScratchLength(LstmSize size, int rows) => ScratchLength(size, rows);

    public static int UnitsScratchLength(LstmSize size, int batch, int parts) => ScratchLength(size, batch, parts);

    public static int StreamUnitsScratchLength(LstmSize size, int parts) => ScratchLength(size, 1, parts);

    /// <summary>Floats of scratch for rows that are computed at once.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="parts">How many parts share a step.</param>
    public static int ScratchLength(LstmSize size, int rows, int parts = 1) =>
        checked(RowsLength(size, rows) + (parts * PartScratch));

    /// <summary>Runs every step, over inputs or over symbols.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="call">As for LstmKernel.Forward, with panels from QuantizedLstmPanels.Pack and
    /// ScratchLength(size, PlaceTo − PlaceFrom) values of scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A symbol is not a row of the starts.</exception>
    public static void Forward(LstmSize size, in CellSpans call)
    {
        ShapeException.Require(call.Panels, QuantizedLstmPanels.Length(size));
        LstmKernel.RequireForward(size, call);
        LstmKernel.RequireScratch(call.Scratch, ScratchLength(size, call.PlaceTo - call.PlaceFrom));
        Widths.Run(new ForwardRun(size), call);
    }

    /// <summary>
    /// starts[v] = b + W·table[v], where Forward over numbers goes on: b + W·x is computed once for each row of the
    /// table, not for each step.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From QuantizedLstmPanels.Pack.</param>
    /// <param name="table">[V, I].</param>
    /// <param name="starts">[V, blocks of 16 units × 64], overwritten.</param>
    /// <param name="scratch">ScratchLength(size, 1) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void SymbolStarts(
        LstmSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> table, Span<float> starts, Span<float> scratch)
    {
        int V = table.Length / size.I;
        ShapeException.Require(panels, QuantizedLstmPanels.Length(size));
        ShapeException.Require(table, (V, size.I));
        ShapeException.Require(starts, LstmKernel.SymbolStartsLength(size, V));
        LstmKernel.RequireScratch(scratch, ScratchLength(size, 1));
        fixed (float* pp = panels, px = table, ps = starts, room = scratch)
        {
            Widths.Run(new StartsRun(size, V, pp, px, ps, room));
        }
    }

    /// <summary>One step of one sequence, for streaming: h and c are read and overwritten in place.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From QuantizedLstmPanels.Pack.</param>
    /// <param name="x">[I].</param>
    /// <param name="h">[H], read and overwritten.</param>
    /// <param name="c">[H], read and overwritten.</param>
    /// <param name="scratch">ScratchLength(size, 1) values, overwritten.</param>
    /// <param name="descending">Read the panels from the last to the first, as for LstmKernel.Step.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step(
        LstmSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> c,
        Span<float> scratch, bool descending = false)
    {
        BeginStream(size, x, h, scratch);
        StreamUnits(size, 0, 1, panels, h, c, scratch, descending);
    }
}
