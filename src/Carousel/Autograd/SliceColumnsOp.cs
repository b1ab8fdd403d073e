using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Some features on the tape. Kernel: ColumnsKernel.</summary>
internal sealed class SliceColumnsOp : Op
{
    private static readonly SliceColumnsOp _instance = new();

    /// <summary>y[n] = x[n, first … first + count − 1].</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="first">The first feature.</param>
    /// <param name="count">How many.</param>
    /// <returns>[N, count].</returns>
    /// <exception cref="ArgumentOutOfRangeException">The features are not all inside.</exception>
    public static Variable Apply(Tape tape, Variable x, int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, x.Shape[1]);
        Variable y = tape.Result(tape.Arena.Allocate(new Shape(x.Shape[0], count)));
        tape.Backend.ColumnsForward(x.Value, first, y.Value, 0, count);
        tape.Record(_instance, [y], [x], new TapeEntry { Index = first });
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Variable y = tape.Operand(entry, 0);
        tape.Backend.ColumnsBackward(
            tape.Gradient(y), 0, tape.Gradient(tape.Operand(entry, 1)), entry.Index, y.Shape[1]);
    }
}
