using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Layer normalisation on the tape. Kernel: LayerNormKernel.</summary>
internal static class LayerNormOp
{
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
        Variable normalized = tape.Constant(x.Shape);
        Variable scale = tape.Constant(new Shape(x.Shape[0]));
        Variable y = tape.Result(x.Shape);
        tape.Backend.LayerNormForward(epsilon, x.Value, gain.Value, bias.Value, normalized.Value, scale.Value, y.Value);
        tape.Record(Backward, [y], [x, gain, bias, normalized, scale], new TapeEntry { Packing = packing });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.LayerNormBackward(
            entry.Packing, entry.Value(2), entry.Value(4), entry.Value(5), entry.Gradient(0), entry.GradientIfNeeded(1),
            entry.GradientIfNeeded(2), entry.GradientIfNeeded(3));
    }
}
