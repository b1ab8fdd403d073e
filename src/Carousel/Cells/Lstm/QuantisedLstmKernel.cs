using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Kernels.Quantised;

/// <summary>
/// LSTM with weights and activations in 8 bits, for inference. Twin: QuantisedLstmReference. Derivation:
/// docs/derivations/quantisation.md.
/// </summary>
/// <remarks>
/// A step's x and h₋ are quantised, each on its own; z = fma(S_h, s_R·s_h, fma(S_x, s_W·s_x, b)) with exact sums S;
/// gates and cells are those of <see cref="LstmKernel"/>.
/// The bits are the same alone and in a batch, stepped or over a sequence, for every instruction set, and however
/// threads share rows or units.
/// </remarks>
internal static unsafe partial class QuantisedLstmKernel
{
    private const int Width = RegisterTile.PanelWidth;

    /// <summary>Of a part: preactivations and cells of a tile, and whole-number sums.</summary>
    private const int PartScratch = LstmKernel.TileScratch + (RegisterTile.MaximumRows * Width);

    /// <summary>Floats of scratch for rows that are computed at once.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="parts">How many parts share a step.</param>
    public static int ScratchLength(LstmSize size, int rows, int parts = 1) =>
        checked(RowsLength(size, rows) + (parts * PartScratch));

    /// <summary>Runs every step.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">How the rows lie, and the direction.</param>
    /// <param name="rowFrom">First sequence, in packed order, to compute.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="panels">From QuantisedLstmPanels.Pack.</param>
    /// <param name="x">[N, I]; or, where there are starts, [N] numbers of their rows.</param>
    /// <param name="starts">From <see cref="SymbolStarts"/>, or empty.</param>
    /// <param name="h">[B+N, H]; the first B rows are the initial states and are read, the rest is overwritten.</param>
    /// <param name="c">[B+N, H] as h; or, where gates is empty, [B, H], carried.</param>
    /// <param name="gates">[N, 4H], overwritten with the gates after their nonlinearity, in compact order; or
    /// empty.</param>
    /// <param name="scratch">ScratchLength(size, rowTo − rowFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is no row of the starts.</exception>
    public static void Forward(
        LstmSize size, StepTable steps, int rowFrom, int rowTo, ReadOnlySpan<float> panels, ReadOnlySpan<float> x,
        ReadOnlySpan<float> starts,
        Span<float> h, Span<float> c, Span<float> gates, Span<float> scratch)
    {
        bool keeps = !gates.IsEmpty;
        int symbols = starts.Length / LstmKernel.SymbolStartsLength(size, 1);
        ShapeException.Require(panels, QuantisedLstmPanels.Length(size));
        ShapeException.Require(x, (steps.N, starts.IsEmpty ? size.I : 1));
        ShapeException.Require(starts, LstmKernel.SymbolStartsLength(size, symbols));
        RequireStates(size, steps, h, c, gates);
        LstmKernel.RequireScratch(scratch, ScratchLength(size, rowTo - rowFrom));
        if (symbols > 0)
        {
            LstmKernel.RequireSymbols(x, symbols);
        }

        fixed (float* pp = panels, px = x, pt = starts, ph = h, pc = c, pg = gates, ps = scratch)
        {
            var sequence = new LstmKernel.Sequence
            {
                Panels = pp,
                X = symbols > 0 ? null : px,
                Symbols = px,
                V = symbols,
                Starts = pt,
                H = ph,
                C = pc,
                KeepC = keeps,
                Gates = pg,
                Scratch = ps + RowsLength(size, rowTo - rowFrom),
            };
            if (Vector512.IsHardwareAccelerated)
            {
                Forward<Vector512<float>, Lanes512>(size, steps, rowFrom, rowTo, sequence, ps);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Forward<Vector256<float>, Lanes256>(size, steps, rowFrom, rowTo, sequence, ps);
            }
            else
            {
                Forward<Vector128<float>, Lanes128>(size, steps, rowFrom, rowTo, sequence, ps);
            }
        }
    }

    /// <summary>
    /// starts[v] = b + W·table[v], where Forward over numbers goes on: b + W·x is computed once for each row of the
    /// table, not for each step.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From QuantisedLstmPanels.Pack.</param>
    /// <param name="table">[V, I].</param>
    /// <param name="starts">[V, blocks of 16 units × 64], overwritten.</param>
    /// <param name="scratch">ScratchLength(size, 1) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void SymbolStarts(
        LstmSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> table, Span<float> starts, Span<float> scratch)
    {
        int V = table.Length / size.I;
        ShapeException.Require(panels, QuantisedLstmPanels.Length(size));
        ShapeException.Require(table, (V, size.I));
        ShapeException.Require<float>(starts, LstmKernel.SymbolStartsLength(size, V));
        LstmKernel.RequireScratch(scratch, ScratchLength(size, 1));
        fixed (float* pp = panels, px = table, ps = starts, room = scratch)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Starts<Vector512<float>, Lanes512>(size, V, pp, px, ps, room);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Starts<Vector256<float>, Lanes256>(size, V, pp, px, ps, room);
            }
            else
            {
                Starts<Vector128<float>, Lanes128>(size, V, pp, px, ps, room);
            }
        }
    }

    /// <summary>One step of one sequence, for streaming: h and c are read and overwritten in place.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From QuantisedLstmPanels.Pack.</param>
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

    private static void RequireStates(
        LstmSize size, in StepTable steps, ReadOnlySpan<float> h, ReadOnlySpan<float> c, ReadOnlySpan<float> gates)
    {
        bool keeps = !gates.IsEmpty;
        ShapeException.Require(h, (steps.B + steps.N, size.H));
        ShapeException.Require(c, (keeps ? steps.B + steps.N : steps.B, size.H));
        ShapeException.Require(gates, (keeps ? steps.N : 0, 4 * size.H));
    }
}
