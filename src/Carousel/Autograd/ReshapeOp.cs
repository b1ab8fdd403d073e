using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The same values under another shape on the tape, not copied.</summary>
internal sealed class ReshapeOp : Op
{
    private static readonly ReshapeOp _instance = new();

    /// <summary>y = x read as another shape of equal length.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">The new sizes.</param>
    /// <returns>A window on x.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Variable Apply(Tape tape, Variable x, Shape shape)
    {
        Variable y = tape.Result(x.Value.Reshape(shape));
        tape.Record(_instance, [y], [x], default);
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        tape.Backend.AddScaled(1, tape.Gradient(tape.Operand(entry, 0)), tape.Gradient(tape.Operand(entry, 1)));
    }
}
