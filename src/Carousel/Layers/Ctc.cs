using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;

namespace Carousel.Layers;

/// <summary>
/// Connectionist temporal classification: the loss of a sequence of labels whose places among the steps are not known.
/// </summary>
/// <remarks>
/// Graves, Fernández, Gomez and Schmidhuber 2006. Each step has a score for each of C classes, of which class 0 is the
/// blank, no label. A path of classes gives labels when equal neighbours are joined and then blanks are
/// removed. The probability of labels is the sum over all their paths. It has no parameters.
/// </remarks>
public static class Ctc
{
    /// <summary>The class that means no label.</summary>
    public const int Blank = CtcKernel.Blank;

    /// <summary>The fewest steps in which labels fit: one for each, and one between equal neighbours.</summary>
    /// <param name="labels">From the first to the last.</param>
    /// <returns>0 for no labels.</returns>
    public static int StepsNeeded(ReadOnlySpan<int> labels) => CtcKernel.StepsNeeded(labels);

    /// <summary>
    /// The mean over sequences of −ln p(labels | scores), in nats. A sequence of no steps, which has no labels, has p =
    /// 1: it adds 0 and counts in the mean.
    /// </summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="scores">[N, C], packed, before any soft-max.</param>
    /// <param name="labels">For each of the B sequences in the caller's order, 1 … C − 1; none is legal. Not changed
    /// before the tape has run back.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[1].</returns>
    /// <exception cref="ArgumentException">There are not B sequences of labels, or a sequence has fewer steps than its
    /// labels need: its number is named; or the alignments of the batch are more values than one tensor
    /// holds.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class, or is the blank.</exception>
    public static Variable Loss(Tape tape, Variable scores, LabelSequences labels, Packing packing) =>
        CtcOp.Apply(tape, packing, scores, labels);
}
