namespace Carousel.Autograd;

/// <summary>Soft-max of each row, or its logarithm, on the tape. Kernel: SoftmaxKernel.</summary>
internal static class SoftmaxOp
{
    /// <summary>y[n,c] = e^x[n,c] / Σ e^x[n], or its logarithm.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">[N, C].</param>
    /// <param name="logarithm">True for the logarithm.</param>
    /// <returns>[N, C].</returns>
    public static Variable Apply(Tape tape, Variable x, bool logarithm = false)
    {
        Variable y = tape.Result(x.Shape);
        tape.Backend.SoftmaxForward(logarithm, x.Value, y.Value);
        tape.Record(Backward, [y], [x], new TapeEntry { Index = logarithm ? 1 : 0 });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.SoftmaxBackward(entry.Index == 1, entry.Value(0), entry.Gradient(0), entry.Gradient(1));
    }
}
