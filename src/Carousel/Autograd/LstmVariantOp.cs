using Carousel.Backends;
using Carousel.Data;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Autograd;

/// <summary>An LSTM with variants over packed sequences on the tape. Kernel: LstmVariantKernel.</summary>
internal sealed class LstmVariantOp : Op
{
    private const int FirstParameter = 4, FirstKept = 13;
    private static readonly LstmVariantOp _instance = new();

    private LstmVariantOp()
    {
    }

    /// <summary>Runs whole sequences.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parameters">Parameters, which also say what is asked for.</param>
    /// <param name="masks">What training drew; see <see cref="LstmNoise"/>.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="initialState">[B, P+H], h then c in the caller's order; <c>default</c> for zeros.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <returns>Hidden [N, P] and FinalState [B, P+H].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public static (Variable Hidden, Variable FinalState) Apply(
        Tape tape, LstmVariantParameters parameters, LstmMaskTensors masks, Packing packing, Variable x,
        Variable initialState = default, bool reverse = false)
    {
        LstmVariantSize size = parameters.Size;
        (int B, int N) = (packing.BatchSize, packing.Rows);
        ShapeException.Require(x.Shape, new Shape(N, size.I));
        if (!initialState.IsNone)
        {
            ShapeException.Require(initialState.Shape, new Shape(B, size.P + size.H));
        }

        Tensor h = tape.Arena.Allocate(new Shape(B + N, size.P));
        Tensor c = tape.Arena.Allocate(new Shape(B + N, size.H));
        Tensor trace = tape.KeepsGates ? tape.Arena.Allocate(new Shape(N, size.TraceLength)) : default;
        Variable finalState = tape.Result(tape.Arena.Allocate(new Shape(B, size.P + size.H)));
        tape.Backend.LstmVariantForward(
            parameters, masks, packing, reverse, x.Value, initialState.Value, h, c, trace, finalState.Value);
        tape.Observer?.Ran(new RecurrentRun(parameters, x.Value, h.Rows(B, N), c.Rows(B, N), trace));
        Variable hidden = tape.Result(h.Rows(B, N));
        if (tape.IsRecording)
        {
            tape.Record(
                _instance, [hidden, finalState],
                [
                    x, initialState, tape.Use(parameters.W), tape.Use(parameters.R), tape.Use(parameters.B),
                    Use(tape, parameters.Peepholes), Use(tape, parameters.Projection), Use(tape, parameters.GainInput),
                    Use(tape, parameters.GainRecurrent), Use(tape, parameters.GainCell), Use(tape, parameters.BiasCell),
                    tape.Constant(h), tape.Constant(c), tape.Constant(trace),
                    tape.Constant(masks.ZoneoutHidden), tape.Constant(masks.ZoneoutCell),
                    tape.Constant(masks.Recurrent),
                ],
                new TapeEntry { Packing = packing, Context = parameters, Index = reverse ? 1 : 0 });
        }

        return (hidden, finalState);
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        var parameters = (LstmVariantParameters)entry.Context!;
        Packing packing = entry.Packing!;
        Tensor h = tape.Operand(entry, FirstKept).Value;
        Tensor dh = tape.Arena.Allocate(h.Shape);
        Tensor dc = tape.Arena.Allocate(new Shape(packing.BatchSize, parameters.Size.H));
        tape.CopyGradient(tape.Operand(entry, 0), dh.Rows(packing.BatchSize, packing.Rows));
        var masks = new LstmMaskTensors(
            tape.Operand(entry, FirstKept + 3).Value, tape.Operand(entry, FirstKept + 4).Value,
            tape.Operand(entry, FirstKept + 5).Value);
        var gradients = new LstmVariantTensors
        {
            W = tape.GradientIfNeeded(tape.Operand(entry, FirstParameter)),
            R = tape.GradientIfNeeded(tape.Operand(entry, FirstParameter + 1)),
            B = tape.GradientIfNeeded(tape.Operand(entry, FirstParameter + 2)),
            Peepholes = tape.GradientIfNeeded(tape.Operand(entry, FirstParameter + 3)),
            Projection = tape.GradientIfNeeded(tape.Operand(entry, FirstParameter + 4)),
            GainInput = tape.GradientIfNeeded(tape.Operand(entry, FirstParameter + 5)),
            GainRecurrent = tape.GradientIfNeeded(tape.Operand(entry, FirstParameter + 6)),
            GainCell = tape.GradientIfNeeded(tape.Operand(entry, FirstParameter + 7)),
            BiasCell = tape.GradientIfNeeded(tape.Operand(entry, FirstParameter + 8)),
        };
        tape.Backend.LstmVariantBackward(
            parameters, masks, packing, entry.Index == 1, tape.Operand(entry, 2).Value, h,
            tape.Operand(entry, FirstKept + 1).Value,
            tape.Operand(entry, FirstKept + 2).Value, dh, dc, tape.GradientIfAny(tape.Operand(entry, 1)),
            tape.GradientIfNeeded(tape.Operand(entry, 2)),
            gradients, tape.GradientIfNeeded(tape.Operand(entry, 3)));
    }

    private static Variable Use(Tape tape, Parameter? parameter) => parameter is null ? default : tape.Use(parameter);
}
