using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// One row out of all steps of each sequence on the tape. The kernel is PoolingKernel; for the last step RowsKernel.
/// </summary>
internal static class PoolingOp
{
    /// <summary>The last step, the mean or the largest values of each sequence; zeros for an empty one.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="kind">Last, Mean or Max.</param>
    /// <param name="x">[N, F], packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[B, F] in the caller's order.</returns>
    /// <exception cref="ShapeException">The rows do not fit the packing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The kind needs scores.</exception>
    public static Variable Apply(Tape tape, PoolingKind kind, Variable x, Packing packing)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)kind, (int)PoolingKind.Attention, nameof(kind));
        if (kind == PoolingKind.Last)
        {
            return RowsOp.Apply(tape, RowChoice.Last, x, packing);
        }

        ShapeException.Require(x.Shape, new Shape(packing.Rows, x.Shape[1]));
        Variable y = tape.Result(new Shape(packing.BatchSize, x.Shape[1]));
        tape.Backend.PoolingForward(kind == PoolingKind.Max, packing, x.Value, y.Value);
        tape.Record(Backward, [y], [x], new TapeEntry { Packing = packing, Index = (int)kind });
        return y;
    }

    /// <summary>
    /// The mean of each sequence's steps, weighted by the soft-max of their scores; zeros for an empty one.
    /// </summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="scores">[N, 1], packed.</param>
    /// <param name="x">[N, F], packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[B, F] in the caller's order.</returns>
    /// <exception cref="ShapeException">The rows do not fit the packing.</exception>
    public static Variable Apply(Tape tape, Variable scores, Variable x, Packing packing)
    {
        ShapeException.Require(scores.Shape, new Shape(packing.Rows, 1));
        ShapeException.Require(x.Shape, new Shape(packing.Rows, x.Shape[1]));
        Variable weights = tape.Constant(new Shape(packing.Rows));
        Variable y = tape.Result(new Shape(packing.BatchSize, x.Shape[1]));
        tape.Backend.AttentionPoolingForward(packing, scores.Value, x.Value, weights.Value, y.Value);
        tape.Record(
            Backward, [y], [x, scores, weights],
            new TapeEntry { Packing = packing, Index = (int)PoolingKind.Attention });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        if (entry.Index == (int)PoolingKind.Attention)
        {
            entry.Backend.AttentionPoolingBackward(
                entry.Packing!, entry.Value(1), entry.Value(3), entry.Gradient(0), entry.GradientIfNeeded(2),
                entry.GradientIfNeeded(1));
        }
        else
        {
            entry.Backend.PoolingBackward(
                entry.Index == (int)PoolingKind.Max, entry.Packing!, entry.Value(1), entry.Value(0), entry.Gradient(0),
                entry.Gradient(1));
        }
    }
}
