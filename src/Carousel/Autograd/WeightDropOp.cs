using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// Drops single weights of a matrix for one training step. The result is a second matrix, which kernels read instead
/// of the first. Kernel: DropoutKernel.
/// </summary>
/// <remarks>
/// DropConnect of recurrent weights: Merity, Keskar and Socher 2018. The same weights are dropped for all sequences and
/// times of the step.
/// </remarks>
internal static class WeightDropOp
{
    /// <summary>dropped = weight⊙mask / (1 − rate).</summary>
    /// <param name="tape">Records the call, which must come before those that read the dropped matrix.</param>
    /// <param name="site">Where in the model, and how much is dropped.</param>
    /// <param name="weight">[R, C], the trained matrix: gets the gradient.</param>
    /// <param name="dropped">[R, C], built on the same backend and no part of the model; overwritten, and its gradient
    /// cleared.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static void Apply(Tape tape, DropoutSite site, Parameter weight, Parameter dropped)
    {
        ShapeException.Require(dropped.Shape, weight.Shape);
        tape.Backend.DropoutForward(site.Mask(tape), null, weight.Value, dropped.Value);
        tape.Backend.Clear(dropped.Gradient);
        dropped.MarkChanged();
        tape.Record(Backward, [tape.Use(dropped)], [tape.Use(weight)], new TapeEntry { Context = site });
    }

    private static void Backward(in TapeEntry entry)
    {
        DropoutMask mask = ((DropoutSite)entry.Context!).Mask(entry.Tape);
        Tensor gradient = entry.Gradient(0);
        entry.Backend.DropoutBackward(mask, null, gradient, entry.Gradient(1));

        // A layer may run twice in a step: what the later run gave is passed on once.
        entry.Backend.Clear(gradient);
    }
}
