using Carousel.Data;
using Carousel.Kernels;

namespace Carousel.Autograd;

/// <summary>Dropout on the tape: random in training, nothing otherwise. Kernel: DropoutKernel.</summary>
internal static class DropoutOp
{
    /// <summary>y = x⊙mask / (1 − rate) in training; x itself otherwise.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="site">Where in the model, and how much is dropped.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="packing">How the rows lie; <c>null</c> for one row per sequence in the caller's order.</param>
    /// <returns>[N, F].</returns>
    public static Variable Apply(Tape tape, DropoutSite site, Variable x, Packing? packing = null)
    {
        if (!tape.IsTraining || site.Rate == 0)
        {
            return x;
        }

        Variable y = tape.Result(x.Shape);
        tape.Backend.DropoutForward(site.Mask(tape), packing, x.Value, y.Value);
        tape.Record(Backward, [y], [x], new TapeEntry { Packing = packing, Context = site });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        DropoutMask mask = ((DropoutSite)entry.Context!).Mask(entry.Tape);
        entry.Backend.DropoutBackward(mask, entry.Packing, entry.Gradient(0), entry.Gradient(1));
    }
}
