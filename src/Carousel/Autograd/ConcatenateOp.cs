using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Features side by side on the tape. Kernel: ColumnsKernel.</summary>
internal sealed class ConcatenateOp : Op
{
    private static readonly ConcatenateOp _instance = new();

    private ConcatenateOp()
    {
    }

    /// <summary>y[n] = the parts' rows n, one behind the other.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parts">Each [N, its features]; one or more.</param>
    /// <returns>[N, all features].</returns>
    /// <exception cref="ShapeException">The parts differ in rows.</exception>
    public static Variable Apply(Tape tape, params ReadOnlySpan<Variable> parts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(parts.Length);
        int rows = parts[0].Shape[0], columns = 0;
        foreach (Variable part in parts)
        {
            ShapeException.Require(part.Shape, new Shape(rows, part.Shape[1]));
            columns += part.Shape[1];
        }

        Variable y = tape.Result(tape.Arena.Allocate(new Shape(rows, columns)));
        int column = 0;
        foreach (Variable part in parts)
        {
            tape.Backend.ColumnsForward(part.Value, 0, y.Value, column, part.Shape[1]);
            column += part.Shape[1];
        }

        tape.Record(_instance, [y], parts, default);
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Tensor dy = tape.Gradient(tape.Operand(entry, 0));
        int column = 0;
        for (int i = 1; i < entry.Count; i++)
        {
            Variable part = tape.Operand(entry, i);
            Tensor d = tape.GradientIfNeeded(part);
            if (!d.IsNone)
            {
                tape.Backend.ColumnsBackward(dy, column, d, 0, part.Shape[1]);
            }

            column += part.Shape[1];
        }
    }
}
