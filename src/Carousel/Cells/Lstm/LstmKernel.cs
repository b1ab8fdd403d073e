using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Sizes of one LSTM layer: I inputs, H hidden units.</summary>
/// <param name="I">Inputs.</param>
/// <param name="H">Hidden units.</param>
internal readonly record struct LstmSize(int I, int H)
{
    /// <summary>
    /// Throws unless there are units, no negative number of inputs, and weights that fit into one block of memory.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    internal void Require() => BufferLength.RequireLayer(I, H, LstmGates.Count, leastInputs: 0);
}

/// <summary>
/// LSTM with forget gates over packed sequences. Twin: LstmEquations. Derivation: docs/derivations/lstm.md.
/// </summary>
/// <remarks>
/// <para>Gers, Schmidhuber and Cummins 2000, equations 1 to 6, without peepholes. Gate order:
/// <see cref="LstmGates"/>.</para>
/// <para>Rows are independent of each other, so threads may split [0, B) into ranges; weight gradients are split by
/// blocks of units. Neither shows in the bits,
/// nor does the width of the vectors, nor whether a step is run by Forward or Step.</para>
/// </remarks>
internal readonly unsafe partial struct LstmKernel : ILstmArithmetic
{
    public static bool IsQuantized => false;

    public static int PanelLength(LstmSize size) => LstmPanels.ForwardLength(size);

    public static void Pack(LstmSize size, in CellWeights weights, Span<float> panels) =>
        LstmPanels.PackForward(size, weights.W, weights.R, weights.B, panels);

    static void ILstmArithmetic.SymbolStarts(
        LstmSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> table, Span<float> starts,
        Span<float> scratch) =>
        SymbolStarts(size, panels, table, starts);

    /// <summary>Runs every step; over inputs, or over symbols, with the bits of the rows themselves.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="call">Panels, X, H, C; Starts from SymbolStarts where X is symbols; Gates, which get the gates
    /// after their nonlinearity in compact order, or none to keep only the hidden states; and ScratchLength(size,
    /// PlaceTo − PlaceFrom) values of scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A symbol is not a row of the starts.</exception>
    public static void Forward(LstmSize size, in CellSpans call)
    {
        ShapeException.Require(call.Panels, LstmPanels.ForwardLength(size));
        RequireForward(size, call);
        RequireRows(size, call);
        call.Steps.RequireApart(call.H, call.C, call.Gates);
        Widths.Run(new ForwardRun(size), call);
    }

    /// <summary>One step of one sequence, for streaming: h and c are read and overwritten in place.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From LstmPanels.PackForward.</param>
    /// <param name="x">[I].</param>
    /// <param name="h">[H], read and overwritten.</param>
    /// <param name="c">[H], read and overwritten.</param>
    /// <param name="scratch">ScratchLength(size, 1) values, overwritten.</param>
    /// <param name="descending">Read the panels from the last to the first. Steps that take turns find in the cache
    /// what the step before read last; the bits are the same.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Step(
        LstmSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> c,
        Span<float> scratch, bool descending = false)
    {
        (int I, int H) = size;
        ShapeException.Require(panels, LstmPanels.ForwardLength(size));
        ShapeException.Require(x, I);
        ShapeException.Require(h, H);
        ShapeException.Require(c, H);
        RequireScratch(scratch, ScratchLength(size, 1));
        fixed (float* pp = panels, px = x, ph = h, pc = c, ps = scratch)
        {
            float* row = ps + StepScratch;
            LoadStep(size, px, ph, row);
            Widths.Run(new StepRun
            {
                Size = size,
                Panels = pp,
                Row = row,
                BlockTo = UnitBlocks.Count(H),
                H = ph,
                C = pc,
                Descending = descending,
                Scratch = ps,
            });
        }
    }

    /// <summary>
    /// Back-propagation through time over the same steps, last run to first. The gradients of weights and inputs follow
    /// from what it leaves in gates.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="call">Panels for the way back, C, Gates, Dh, Dc, and ScratchLength(size, PlaceTo − PlaceFrom)
    /// values of scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(LstmSize size, in CellSpans call)
    {
        RequireBackward(size, call);
        RequireRows(size, call);
        Widths.Run(new BackwardRun(size), call);
    }

    /// <summary>dx += da·W, after Backward, over some or all rows.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From LstmPanels.PackBackward.</param>
    /// <param name="da">[n, 4H], rows of the gates as left by Backward.</param>
    /// <param name="dx">[n, I], the same rows, added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        LstmSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> da, Span<float> dx)
    {
        ShapeException.Require(panels, LstmPanels.BackwardLength(size));
        MatrixProduct.AddInputGradient(size.I, 4 * size.H, da, panels[LstmPanels.RecurrentLength(size)..], dx);
    }

    /// <summary>dBefore += da·R for some rows: what Backward does between a step and the one before.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From LstmPanels.PackBackward.</param>
    /// <param name="da">[n, 4H], ∂loss/∂preactivation of a step.</param>
    /// <param name="dBefore">[n, H], ∂loss/∂h of the step before, from above; added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddStateGradient(
        LstmSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> da, Span<float> dBefore)
    {
        ShapeException.Require(panels, LstmPanels.BackwardLength(size));
        MatrixProduct.AddInputGradient(size.H, 4 * size.H, da, panels[..LstmPanels.RecurrentLength(size)], dBefore);
    }

    /// <summary>Floats of scratch that Forward, Step and Backward need.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="rows">Sequences computed in one call.</param>
    /// <returns>The length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The sizes are not those of a layer, or no span is as long.
    /// </exception>
    public static int ScratchLength(LstmSize size, int rows)
    {
        size.Require();
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return BufferLength.Of(
            Math.Max(GroupScratch(rows) + (2L * rows * RowStride(size)), StepScratch + RowStride(size)));
    }

    private static void RequireBackward(LstmSize size, in CellSpans call)
    {
        int H = size.H;
        StepTable steps = call.Steps;
        steps.Require();
        ShapeException.Require(call.Panels, LstmPanels.BackwardLength(size));
        ShapeException.Require(call.C, (steps.B + steps.N, H));
        ShapeException.Require(call.Gates, (steps.N, 4 * H));
        ShapeException.Require(call.Dh, (steps.B + steps.N, H));
        ShapeException.Require(call.Dc, (steps.B, H));
        steps.RequireApart(call.Gates, call.Dh, call.Dc);
    }

    /// <summary>What every kernel of an LSTM reads and writes on the way forward, but for the weights.</summary>
    internal static void RequireForward(LstmSize size, in CellSpans call)
    {
        int symbols = Symbols(size, call), N = call.Steps.N, I = symbols > 0 ? 1 : size.I;
        ShapeException.Require(call.X, (N, I));
        ShapeException.Require(call.Starts, SymbolStartsLength(size, symbols));
        RequireStates(size, call);
        if (symbols > 0)
        {
            RequireSymbols(call.X, symbols);
        }
    }

    internal static void RequireStates(LstmSize size, in CellSpans call)
    {
        (int B, int N, int H, bool keeps) = (call.Steps.B, call.Steps.N, size.H, !call.Gates.IsEmpty);
        ShapeException.Require(call.H, (B + N, H));
        ShapeException.Require(call.C, (keeps ? B + N : B, H));
        ShapeException.Require(call.Gates, (keeps ? N : 0, 4 * H));
    }

    /// <summary>V, where inputs are symbols.</summary>
    internal static int Symbols(LstmSize size, in CellSpans call) => call.Starts.Length / SymbolStartsLength(size, 1);

    /// <summary>Which rows a call computes, and the scratch for them.</summary>
    private static void RequireRows(LstmSize size, in CellSpans call)
    {
        (int placeFrom, int placeTo) = (call.PlaceFrom, call.PlaceTo);
        call.Steps.Require();
        PartRange.Require(placeFrom, placeTo, call.Steps.B);
        RequireScratch(call.Scratch, ScratchLength(size, placeTo - placeFrom));
        call.Steps.RequireApart(call.Scratch);
    }

    internal static void RequireScratch(ReadOnlySpan<float> scratch, int length) =>
        ShapeException.Require(scratch[..Math.Min(scratch.Length, length)], length, nameof(scratch));
}
