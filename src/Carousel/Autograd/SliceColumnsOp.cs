using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Some features on the tape. Kernel: ColumnsKernel.</summary>
internal static class SliceColumnsOp
{
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
        Variable y = tape.Result(new Shape(x.Shape[0], count));
        tape.Backend.ColumnsForward(x.Value, first, y.Value, 0, count);
        tape.Record(Backward, [y], [x], new TapeEntry { Index = first });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.ColumnsBackward(entry.Gradient(0), 0, entry.Gradient(1), entry.Index, entry[0].Shape[1]);
    }
}
