using Carousel.Backends;
using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Autograd;

/// <summary>An LSTM over packed sequences on the tape. Kernel: LstmKernel.</summary>
public sealed class LstmOp : Op
{
    private static readonly LstmOp _instance = new();

    private LstmOp()
    {
    }

    /// <summary>Runs whole sequences.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parameters">W, R and b.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="initialState">[B, 2H], h then c in the caller's order; <c>default</c> for zeros.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <returns>Hidden [N, H] and FinalState [B, 2H].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public static (Variable Hidden, Variable FinalState) Apply(
        Tape tape, LstmParameters parameters, Packing packing, Variable x, Variable initialState = default,
        bool reverse = false)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(packing);
        (int B, int N, int H) = (packing.BatchSize, packing.Rows, parameters.Size.H);
        ShapeException.Require(x.Shape, new Shape(N, parameters.Size.I));
        if (!initialState.IsNone)
        {
            ShapeException.Require(initialState.Shape, new Shape(B, 2 * H));
        }

        #region apply
        Variable w = tape.UsePacked(parameters.W), r = tape.UsePacked(parameters.R), b = tape.Use(parameters.B);
        Tensor h = tape.Arena.Allocate(new Shape(B + N, H));
        Tensor c = tape.Arena.Allocate(new Shape(tape.KeepsGates ? B + N : B, H));
        Tensor gates = tape.KeepsGates ? tape.Arena.Allocate(new Shape(N, 4 * H)) : default;
        Variable finalState = tape.Result(tape.Arena.Allocate(new Shape(B, 2 * H)));
        tape.Backend.LstmForward(
            parameters, packing, reverse, x.Value, initialState.Value, h, c, gates, finalState.Value);
        tape.Observer?.Ran(new RecurrentRun(
            parameters, x.Value, h.Rows(B, N), tape.KeepsGates ? c.Rows(B, N) : default, gates));
        Variable hidden = tape.Result(h.Rows(B, N));
        if (tape.IsRecording)
        {
            tape.Record(
                _instance, [hidden, finalState],
                [x, initialState, w, r, b, tape.Constant(h), tape.Constant(c), tape.Constant(gates)],
                new TapeEntry
                {
                    Packing = packing,
                    Context = parameters,
                    Index = reverse ? 1 : 0,
                    Border = tape.Border?.Open(4 * H) ?? 0,
                });
        }
        #endregion

        return (hidden, finalState);
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var parameters = (LstmParameters)entry.Context!;
        Packing packing = entry.Packing!;
        (bool reverse, int H) = (entry.Index == 1, parameters.Size.H);
        Tensor h = tape.Operand(entry, 7).Value;
        Tensor dh = tape.Arena.Allocate(h.Shape);
        Tensor dc = tape.Arena.Allocate(new Shape(packing.BatchSize, H)), gates = tape.Operand(entry, 9).Value,
            dFinal = tape.GradientIfAny(tape.Operand(entry, 1));
        tape.CopyGradient(tape.Operand(entry, 0), dh.Rows(packing.BatchSize, packing.Rows));
        if (entry.Border > 0 && tape.Border!.After > 0)
        {
            int after = tape.Border.After;
            tape.Backend.LstmStateGradient(
                parameters, tape.Border[entry.Border].Came.Rows(0, after),
                dh.Rows(packing.BatchSize + packing.FirstRow(reverse, last: true), after));
            tape.Border.Forget(tape, packing, dFinal, parts: 2);
        }

        #region backward
        tape.Backend.LstmBackward(
            parameters, packing, reverse, tape.Operand(entry, 2).Value, h, tape.Operand(entry, 8).Value, gates, dh, dc,
            dFinal, tape.GradientIfNeeded(tape.Operand(entry, 2)), tape.GradientIfNeeded(tape.Operand(entry, 4)),
            tape.GradientIfNeeded(tape.Operand(entry, 5)), tape.GradientIfNeeded(tape.Operand(entry, 6)),
            tape.GradientIfNeeded(tape.Operand(entry, 3)));
        #endregion
        if (entry.Border > 0 && tape.Border!.Before > 0)
        {
            int before = tape.Border.Before;
            tape.Backend.Copy(
                gates.Rows(packing.FirstRow(reverse), before), tape.Border[entry.Border].Left.Rows(0, before));
        }
    }
}
