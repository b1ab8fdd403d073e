using Carousel.Kernels.Sequences;
using Carousel.Memory;

namespace Carousel.Autograd;

/// <summary>Exponential smoothing of sequences side by side on the tape. Kernel: SmoothingKernel.</summary>
internal sealed class SmoothingOp : Op
{
    private static readonly SmoothingOp _instance = new();

    private SmoothingOp()
    {
    }

    /// <summary>Smooths sequences; the gradient is that by the coefficients.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="size">The sizes.</param>
    /// <param name="values">[T·B, 1], by step; NaN where missing.</param>
    /// <param name="start">[B, First + Second]: the seasons of the first steps.</param>
    /// <param name="coefficients">[B, 3]: α of the level, γ and δ of the seasons, each 0 … 1.</param>
    /// <returns>Seen [T·B, M + 1]: the last values of each step without their seasons, above its level, and its
    /// season. Ahead [T·B, H]: level and seasons of the steps that follow.</returns>
    /// <exception cref="ShapeException">A shape does not fit the sizes.</exception>
    public static (Variable Seen, Variable Ahead) Apply(
        Tape tape, SmoothingSize size, Variable values, Variable start, Variable coefficients)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(size);
        ShapeException.Require(values.Shape, new Shape(size.Rows, 1));
        ShapeException.Require(start.Shape, new Shape(size.B, size.Start));
        ShapeException.Require(coefficients.Shape, new Shape(size.B, 3));
        Variable saved = tape.Constant(tape.Arena.Allocate(new Shape(size.B, size.Saved)));
        Variable seen = tape.Result(tape.Arena.Allocate(new Shape(size.Rows, size.Seen)));
        Variable ahead = tape.Result(tape.Arena.Allocate(new Shape(size.Rows, size.Ahead)));
        tape.Backend.SmoothingForward(
            size, values.Value, start.Value, coefficients.Value, saved.Value, seen.Value, ahead.Value);
        tape.Record(_instance, [seen, ahead], [values, coefficients, saved], new TapeEntry { Context = size });
        return (seen, ahead);
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        ArgumentNullException.ThrowIfNull(tape);
        Tensor dCoefficients = tape.GradientIfNeeded(tape.Operand(entry, 3));
        if (!dCoefficients.IsNone)
        {
            tape.Backend.SmoothingBackward(
                (SmoothingSize)entry.Context!, tape.Operand(entry, 2).Value, tape.Operand(entry, 3).Value,
                tape.Operand(entry, 4).Value, tape.Gradient(tape.Operand(entry, 0)),
                tape.Gradient(tape.Operand(entry, 1)), dCoefficients);
        }
    }
}
