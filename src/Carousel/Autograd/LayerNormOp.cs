using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Layer normalisation on the tape. Kernel: LayerNormKernel.</summary>
internal sealed class LayerNormOp : Op
{
    private static readonly LayerNormOp _instance = new();

    /// <summary>y = gain⊙(x − mean)/√(variance + ε) + bias, row by row.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="gain">[F].</param>
    /// <param name="bias">[F].</param>
    /// <param name="packing">The steps of the rows, which fix the order of the gradients' sums; <c>null</c> for rows
    /// without steps.</param>
    /// <returns>[N, F].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public static Variable Apply(
        Tape tape, float epsilon, Variable x, Variable gain, Variable bias, Packing? packing = null)
    {
        Variable normalized = tape.Constant(tape.Arena.Allocate(x.Shape));
        Variable scale = tape.Constant(tape.Arena.Allocate(new Shape(x.Shape[0])));
        Variable y = tape.Result(tape.Arena.Allocate(x.Shape));
        tape.Backend.LayerNormForward(epsilon, x.Value, gain.Value, bias.Value, normalized.Value, scale.Value, y.Value);
        tape.Record(_instance, [y], [x, gain, bias, normalized, scale], new TapeEntry { Packing = packing });
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Variable x = tape.Operand(entry, 1), gain = tape.Operand(entry, 2), bias = tape.Operand(entry, 3);
        tape.Backend.LayerNormBackward(
            entry.Packing, gain.Value, tape.Operand(entry, 4).Value, tape.Operand(entry, 5).Value,
            tape.Gradient(tape.Operand(entry, 0)),
            tape.GradientIfNeeded(x), tape.GradientIfNeeded(gain), tape.GradientIfNeeded(bias));
    }
}
