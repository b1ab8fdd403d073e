using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>A function of every value on the tape. Kernel: ElementwiseKernel.</summary>
internal static class ElementwiseOp
{
    /// <summary>y = f(x), value by value.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="function">f.</param>
    /// <param name="x">Any shape.</param>
    /// <returns>The shape of x.</returns>
    public static Variable Apply(Tape tape, ElementwiseFunction function, Variable x)
    {
        Variable y = tape.Result(x.Shape);
        tape.Backend.ElementwiseForward(function, x.Value, y.Value);
        tape.Record(Backward, [y], [x], new TapeEntry { Index = (int)function });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.ElementwiseBackward(
            (ElementwiseFunction)entry.Index, entry.Value(1), entry.Value(0), entry.Gradient(0), entry.Gradient(1));
    }
}
