using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Neighbouring rows on the tape, not copied. Its gradient is a sum into those rows.</summary>
internal static class SliceRowsOp
{
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
        tape.Record(Backward, [y], [x], new TapeEntry { Index = first });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        Tensor dx = entry.Gradient(1).Rows(entry.Index, entry[0].Shape[0]);
        entry.Backend.AddScaled(1, entry.Gradient(0), dx);
    }
}
