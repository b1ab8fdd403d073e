using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>A row added to every row on the tape. Kernel: ElementwiseKernel.</summary>
internal sealed class AddRowOp : Op
{
    private static readonly AddRowOp _instance = new();

    /// <summary>y[n] = x[n] + row.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="row">[F].</param>
    /// <param name="packing">The steps of the rows, which fix the order of the gradient's sum; <c>null</c> for rows
    /// without steps.</param>
    /// <returns>[N, F].</returns>
    /// <exception cref="ShapeException">The row has another length.</exception>
    public static Variable Apply(Tape tape, Variable x, Variable row, Packing? packing = null)
    {
        ShapeException.Require(row.Shape, new Shape(x.Shape[1]));
        Variable y = tape.Result(tape.Arena.Allocate(x.Shape));
        tape.Backend.AddRow(x.Value, row.Value, y.Value);
        tape.Record(_instance, [y], [x, row], new TapeEntry { Packing = packing });
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Tensor dy = tape.Gradient(tape.Operand(entry, 0));
        Tensor dx = tape.GradientIfNeeded(tape.Operand(entry, 1)), dRow = tape.GradientIfNeeded(tape.Operand(entry, 2));
        if (!dx.IsNone)
        {
            tape.Backend.AddScaled(1, dy, dx);
        }

        if (!dRow.IsNone)
        {
            tape.Backend.AddColumnSums(entry.Packing, dy, dRow);
        }
    }
}
