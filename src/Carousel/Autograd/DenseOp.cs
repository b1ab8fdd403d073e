using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>y = x·Wᵀ + b on the tape. Kernel: DenseKernel.</summary>
internal static class DenseOp
{
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
        Variable y = tape.Result(new Shape(x.Shape[0], weight.Shape[0]));
        tape.Backend.DenseForward(weight, b.Value, x.Value, y.Value);
        tape.Record(Backward, [y], [x, w, b], new TapeEntry { Packing = packing, Context = weight });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.DenseBackward(
            (Parameter)entry.Context!, entry.Packing, entry.Value(1), entry.Gradient(0), entry.GradientIfNeeded(1),
            entry.GradientIfNeeded(2), entry.GradientIfNeeded(3));
    }
}
