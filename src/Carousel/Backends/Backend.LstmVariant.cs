using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Backends;

public abstract partial class Backend
{
    /// <summary>Rows from the caller's order to the packed order: packed[place] = states[caller's index].</summary>
    /// <param name="packing">The two orders.</param>
    /// <param name="states">[B, F], in the caller's order.</param>
    /// <param name="packed">[B, F], overwritten.</param>
    public virtual void PackStates(Packing packing, Tensor states, Tensor packed)
    {
    }

    /// <summary>An LSTM with variants over packed sequences. Kernel: LstmVariantKernel.</summary>
    /// <param name="parameters">Parameters, which also say what is asked for.</param>
    /// <param name="masks">What training drew.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="initialState">[B, P+H], h then c of each sequence in the caller's order; no tensor for
    /// zeros.</param>
    /// <param name="h">[B+N, P], overwritten: the initial states in packed order, then each row's.</param>
    /// <param name="c">[B+N, H], as h.</param>
    /// <param name="trace">[N, size.TraceLength], overwritten with what LstmVariantBackward needs; or no
    /// tensor.</param>
    /// <param name="finalState">[B, P+H], overwritten, in the caller's order.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    internal virtual void LstmVariantForward(
        LstmVariantParameters parameters, LstmMaskTensors masks, Packing packing, bool reverse, Tensor x,
        Tensor initialState, Tensor h, Tensor c,
        Tensor trace, Tensor finalState)
    {
    }

    /// <summary>Back-propagation through time over the same sequences.</summary>
    /// <param name="parameters">As given to LstmVariantForward.</param>
    /// <param name="masks">As given to LstmVariantForward.</param>
    /// <param name="packing">As given to LstmVariantForward.</param>
    /// <param name="reverse">As given to LstmVariantForward.</param>
    /// <param name="x">[N, I], as given to LstmVariantForward.</param>
    /// <param name="h">[B+N, P], as left by LstmVariantForward.</param>
    /// <param name="c">[B+N, H], as left by LstmVariantForward.</param>
    /// <param name="trace">[N, size.TraceLength], as left by LstmVariantForward; overwritten.</param>
    /// <param name="dh">[B+N, P], scratch; in: ∂loss/∂h from above behind the B initial states, which need not be
    /// set.</param>
    /// <param name="dc">[B, H], scratch.</param>
    /// <param name="dFinalState">[B, P+H], in the caller's order, or no tensor.</param>
    /// <param name="dx">[N, I], added to, or no tensor.</param>
    /// <param name="gradients">Added to.</param>
    /// <param name="dInitialState">[B, P+H], added to, or no tensor.</param>
    internal virtual void LstmVariantBackward(
        LstmVariantParameters parameters, LstmMaskTensors masks, Packing packing, bool reverse, Tensor x, Tensor h,
        Tensor c, Tensor trace,
        Tensor dh, Tensor dc, Tensor dFinalState, Tensor dx, LstmVariantTensors gradients, Tensor dInitialState)
    {
    }

    /// <summary>One step of S independent sequences.</summary>
    /// <param name="parameters">Parameters, which also say what is asked for.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="y">[S, P], overwritten with h.</param>
    /// <param name="state">[S, P+H], h then c, read and overwritten.</param>
    /// <param name="scratch">LstmVariantKernel.ForwardScratch(size, S) + S·H values, overwritten.</param>
    internal virtual void LstmVariantStep(
        LstmVariantParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
    }
}
