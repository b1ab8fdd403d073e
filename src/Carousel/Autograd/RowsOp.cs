using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// Rows of packed sequences in another order on the tape: reversed in time, the last of each, one repeated. Kernel:
/// RowsKernel.
/// </summary>
internal static class RowsOp
{
    /// <summary>y[n] = x[the row chosen for n].</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="choice">Which rows.</param>
    /// <param name="x">[N, F] packed, or [B, F] in the caller's order for Repeated.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[N, F] packed, or [B, F] in the caller's order for Last.</returns>
    /// <exception cref="ShapeException">The rows do not fit the packing.</exception>
    public static Variable Apply(Tape tape, RowChoice choice, Variable x, Packing packing)
    {
        int rows = choice == RowChoice.Last ? packing.BatchSize : packing.Rows;
        ShapeException.Require(
            x.Shape, new Shape(choice == RowChoice.Repeated ? packing.BatchSize : packing.Rows, x.Shape[1]));
        Variable y = tape.Result(new Shape(rows, x.Shape[1]));
        tape.Backend.RowsForward(choice, packing, x.Value, y.Value);
        tape.Record(Backward, [y], [x], new TapeEntry { Packing = packing, Index = (int)choice });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.RowsBackward((RowChoice)entry.Index, entry.Packing!, entry.Gradient(0), entry.Gradient(1));
    }
}
