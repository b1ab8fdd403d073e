using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>a⊙b on the tape. Kernel: ElementwiseKernel.</summary>
internal static class MultiplyOp
{
    /// <summary>y = a⊙b, value by value.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The shape of a; may be a.</param>
    /// <returns>The shape of a.</returns>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Variable Apply(Tape tape, Variable a, Variable b)
    {
        ShapeException.Require(b.Shape, a.Shape);
        Variable y = tape.Result(a.Shape);
        tape.Backend.Multiply(a.Value, b.Value, y.Value);
        tape.Record(Backward, [y], [a, b]);
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        Tensor dy = entry.Gradient(0), da = entry.GradientIfNeeded(1), db = entry.GradientIfNeeded(2);
        if (!da.IsNone)
        {
            entry.Backend.AddProduct(dy, entry.Value(2), da);
        }

        if (!db.IsNone)
        {
            entry.Backend.AddProduct(dy, entry.Value(1), db);
        }
    }
}
