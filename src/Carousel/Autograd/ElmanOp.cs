using Carousel.Backends;
using Carousel.Data;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Autograd;

/// <summary>An Elman network over packed sequences on the tape. Kernel: ElmanKernel.</summary>
public sealed class ElmanOp : Op
{
    private static readonly ElmanOp _instance = new();

    private ElmanOp()
    {
    }

    /// <summary>Runs whole sequences.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parameters">W, R and b.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="initialState">[B, H] in the caller's order; <c>default</c> for zeros.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <returns>Hidden [N, H] and FinalState [B, H].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public static (Variable Hidden, Variable FinalState) Apply(
        Tape tape, ElmanParameters parameters, Packing packing, Variable x, Variable initialState = default,
        bool reverse = false)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(packing);
        ElmanSize size = parameters.Size;
        (int B, int N, int H) = (packing.BatchSize, packing.Rows, size.H);
        ShapeException.Require(x.Shape, new Shape(N, size.I));
        if (!initialState.IsNone)
        {
            ShapeException.Require(initialState.Shape, new Shape(B, H));
        }

        Variable w = tape.Use(parameters.W), r = tape.Use(parameters.R), b = tape.Use(parameters.B);
        Tensor h = tape.Arena.Allocate(new Shape(B + N, H));
        Variable finalState = tape.Result(tape.Arena.Allocate(new Shape(B, H)));
        tape.Backend.ElmanForward(parameters, packing, reverse, x.Value, initialState.Value, h, finalState.Value);
        tape.Observer?.Ran(new RecurrentRun(parameters, x.Value, h.Rows(B, N), default, default));
        Variable hidden = tape.Result(h.Rows(B, N));
        if (tape.IsRecording)
        {
            tape.Record(
                _instance, [hidden, finalState], [x, initialState, w, r, b, tape.Constant(h)],
                new TapeEntry
                {
                    Packing = packing,
                    Context = parameters,
                    Index = reverse ? 1 : 0,
                    Border = tape.Border?.Open(H) ?? 0,
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
        var parameters = (ElmanParameters)entry.Context!;
        Tensor h = tape.Operand(entry, 7).Value, dFinal = tape.GradientIfAny(tape.Operand(entry, 1));
        Tensor dh = tape.Arena.Allocate(h.Shape);
        tape.CopyGradient(tape.Operand(entry, 0), dh.Rows(B, packing.Rows));
        if (entry.Border > 0 && tape.Border!.After > 0)
        {
            int after = tape.Border.After;
            tape.Backend.ElmanStateGradient(
                parameters, tape.Border[entry.Border].Came.Rows(0, after),
                dh.Rows(B + packing.FirstRow(reverse, last: true), after));
            tape.Border.Forget(tape, packing, dFinal);
        }

        tape.Backend.ElmanBackward(
            parameters, packing, reverse, tape.Operand(entry, 2).Value, h, dh, dFinal,
            tape.GradientIfNeeded(tape.Operand(entry, 2)), tape.GradientIfNeeded(tape.Operand(entry, 4)),
            tape.GradientIfNeeded(tape.Operand(entry, 5)),
            tape.GradientIfNeeded(tape.Operand(entry, 6)), tape.GradientIfNeeded(tape.Operand(entry, 3)));
        if (entry.Border > 0 && tape.Border!.Before > 0)
        {
            int before = tape.Border.Before;
            tape.Backend.Copy(
                dh.Rows(B + packing.FirstRow(reverse), before), tape.Border[entry.Border].Left.Rows(0, before));
        }
    }
}
