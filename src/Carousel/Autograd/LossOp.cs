using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The weighted mean of a loss on the tape. Kernels: those of Kernels/Losses.</summary>
internal static class LossOp
{
    /// <summary>Σ e·loss / Σ e, where e is the weight, and 0 for a target that is NaN.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="function">Which loss, with its numbers.</param>
    /// <param name="predictions">[N, K].</param>
    /// <param name="targets">M values, of the shape <see cref="LossFunction.TargetShape"/>.</param>
    /// <param name="weights">[N] or M values, or <c>default</c> for ones.</param>
    /// <param name="weight">[1]: Σ e.</param>
    /// <returns>[1].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public static Variable Apply(
        Tape tape, LossFunction function, Variable predictions, Tensor targets, Tensor weights, out Tensor weight)
    {
        Variable saved = tape.Constant(new Shape(function.SavedLength(targets.Length)));
        Tensor both = tape.Arena.Allocate(new Shape(2, 1));
        tape.Backend.LossForward(function, predictions.Value, targets, weights, saved.Value, both);
        weight = both.Rows(1, 1).Reshape(new Shape(1));
        Variable loss = tape.Result(both.Rows(0, 1).Reshape(new Shape(1)));
        tape.Record(
            Backward, [loss], [predictions, tape.Constant(targets), saved], new TapeEntry { Context = function });
        return loss;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.LossBackward(
            (LossFunction)entry.Context!, entry.Value(1), entry.Value(2), entry.Value(3), entry.Gradient(0),
            entry.Gradient(1));
    }
}
