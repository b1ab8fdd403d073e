using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The loss of a linear-chain conditional random field on the tape. Kernel: CrfKernel.</summary>
internal sealed class CrfOp : Op
{
    private static readonly CrfOp _instance = new();

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
        Variable saved = tape.Constant(tape.Arena.Allocate(new Shape(
            Backend.CrfSavedLength(packing, start.Value.Length))));
        Variable loss = tape.Result(tape.Arena.Allocate(new Shape(1)));
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
            _instance, [loss], [scores, start, transition, end, tape.Constant(labels), saved],
            new TapeEntry { Packing = packing });
        return loss;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Variable scores = tape.Operand(entry, 1), start = tape.Operand(entry, 2), transition = tape.Operand(entry, 3),
            end = tape.Operand(entry, 4);
        tape.Backend.CrfBackward(new CrfCall
        {
            Packing = entry.Packing!,
            Scores = scores.Value,
            Labels = tape.Operand(entry, 5).Value,
            Start = start.Value,
            Transition = transition.Value,
            End = end.Value,
            Saved = tape.Operand(entry, 6).Value,
            DLoss = tape.Gradient(tape.Operand(entry, 0)),
            DScores = tape.GradientIfNeeded(scores),
            DStart = tape.GradientIfNeeded(start),
            DTransition = tape.GradientIfNeeded(transition),
            DEnd = tape.GradientIfNeeded(end),
        });
    }
}
