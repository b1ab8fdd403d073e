using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>A function of every value on the tape. Kernel: ElementwiseKernel.</summary>
internal sealed class ElementwiseOp : Op
{
    private static readonly ElementwiseOp _instance = new();

    /// <summary>y = f(x), value by value.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="function">f.</param>
    /// <param name="x">Any shape.</param>
    /// <returns>The shape of x.</returns>
    public static Variable Apply(Tape tape, ElementwiseFunction function, Variable x)
    {
        Variable y = tape.Result(tape.Arena.Allocate(x.Shape));
        tape.Backend.ElementwiseForward(function, x.Value, y.Value);
        tape.Record(_instance, [y], [x], new TapeEntry { Index = (int)function });
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Variable y = tape.Operand(entry, 0), x = tape.Operand(entry, 1);
        tape.Backend.ElementwiseBackward(
            (ElementwiseFunction)entry.Index, x.Value, y.Value, tape.Gradient(y), tape.Gradient(x));
    }
}
