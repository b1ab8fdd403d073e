using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>A row added to every row on the tape. Kernel: ElementwiseKernel.</summary>
internal static class AddRowOp
{
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
        Variable y = tape.Result(x.Shape);
        tape.Backend.AddRow(x.Value, row.Value, y.Value);
        tape.Record(Backward, [y], [x, row], new TapeEntry { Packing = packing });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        Tensor dy = entry.Gradient(0);
        Tensor dx = entry.GradientIfNeeded(1), dRow = entry.GradientIfNeeded(2);
        if (!dx.IsNone)
        {
            entry.Backend.AddScaled(1, dy, dx);
        }

        if (!dRow.IsNone)
        {
            entry.Backend.AddColumnSums(entry.Packing, dy, dRow);
        }
    }
}
