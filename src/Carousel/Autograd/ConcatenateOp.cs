using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Tensors joined on the tape: features side by side, or rows below each other.</summary>
internal sealed class ConcatenateOp(int axis) : Op
{
    private static readonly ConcatenateOp _rows = new(0), _columns = new(1);

    /// <summary>y = the rows of the first part, then those of the second, such as steps of a decoder.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parts">Each [its rows, F]; one or more.</param>
    /// <returns>[all rows, F].</returns>
    /// <exception cref="ShapeException">The parts differ in features.</exception>
    public static Variable Rows(Tape tape, params ReadOnlySpan<Variable> parts) => _rows.Apply(tape, parts);

    /// <summary>y[n] = the parts' rows n, one after the other.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parts">Each [N, its features]; one or more.</param>
    /// <returns>[N, all features].</returns>
    /// <exception cref="ShapeException">The parts differ in rows.</exception>
    public static Variable Columns(Tape tape, params ReadOnlySpan<Variable> parts) => _columns.Apply(tape, parts);

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Tensor dy = tape.Gradient(tape.Operand(entry, 0));
        for (int i = 1, from = 0; i < entry.Count; i++)
        {
            Variable part = tape.Operand(entry, i);
            int size = part.Shape[axis];
            Tensor d = tape.GradientIfNeeded(part);
            if (!d.IsNone && axis == 0)
            {
                tape.Backend.AddScaled(1, dy.Rows(from, size), d);
            }
            else if (!d.IsNone)
            {
                tape.Backend.ColumnsBackward(dy, from, d, 0, size);
            }

            from += size;
        }
    }

    private Variable Apply(Tape tape, ReadOnlySpan<Variable> parts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(parts.Length);
        int total = 0, other = parts[0].Shape[1 - axis];
        foreach (Variable part in parts)
        {
            ShapeException.Require(part.Shape, Joined(part.Shape[axis], other));
            total += part.Shape[axis];
        }

        Variable y = tape.Result(tape.Arena.Allocate(Joined(total, other)));
        int from = 0;
        foreach (Variable part in parts)
        {
            int size = part.Shape[axis];
            if (axis == 0)
            {
                tape.Backend.Copy(part.Value, y.Value.Rows(from, size));
            }
            else
            {
                tape.Backend.ColumnsForward(part.Value, 0, y.Value, from, size);
            }

            from += size;
        }

        tape.Record(this, [y], parts, default);
        return y;
    }

    private Shape Joined(int size, int other) => axis == 0 ? new Shape(size, other) : new Shape(other, size);
}
