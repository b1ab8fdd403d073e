using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>y = x·Wᵀ + b on the tape. Kernel: DenseKernel.</summary>
internal sealed class DenseOp : Op
{
    private static readonly DenseOp _instance = new();

    /// <summary>y[n,o] = b[o] + Σᵢ x[n,i]·W[o,i].</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="weight">[O, I].</param>
    /// <param name="bias">[O], or <c>null</c>.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="packing">The steps of the rows, which fix the order of the gradients' sums; <c>null</c> for rows
    /// without steps.</param>
    /// <returns>[N, O].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public static Variable Apply(Tape tape, Parameter weight, Parameter? bias, Variable x, Packing? packing = null)
    {
        Variable w = tape.UsePacked(weight);
        Variable b = bias is null ? default : tape.Use(bias);
        Variable y = tape.Result(tape.Arena.Allocate(new Shape(x.Shape[0], weight.Shape[0])));
        tape.Backend.DenseForward(weight, b.Value, x.Value, y.Value);
        tape.Record(_instance, [y], [x, w, b], new TapeEntry { Packing = packing, Context = weight });
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Variable x = tape.Operand(entry, 1);
        tape.Backend.DenseBackward(
            (Parameter)entry.Context!, entry.Packing, x.Value, tape.Gradient(tape.Operand(entry, 0)),
            tape.GradientIfNeeded(x), tape.GradientIfNeeded(tape.Operand(entry, 2)),
            tape.GradientIfNeeded(tape.Operand(entry, 3)));
    }
}
