using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// Sines and cosines of positions added to packed sequences, on the tape. Kernel: PositionalEncodingKernel.
/// </summary>
internal sealed class PositionalEncodingOp : Op
{
    private static readonly PositionalEncodingOp _instance = new();

    /// <summary>y[n] = x[n] + e[the step of row n].</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="turns">[F / 2, rounded up]: turns a step of each pair of features.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="initialState">[B, 2] in the caller's order; <c>default</c> where sequences start here.</param>
    /// <returns>Output [N, F] and FinalState [B, 2].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public static (Variable Output, Variable FinalState) Apply(
        Tape tape, double[] turns, Packing packing, Variable x, Variable initialState = default)
    {
        Variable y = tape.Result(tape.Arena.Allocate(x.Shape));
        Variable finalState = tape.Constant(tape.Arena.Allocate(new Shape(packing.BatchSize, 2)));
        tape.Backend.PositionalEncodingForward(turns, packing, x.Value, initialState.Value, y.Value, finalState.Value);
        tape.Record(_instance, [y], [x], default);
        return (y, finalState);
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Tensor dx = tape.GradientIfNeeded(tape.Operand(entry, 1));
        if (!dx.IsNone)
        {
            tape.Backend.AddScaled(1, tape.Gradient(tape.Operand(entry, 0)), dx);
        }
    }
}
