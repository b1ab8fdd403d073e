using Carousel.Backends;
using Carousel.Data;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Autograd;

/// <summary>A GRU over packed sequences on the tape. Kernel: GruKernel.</summary>
public sealed class GruOp : Op
{
    private static readonly GruOp _instance = new();

    private GruOp()
    {
    }

    /// <summary>Runs whole sequences.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parameters">W, R, b and q.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="initialState">[B, H] in the caller's order; <c>default</c> for zeros.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <returns>Hidden [N, H] and FinalState [B, H].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public static (Variable Hidden, Variable FinalState) Apply(
        Tape tape, GruParameters parameters, Packing packing, Variable x, Variable initialState = default,
        bool reverse = false)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(packing);
        GruSize size = parameters.Size;
        (int B, int N, int H) = (packing.BatchSize, packing.Rows, size.H);
        ShapeException.Require(x.Shape, new Shape(N, size.I));
        if (!initialState.IsNone)
        {
            ShapeException.Require(initialState.Shape, new Shape(B, H));
        }

        Variable w = tape.UsePacked(parameters.W), r = tape.UsePacked(parameters.R), b = tape.Use(parameters.B);
        Variable q = parameters.Q is null ? default : tape.Use(parameters.Q);
        Tensor h = tape.Arena.Allocate(new Shape(B + N, H));
        Tensor gates = tape.KeepsGates ? tape.Arena.Allocate(new Shape(N, size.GatesLength)) : default;
        Variable finalState = tape.Result(tape.Arena.Allocate(new Shape(B, H)));
        tape.Backend.GruForward(parameters, packing, reverse, x.Value, initialState.Value, h, gates, finalState.Value);
        tape.Observer?.Ran(new RecurrentRun(parameters, x.Value, h.Rows(B, N), default, gates));
        Variable hidden = tape.Result(h.Rows(B, N));
        if (tape.IsRecording)
        {
            tape.Record(
                _instance, [hidden, finalState], [x, initialState, w, r, b, q, tape.Constant(h), tape.Constant(gates)],
                new TapeEntry
                {
                    Packing = packing,
                    Context = parameters,
                    Index = reverse ? 1 : 0,
                    Border = tape.Border?.Open(size.GatesLength, H) ?? 0,
                });
        }

        return (hidden, finalState);
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        ArgumentNullException.ThrowIfNull(tape);
        Packing packing = entry.Packing!;
        (int B, bool reverse) = (packing.BatchSize, entry.Index == 1);
        var parameters = (GruParameters)entry.Context!;
        Tensor h = tape.Operand(entry, 8).Value, gates = tape.Operand(entry, 9).Value,
            dFinal = tape.GradientIfAny(tape.Operand(entry, 1));
        Tensor dh = tape.Arena.Allocate(h.Shape);
        tape.CopyGradient(tape.Operand(entry, 0), dh.Rows(B, packing.Rows));
        (int after, int before) = entry.Border > 0 ? (tape.Border!.After, tape.Border.Before) : (0, 0);
        if (after > 0)
        {
            SegmentBorder.Handed handed = tape.Border![entry.Border];
            int last = B + packing.FirstRow(reverse, last: true);
            tape.Backend.GruStateGradient(
                parameters, h.Rows(last, after), handed.Came.Rows(0, after), handed.CameGradient.Rows(0, after),
                dh.Rows(last, after));
            tape.Border.Forget(tape, packing, dFinal);
        }

        if (before > 0)
        {
            // The way back overwrites the gates.
            tape.Backend.Copy(
                gates.Rows(packing.FirstRow(reverse), before), tape.Border![entry.Border].Left.Rows(0, before));
        }

        tape.Backend.GruBackward(
            parameters, packing, reverse, tape.Operand(entry, 2).Value, h, gates, dh, dFinal,
            tape.GradientIfNeeded(tape.Operand(entry, 2)), tape.GradientIfNeeded(tape.Operand(entry, 4)),
            tape.GradientIfNeeded(tape.Operand(entry, 5)), tape.GradientIfNeeded(tape.Operand(entry, 6)),
            tape.GradientIfNeeded(tape.Operand(entry, 7)),
            tape.GradientIfNeeded(tape.Operand(entry, 3)));
        if (before > 0)
        {
            tape.Backend.Copy(
                dh.Rows(B + packing.FirstRow(reverse), before),
                tape.Border![entry.Border].LeftGradient.Rows(0, before));
        }
    }
}
