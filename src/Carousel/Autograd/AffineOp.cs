namespace Carousel.Autograd;

/// <summary>α·x + a number on the tape. Kernel: ElementwiseKernel.</summary>
internal sealed class AffineOp : Op
{
    private static readonly AffineOp _instance = new();

    /// <summary>y = α·x + shift.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="alpha">α.</param>
    /// <param name="shift">Added to every value.</param>
    /// <param name="x">Any shape.</param>
    /// <returns>The shape of x.</returns>
    public static Variable Apply(Tape tape, float alpha, float shift, Variable x)
    {
        Variable y = tape.Result(tape.Arena.Allocate(x.Shape));
        tape.Backend.Affine(alpha, shift, x.Value, y.Value);
        tape.Record(_instance, [y], [x], new TapeEntry { Scalar = alpha });
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        tape.Backend.AddScaled(
            entry.Scalar, tape.Gradient(tape.Operand(entry, 0)), tape.Gradient(tape.Operand(entry, 1)));
    }
}
