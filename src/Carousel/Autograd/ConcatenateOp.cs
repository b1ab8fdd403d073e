using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Tensors joined on the tape: features side by side, or rows below each other.</summary>
internal static class ConcatenateOp
{
    /// <summary>y = the rows of the first part, then those of the second, such as steps of a decoder.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parts">Each [its rows, F]; one or more.</param>
    /// <returns>[all rows, F].</returns>
    /// <exception cref="ShapeException">The parts differ in features.</exception>
    public static Variable Rows(Tape tape, params ReadOnlySpan<Variable> parts) => Apply(tape, 0, parts);

    /// <summary>y[n] = the parts' rows n, one after the other.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parts">Each [N, its features]; one or more.</param>
    /// <returns>[N, all features].</returns>
    /// <exception cref="ShapeException">The parts differ in rows.</exception>
    public static Variable Columns(Tape tape, params ReadOnlySpan<Variable> parts) => Apply(tape, 1, parts);

    private static void Backward(in TapeEntry entry)
    {
        Tensor dy = entry.Gradient(0);
        int axis = entry.Index;
        for (int i = 1, from = 0; i < entry.Count; i++)
        {
            int size = entry[i].Shape[axis];
            Tensor d = entry.GradientIfNeeded(i);
            if (!d.IsNone && axis == 0)
            {
                entry.Backend.AddScaled(1, dy.Rows(from, size), d);
            }
            else if (!d.IsNone)
            {
                entry.Backend.ColumnsBackward(dy, from, d, 0, size);
            }

            from += size;
        }
    }

    private static Variable Apply(Tape tape, int axis, ReadOnlySpan<Variable> parts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(parts.Length);
        int total = 0, other = parts[0].Shape[1 - axis];
        foreach (Variable part in parts)
        {
            ShapeException.Require(part.Shape, Joined(axis, part.Shape[axis], other));
            total += part.Shape[axis];
        }

        Variable y = tape.Result(Joined(axis, total, other));
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

        tape.Record(Backward, [y], parts, new TapeEntry { Index = axis });
        return y;
    }

    private static Shape Joined(int axis, int size, int other) =>
        axis == 0 ? new Shape(size, other) : new Shape(other, size);
}
