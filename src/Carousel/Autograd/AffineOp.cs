namespace Carousel.Autograd;

/// <summary>α·x + a number on the tape. Kernel: ElementwiseKernel.</summary>
internal static class AffineOp
{
    /// <summary>y = α·x + shift.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="alpha">α.</param>
    /// <param name="shift">Added to every value.</param>
    /// <param name="x">Any shape.</param>
    /// <returns>The shape of x.</returns>
    public static Variable Apply(Tape tape, float alpha, float shift, Variable x)
    {
        Variable y = tape.Result(x.Shape);
        tape.Backend.Affine(alpha, shift, x.Value, y.Value);
        tape.Record(Backward, [y], [x], new TapeEntry { Scalar = alpha });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.AddScaled(entry.Scalar, entry.Gradient(0), entry.Gradient(1));
    }
}
