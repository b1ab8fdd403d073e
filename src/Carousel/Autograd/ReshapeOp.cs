using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The same values under another shape on the tape, not copied.</summary>
internal static class ReshapeOp
{
    /// <summary>y = x read as another shape of equal length.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">The new sizes.</param>
    /// <returns>A window on x.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Variable Apply(Tape tape, Variable x, Shape shape)
    {
        Variable y = tape.Result(x.Value.Reshape(shape));
        tape.Record(Backward, [y], [x]);
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.AddScaled(1, entry.Gradient(0), entry.Gradient(1));
    }
}
