using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Rows by number on the tape. Kernel: RowsKernel.</summary>
internal static class GatherOp
{
    /// <summary>y[k] = x[rows[k]]; zeros where rows[k] is −1.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">[R, F].</param>
    /// <param name="rows">[K], each −1 … R − 1; kept until the step ends, so not to be changed before.</param>
    /// <returns>[K, F].</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static Variable Apply(Tape tape, Variable x, int[] rows) => Apply(tape, x, rows, rows.Length);

    /// <summary>
    /// y[k] = x[rows[k]] for the first K rows of an array that may be longer; zeros where rows[k] is −1.
    /// </summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="x">[R, F].</param>
    /// <param name="rows">[K or more], each of the first K −1 … R − 1; kept until the step ends, so not to be changed
    /// before.</param>
    /// <param name="count">K.</param>
    /// <returns>[K, F].</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static Variable Apply(Tape tape, Variable x, int[] rows, int count)
    {
        Variable y = tape.Result(new Shape(count, x.Shape[1]));
        tape.Backend.GatherForward(rows.AsSpan(0, count), x.Value, y.Value);
        tape.Record(Backward, [y], [x], new TapeEntry { Context = rows, Index = count });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.GatherBackward(
            ((int[])entry.Context!).AsSpan(0, entry.Index), entry.Gradient(0), entry.Gradient(1));
    }
}
