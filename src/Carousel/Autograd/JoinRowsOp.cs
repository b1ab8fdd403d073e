using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Rows below each other on the tape, such as those of a decoder that was run step by step.</summary>
internal sealed class JoinRowsOp : Op
{
    private static readonly JoinRowsOp _instance = new();

    private JoinRowsOp()
    {
    }

    /// <summary>y = the rows of the first part, then those of the second, and so on.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parts">Each [its rows, F]; one or more.</param>
    /// <returns>[all rows, F].</returns>
    /// <exception cref="ShapeException">The parts differ in features.</exception>
    public static Variable Apply(Tape tape, params ReadOnlySpan<Variable> parts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(parts.Length);
        int rows = 0, F = parts[0].Shape[1];
        foreach (Variable part in parts)
        {
            ShapeException.Require(part.Shape, new Shape(part.Shape[0], F));
            rows += part.Shape[0];
        }

        Variable y = tape.Result(tape.Arena.Allocate(new Shape(rows, F)));
        int first = 0;
        foreach (Variable part in parts)
        {
            tape.Backend.Copy(part.Value, y.Value.Rows(first, part.Shape[0]));
            first += part.Shape[0];
        }

        tape.Record(_instance, [y], parts, default);
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Tensor dy = tape.Gradient(tape.Operand(entry, 0));
        int first = 0;
        for (int i = 1; i < entry.Count; i++)
        {
            Variable part = tape.Operand(entry, i);
            Tensor d = tape.GradientIfNeeded(part);
            if (!d.IsNone)
            {
                tape.Backend.AddScaled(1, dy.Rows(first, part.Shape[0]), d);
            }

            first += part.Shape[0];
        }
    }
}
