using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Neighbouring rows on the tape, not copied. Its gradient is a sum into those rows.</summary>
internal sealed class SliceRowsOp : Op
{
    private static readonly SliceRowsOp _instance = new();

    /// <summary>y = x[first … first + count − 1].</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <returns>[count, F], a window on x.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rows are not all inside.</exception>
    public static Variable Apply(Tape tape, Variable x, int first, int count)
    {
        Variable y = tape.Result(x.Value.Rows(first, count));
        tape.Record(_instance, [y], [x], new TapeEntry { Index = first });
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Variable y = tape.Operand(entry, 0);
        Tensor dx = tape.Gradient(tape.Operand(entry, 1)).Rows(entry.Index, y.Shape[0]);
        tape.Backend.AddScaled(1, tape.Gradient(y), dx);
    }
}
