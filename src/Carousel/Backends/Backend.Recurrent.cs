using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Backends;

public abstract partial class Backend
{
    /// <summary>An LSTM over packed sequences. Kernel: LstmKernel.</summary>
    /// <param name="parameters">W, R and b.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="initialState">[B, 2H], h then c of each sequence in the caller's order; no tensor for
    /// zeros.</param>
    /// <param name="h">[B+N, H], overwritten: the initial states in packed order, then each row's.</param>
    /// <param name="c">[B+N, H] as h; or, where gates is no tensor, [B, H], scratch.</param>
    /// <param name="gates">[N, 4H], overwritten with what LstmBackward needs; or no tensor.</param>
    /// <param name="finalState">[B, 2H], overwritten, in the caller's order.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public abstract void LstmForward(
        LstmParameters parameters, Packing packing, bool reverse, Tensor x, Tensor initialState, Tensor h, Tensor c,
        Tensor gates, Tensor finalState);

    /// <summary>Back-propagation through time over the same sequences.</summary>
    /// <param name="parameters">As given to LstmForward.</param>
    /// <param name="packing">As given to LstmForward.</param>
    /// <param name="reverse">As given to LstmForward.</param>
    /// <param name="x">[N, I], as given to LstmForward.</param>
    /// <param name="h">[B+N, H], as left by LstmForward.</param>
    /// <param name="c">[B+N, H], as left by LstmForward.</param>
    /// <param name="gates">[N, 4H], as left by LstmForward; out: the rows of the step run first hold
    /// ∂loss/∂preactivation, the others are undefined.</param>
    /// <param name="dh">[B+N, H], scratch; in: ∂loss/∂h from above behind the B initial states, which need not be
    /// set.</param>
    /// <param name="dc">[B, H], scratch.</param>
    /// <param name="dFinalState">[B, 2H], in the caller's order, or no tensor.</param>
    /// <param name="dx">[N, I], added to, or no tensor.</param>
    /// <param name="dW">[4H, I], added to, or no tensor.</param>
    /// <param name="dR">[4H, H], added to, or no tensor.</param>
    /// <param name="db">[4H], added to, or no tensor.</param>
    /// <param name="dInitialState">[B, 2H], added to, or no tensor.</param>
    public abstract void LstmBackward(
        LstmParameters parameters, Packing packing, bool reverse, Tensor x, Tensor h, Tensor c, Tensor gates, Tensor dh,
        Tensor dc, Tensor dFinalState,
        Tensor dx, Tensor dW, Tensor dR, Tensor db, Tensor dInitialState);

    /// <summary>
    /// dBefore += da·R: the end of LstmBackward for a step whose states before lie in another segment of time.
    /// </summary>
    /// <param name="parameters">As given to LstmForward.</param>
    /// <param name="da">[n, 4H], ∂loss/∂preactivation of the step, as LstmBackward leaves it in the gates.</param>
    /// <param name="dBefore">[n, H], ∂loss/∂h of the step before, from above; added to.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public abstract void LstmStateGradient(LstmParameters parameters, Tensor da, Tensor dBefore);

    /// <summary>One step of S independent sequences.</summary>
    /// <param name="parameters">W, R and b.</param>
    /// <param name="x">[S, I].</param>
    /// <param name="y">[S, H], overwritten with h.</param>
    /// <param name="state">[S, 2H], h then c, read and overwritten.</param>
    /// <param name="scratch">LstmKernel.ScratchLength(size, S) + 3·S·H values, overwritten.</param>
    public abstract void LstmStep(LstmParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch);

    /// <summary>
    /// A step of one stream whose input and output lie with the caller, where the backend can do without tensors for
    /// them: the door for streaming.
    /// </summary>
    /// <remarks>
    /// A step of a small layer is a few hundred nanoseconds; copies, tensors and a room for them cost another hundred.
    /// </remarks>
    /// <param name="parameters">W, R and b.</param>
    /// <param name="x">[I].</param>
    /// <param name="y">[H], overwritten.</param>
    /// <param name="state">[1, 2H], h then c, read and overwritten.</param>
    /// <returns>False where nothing was done, and <see cref="LstmStep"/> is to be called.</returns>
    internal virtual bool TryLstmStep(
        LstmParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state) => false;
}
