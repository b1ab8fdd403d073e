using Carousel.Backends;
using Carousel.Data;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Autograd;

/// <summary>
/// An LSTM over rows of a table by number on the tape: EmbeddingOp and RecurrentOp in one, for tables of few rows.
/// Kernel:
/// LstmKernel.
/// </summary>
/// <remarks>
/// Forward it has the bits of the two. Backward it sums by row of the table first, which is another order of the same
/// sums.
/// </remarks>
internal sealed class LstmSymbolsOp : Op
{
    private static readonly LstmSymbolsOp _instance = new();

    private LstmSymbolsOp()
    {
    }

    /// <summary>Runs whole sequences.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parameters">W, R and b.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="table">[V, I].</param>
    /// <param name="symbols">[N, 1] or [N], whole numbers 0 … V − 1.</param>
    /// <param name="initialState">[B, 2H], h then c in the caller's order; <c>default</c> for zeros.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <returns>Hidden [N, H] and FinalState [B, 2H].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is no row of the table.</exception>
    public static (Variable Hidden, Variable FinalState) Apply(
        Tape tape, LstmParameters parameters, Packing packing, Variable table, Variable symbols,
        Variable initialState = default, bool reverse = false)
    {
        (int B, int N, int H, int V) = (packing.BatchSize, packing.Rows, parameters.Size.H, table.Shape[0]);
        ShapeException.Require(table.Shape, new Shape(V, parameters.Size.I));
        ShapeException.Require(symbols.Shape, new Shape(N, 1));
        if (!initialState.IsNone)
        {
            ShapeException.Require(initialState.Shape, new Shape(B, 2 * H));
        }

        Variable w = tape.UsePacked(parameters.W), r = tape.UsePacked(parameters.Recurrent),
            b = tape.Use(parameters.B);
        Tensor h = tape.Arena.Allocate(new Shape(B + N, H));
        Tensor c = tape.Arena.Allocate(new Shape(tape.KeepsGates ? B + N : B, H));
        Tensor gates = tape.KeepsGates ? tape.Arena.Allocate(new Shape(N, 4 * H)) : default;
        Tensor starts = tape.Arena.Allocate(new Shape(LstmKernel.SymbolStartsLength(parameters.Size, V)));
        Variable finalState = tape.Result(tape.Arena.Allocate(new Shape(B, 2 * H)));
        tape.Backend.LstmSymbolsForward(
            parameters, packing, reverse, symbols.Value, table.Value, initialState.Value, h, c, gates, finalState.Value,
            starts);
        tape.Observer?.Ran(new RecurrentRun(
            parameters, default, h.Rows(B, N), tape.KeepsGates ? c.Rows(B, N) : default, gates));
        Variable hidden = tape.Result(h.Rows(B, N));
        if (tape.IsRecording)
        {
            tape.Record(
                _instance, [hidden, finalState],
                [table, symbols, initialState, w, r, b, tape.Constant(h), tape.Constant(c), tape.Constant(gates)],
                new TapeEntry { Packing = packing, Context = parameters, Index = reverse ? 1 : 0 });
        }

        return (hidden, finalState);
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        var parameters = (LstmParameters)entry.Context!;
        Packing packing = entry.Packing!;
        Variable table = tape.Operand(entry, 2);
        int H = parameters.Size.H;
        Tensor h = tape.Operand(entry, 8).Value;
        Tensor dh = tape.Arena.Allocate(h.Shape);
        Tensor dc = tape.Arena.Allocate(new Shape(packing.BatchSize, H));
        Tensor scratch = tape.Arena.Allocate(new Shape(checked(6 * table.Shape[0] * H)));
        tape.CopyGradient(tape.Operand(entry, 0), dh.Rows(packing.BatchSize, packing.Rows));
        tape.Backend.LstmSymbolsBackward(
            parameters, packing, entry.Index == 1, tape.Operand(entry, 3).Value, table.Value, h,
            tape.Operand(entry, 9).Value,
            tape.Operand(entry, 10).Value, dh, dc, tape.GradientIfAny(tape.Operand(entry, 1)), scratch,
            tape.GradientIfNeeded(table),
            tape.GradientIfNeeded(tape.Operand(entry, 5)), tape.GradientIfNeeded(tape.Operand(entry, 6)),
            tape.GradientIfNeeded(tape.Operand(entry, 7)),
            tape.GradientIfNeeded(tape.Operand(entry, 4)));
    }
}
