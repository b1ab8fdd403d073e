using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The loss of a linear-chain conditional random field on the tape. Kernel: CrfKernel.</summary>
internal static class CrfOp
{
    /// <summary>Σ over sequences −ln p(labels | scores) / N.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="scores">[N, C].</param>
    /// <param name="labels">[N, 1] or [N], whole numbers 0 … C − 1.</param>
    /// <param name="start">[C], of labels at the first step.</param>
    /// <param name="transition">[C, C], of the column's label right after the row's.</param>
    /// <param name="end">[C], of labels at the last step.</param>
    /// <returns>[1].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a whole number 0 … C − 1.</exception>
    public static Variable Apply(
        Tape tape, Packing packing, Variable scores, Tensor labels, Variable start, Variable transition, Variable end)
    {
        Variable saved = tape.Constant(
            new Shape(Backend.CrfSavedLength(packing, start.Value.Length)));
        Variable loss = tape.Result(new Shape(1));
        tape.Backend.CrfForward(new CrfCall
        {
            Packing = packing,
            Scores = scores.Value,
            Labels = labels,
            Start = start.Value,
            Transition = transition.Value,
            End = end.Value,
            Saved = saved.Value,
            Loss = loss.Value,
        });
        tape.Record(
            Backward, [loss], [scores, start, transition, end, tape.Constant(labels), saved],
            new TapeEntry { Packing = packing });
        return loss;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.CrfBackward(new CrfCall
        {
            Packing = entry.Packing!,
            Scores = entry.Value(1),
            Labels = entry.Value(5),
            Start = entry.Value(2),
            Transition = entry.Value(3),
            End = entry.Value(4),
            Saved = entry.Value(6),
            DLoss = entry.Gradient(0),
            DScores = entry.GradientIfNeeded(1),
            DStart = entry.GradientIfNeeded(2),
            DTransition = entry.GradientIfNeeded(3),
            DEnd = entry.GradientIfNeeded(4),
        });
    }
}
