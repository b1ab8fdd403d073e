namespace Carousel.Autograd;

/// <summary>Soft-max of each row, or its logarithm, on the tape. Kernel: SoftmaxKernel.</summary>
internal sealed class SoftmaxOp : Op
{
    private static readonly SoftmaxOp _instance = new();

    /// <summary>y[n,c] = e^x[n,c] / Σ e^x[n], or its logarithm.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">[N, C].</param>
    /// <param name="logarithm">True for the logarithm.</param>
    /// <returns>[N, C].</returns>
    public static Variable Apply(Tape tape, Variable x, bool logarithm = false)
    {
        Variable y = tape.Result(tape.Arena.Allocate(x.Shape));
        tape.Backend.SoftmaxForward(logarithm, x.Value, y.Value);
        tape.Record(_instance, [y], [x], new TapeEntry { Index = logarithm ? 1 : 0 });
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Variable y = tape.Operand(entry, 0);
        tape.Backend.SoftmaxBackward(
            entry.Index == 1, y.Value, tape.Gradient(y), tape.Gradient(tape.Operand(entry, 1)));
    }
}
