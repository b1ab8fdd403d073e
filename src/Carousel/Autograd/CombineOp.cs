using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>α·a + β·b on the tape: sums, differences, averages. Kernel: ElementwiseKernel.</summary>
internal static class CombineOp
{
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
        Variable y = tape.Result(a.Shape);
        tape.Backend.Combine(alpha, a.Value, beta, b.Value, y.Value);

        // An entry has room for one number of each kind: β travels as its bits.
        tape.Record(
            Backward, [y], [a, b], new TapeEntry { Scalar = alpha, Index = BitConverter.SingleToInt32Bits(beta) });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        Add(entry, 1, entry.Scalar);
        Add(entry, 2, BitConverter.Int32BitsToSingle(entry.Index));
    }

    private static void Add(in TapeEntry entry, int input, float factor)
    {
        Tensor d = entry.GradientIfNeeded(input);
        if (!d.IsNone)
        {
            entry.Backend.AddScaled(factor, entry.Gradient(0), d);
        }
    }
}
