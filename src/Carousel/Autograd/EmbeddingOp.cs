using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Rows of a table by number on the tape. Kernel: EmbeddingKernel.</summary>
internal static class EmbeddingOp
{
    /// <summary>y[n] = table[ids[n]].</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="table">[V, E].</param>
    /// <param name="ids">[N, 1] or [N], whole numbers 0 … V − 1.</param>
    /// <param name="packing">The steps of the rows, which fix the order of the gradients' sums; <c>null</c> for rows
    /// without steps.</param>
    /// <returns>[N, E].</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is not a row of the table.</exception>
    public static Variable Apply(Tape tape, Variable table, Variable ids, Packing? packing = null)
    {
        Variable y = tape.Result(new Shape(ids.Value.Length, table.Shape[1]));
        tape.Backend.EmbeddingForward(ids.Value, table.Value, y.Value);
        tape.Record(Backward, [y], [table, ids], new TapeEntry { Packing = packing });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        Tensor dTable = entry.GradientIfNeeded(1);
        if (!dTable.IsNone)
        {
            entry.Backend.EmbeddingBackward(entry.Packing, entry.Value(2), entry.Gradient(0), dTable);
        }
    }
}
