using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>a⊙b on the tape. Kernel: ElementwiseKernel.</summary>
internal sealed class MultiplyOp : Op
{
    private static readonly MultiplyOp _instance = new();

    /// <summary>y = a⊙b, value by value.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="a">Any shape.</param>
    /// <param name="b">The shape of a; may be a.</param>
    /// <returns>The shape of a.</returns>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Variable Apply(Tape tape, Variable a, Variable b)
    {
        ShapeException.Require(b.Shape, a.Shape);
        Variable y = tape.Result(tape.Arena.Allocate(a.Shape));
        tape.Backend.Multiply(a.Value, b.Value, y.Value);
        tape.Record(_instance, [y], [a, b], default);
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Variable a = tape.Operand(entry, 1), b = tape.Operand(entry, 2);
        Tensor dy = tape.Gradient(tape.Operand(entry, 0)), da = tape.GradientIfNeeded(a), db = tape.GradientIfNeeded(b);
        if (!da.IsNone)
        {
            tape.Backend.AddProduct(dy, b.Value, da);
        }

        if (!db.IsNone)
        {
            tape.Backend.AddProduct(dy, a.Value, db);
        }
    }
}
