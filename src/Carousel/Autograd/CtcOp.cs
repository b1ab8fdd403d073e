using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The loss of connectionist temporal classification on the tape. Kernel: CtcKernel.</summary>
internal static class CtcOp
{
    /// <summary>Σ over sequences −ln p(labels | scores) / B.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="scores">[N, C]; class 0 is the blank.</param>
    /// <param name="labels">For each of the B sequences, 1 … C − 1; not changed before the tape has run back.</param>
    /// <returns>[1].</returns>
    /// <exception cref="ArgumentException">There are not B sequences of labels, or a sequence has fewer steps than its
    /// labels need: its number is named; or the alignments of the batch are more values than one tensor
    /// holds.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class, or is the blank.</exception>
    public static Variable Apply(Tape tape, Packing packing, Variable scores, LabelSequences labels)
    {
        Require(packing, labels);
        Variable saved = tape.Constant(new Shape(Backend.CtcSavedLength(packing, labels)));
        Variable loss = tape.Result(new Shape(1));
        tape.Backend.CtcForward(packing, scores.Value, labels, saved.Value, loss.Value);
        tape.Record(Backward, [loss], [scores, saved], new TapeEntry { Packing = packing, Context = labels });
        return loss;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.CtcBackward(
            entry.Packing!, entry.Value(1), (LabelSequences)entry.Context!, entry.Value(2), entry.Gradient(0),
            entry.GradientIfNeeded(1));
    }

    private static void Require(Packing packing, LabelSequences labels)
    {
        if (labels.BatchSize != packing.BatchSize)
        {
            throw new ArgumentException(
                $"labels: expected those of {packing.BatchSize} sequences, but got those of {labels.BatchSize}.",
                nameof(labels));
        }

        for (int b = 0; b < labels.BatchSize; b++)
        {
            int steps = packing.Lengths[packing.Place[b]], needed = CtcKernel.StepsNeeded(labels[b]);
            if (needed > steps)
            {
                throw new ArgumentException(
                    $"labels: the {labels[b].Length} labels of sequence {b} need {needed} steps, one each and one "
                    + $"between equal neighbours, but it has {steps}.", nameof(labels));
            }
        }
    }
}
