using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Backends;

public abstract partial class Backend
{
    /// <summary>An Elman network over packed sequences. Kernel: ElmanKernel.</summary>
    /// <param name="parameters">W, R and b.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="initialState">[B, H] in the caller's order; no tensor for zeros.</param>
    /// <param name="h">[B+N, H], overwritten: the initial states in packed order, then each row's.</param>
    /// <param name="finalState">[B, H], overwritten, in the caller's order.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public abstract void ElmanForward(
        ElmanParameters parameters, Packing packing, bool reverse, Tensor x, Tensor initialState, Tensor h,
        Tensor finalState);

    /// <summary>Back-propagation through time over the same sequences.</summary>
    /// <param name="parameters">As given to ElmanForward.</param>
    /// <param name="packing">As given to ElmanForward.</param>
    /// <param name="reverse">As given to ElmanForward.</param>
    /// <param name="x">[N, I], as given to ElmanForward.</param>
    /// <param name="h">[B+N, H], as left by ElmanForward.</param>
    /// <param name="dh">[B+N, H]; in: ∂loss/∂h from above behind the B initial states, which need not be set; out:
    /// behind them ∂loss/∂preactivation.</param>
    /// <param name="dFinalState">[B, H], in the caller's order, or no tensor.</param>
    /// <param name="dx">[N, I], added to, or no tensor.</param>
    /// <param name="dW">[H, I], added to, or no tensor.</param>
    /// <param name="dR">[H, H], added to, or no tensor.</param>
    /// <param name="db">[H], added to, or no tensor.</param>
    /// <param name="dInitialState">[B, H], added to, or no tensor.</param>
    public abstract void ElmanBackward(
        ElmanParameters parameters, Packing packing, bool reverse, Tensor x, Tensor h, Tensor dh, Tensor dFinalState,
        Tensor dx, Tensor dW, Tensor dR, Tensor db, Tensor dInitialState);

    /// <summary>
    /// dBefore += da·R: the end of ElmanBackward for a step whose states before lie in another segment of time.
    /// </summary>
    /// <param name="parameters">As given to ElmanForward.</param>
    /// <param name="da">[n, H], ∂loss/∂preactivation of the step.</param>
    /// <param name="dBefore">[n, H], ∂loss/∂h of the step before, from above; added to.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public abstract void ElmanStateGradient(ElmanParameters parameters, Tensor da, Tensor dBefore);

    /// <summary>One step of S independent sequences.</summary>
    /// <param name="parameters">W, R and b.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="y">[S, H], overwritten with h.</param>
    /// <param name="state">[S, H], read and overwritten.</param>
    public abstract void ElmanStep(ElmanParameters parameters, Tensor x, Tensor y, Tensor state);
}
