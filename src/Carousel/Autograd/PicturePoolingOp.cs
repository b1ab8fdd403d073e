using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// The largest or the mean value of each square of a picture on the tape. Kernel: PicturePoolingKernel.
/// </summary>
internal sealed class PicturePoolingOp : Op
{
    private static readonly PicturePoolingOp _instance = new();

    /// <summary>One value out of each square, channel by channel.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="size">Sizes and stride; made once, not for each call.</param>
    /// <param name="kind">The largest value, or the mean.</param>
    /// <param name="x">[B·H·W, C].</param>
    /// <returns>[B·places, C].</returns>
    /// <exception cref="ShapeException">The shape does not fit.</exception>
    public static Variable Apply(Tape tape, PicturePoolingSize size, PicturePoolingKind kind, Variable x)
    {
        Variable y = tape.Result(tape.Arena.Allocate(new Shape(
            x.Shape[0] / size.Input.Places * size.Output.Places, size.Output.Channels)));
        tape.Backend.PicturePoolingForward(size, kind, x.Value, y.Value);
        tape.Record(_instance, [y], [x], new TapeEntry { Context = size, Index = (int)kind });
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Variable y = tape.Operand(entry, 0), x = tape.Operand(entry, 1);
        tape.Backend.PicturePoolingBackward(
            (PicturePoolingSize)entry.Context!, (PicturePoolingKind)entry.Index, x.Value, y.Value, tape.Gradient(y),
            tape.Gradient(x));
    }
}
