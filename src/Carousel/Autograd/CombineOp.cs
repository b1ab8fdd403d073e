using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>α·a + β·b on the tape: sums, differences, averages. Kernel: ElementwiseKernel.</summary>
internal sealed class CombineOp : Op
{
    private static readonly CombineOp _instance = new();

    /// <summary>y = α·a + β·b.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="alpha">α.</param>
    /// <param name="a">Any shape.</param>
    /// <param name="beta">β.</param>
    /// <param name="b">The shape of a.</param>
    /// <returns>The shape of a.</returns>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Variable Apply(Tape tape, float alpha, Variable a, float beta, Variable b)
    {
        ShapeException.Require(b.Shape, a.Shape);
        Variable y = tape.Result(tape.Arena.Allocate(a.Shape));
        tape.Backend.Combine(alpha, a.Value, beta, b.Value, y.Value);

        // An entry has room for one number of each kind: β travels as its bits.
        tape.Record(
            _instance, [y], [a, b], new TapeEntry { Scalar = alpha, Index = BitConverter.SingleToInt32Bits(beta) });
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Tensor dy = tape.Gradient(tape.Operand(entry, 0));
        Add(tape, tape.Operand(entry, 1), entry.Scalar, dy);
        Add(tape, tape.Operand(entry, 2), BitConverter.Int32BitsToSingle(entry.Index), dy);
    }

    private static void Add(Tape tape, Variable input, float factor, Tensor dy)
    {
        Tensor d = tape.GradientIfNeeded(input);
        if (!d.IsNone)
        {
            tape.Backend.AddScaled(factor, dy, d);
        }
    }
}
