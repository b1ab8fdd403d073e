using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Backends;

public abstract partial class Backend
{
    /// <summary>A GRU over packed sequences. Kernel: GruKernel.</summary>
    /// <param name="parameters">W, R, b and q.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="initialState">[B, H] in the caller's order; no tensor for zeros.</param>
    /// <param name="h">[B+N, H], overwritten: the initial states in packed order, then each row's.</param>
    /// <param name="gates">[N, size.GatesLength], overwritten with what GruBackward needs; or no tensor.</param>
    /// <param name="finalState">[B, H], overwritten, in the caller's order.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public abstract void GruForward(
        GruParameters parameters, Packing packing, bool reverse, Tensor x, Tensor initialState, Tensor h, Tensor gates,
        Tensor finalState);

    /// <summary>Back-propagation through time over the same sequences.</summary>
    /// <param name="parameters">As given to GruForward.</param>
    /// <param name="packing">As given to GruForward.</param>
    /// <param name="reverse">As given to GruForward.</param>
    /// <param name="x">[N, I], as given to GruForward.</param>
    /// <param name="h">[B+N, H], as left by GruForward.</param>
    /// <param name="gates">[N, size.GatesLength], as left by GruForward; overwritten.</param>
    /// <param name="dh">[B+N, H]; in: ∂loss/∂h from above behind the B initial states, which need not be set; out:
    /// ∂loss/∂h whole.</param>
    /// <param name="dFinalState">[B, H], in the caller's order, or no tensor.</param>
    /// <param name="dx">[N, I], added to, or no tensor.</param>
    /// <param name="dW">[3H, I], added to, or no tensor.</param>
    /// <param name="dR">[3H, H], added to, or no tensor.</param>
    /// <param name="db">[3H], added to, or no tensor.</param>
    /// <param name="dq">[H], added to, or no tensor.</param>
    /// <param name="dInitialState">[B, H], added to, or no tensor.</param>
    public abstract void GruBackward(
        GruParameters parameters, Packing packing, bool reverse, Tensor x, Tensor h, Tensor gates, Tensor dh,
        Tensor dFinalState,
        Tensor dx, Tensor dW, Tensor dR, Tensor db, Tensor dq, Tensor dInitialState);

    /// <summary>
    /// The gradient of the states before one step of some rows, on top of what came from above: the end of GruBackward
    /// for a step whose states before lie in another segment of time.
    /// </summary>
    /// <param name="parameters">As given to GruForward.</param>
    /// <param name="before">[n, H], the states before.</param>
    /// <param name="gates">[n, size.GatesLength], the rows as left by GruForward; overwritten.</param>
    /// <param name="dh">[n, H], ∂loss/∂h of the step, from above and from the step after.</param>
    /// <param name="dBefore">[n, H], added to.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public abstract void GruStateGradient(
        GruParameters parameters, Tensor before, Tensor gates, Tensor dh, Tensor dBefore);

    /// <summary>One step of S independent sequences.</summary>
    /// <param name="parameters">W, R, b and q.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="y">[S, H], overwritten with h.</param>
    /// <param name="state">[S, H], read and overwritten.</param>
    /// <param name="scratch">GruKernel.ForwardScratch(size, S) values, overwritten.</param>
    public abstract void GruStep(GruParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch);
}
