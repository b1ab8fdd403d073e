using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// The largest or the mean value of each square of a picture on the tape. Kernel: PicturePoolingKernel.
/// </summary>
internal static class PicturePoolingOp
{
    /// <summary>One value out of each square, channel by channel.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="size">Sizes and stride; made once, not for each call.</param>
    /// <param name="kind">The largest value, or the mean.</param>
    /// <param name="x">[B·H·W, C].</param>
    /// <returns>[B·places, C].</returns>
    /// <exception cref="ShapeException">The shape does not fit.</exception>
    public static Variable Apply(Tape tape, PicturePoolingSize size, PicturePoolingKind kind, Variable x)
    {
        Variable y = tape.Result(
            new Shape(x.Shape[0] / size.Input.Places * size.Output.Places, size.Output.Channels));
        tape.Backend.PicturePoolingForward(size, kind, x.Value, y.Value);
        tape.Record(Backward, [y], [x], new TapeEntry { Context = size, Index = (int)kind });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.PicturePoolingBackward(
            (PicturePoolingSize)entry.Context!, (PicturePoolingKind)entry.Index, entry.Value(1), entry.Value(0),
            entry.Gradient(0), entry.Gradient(1));
    }
}
