using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Backends;

public abstract partial class Backend
{
    /// <summary>A recurrent layer over packed sequences.</summary>
    /// <param name="parameters">W, R, b, and q where the cell has it; which cell it is.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="initialState">[B, S], S = H + RestLength: h, then what is held beside it, of each sequence
    /// in the caller's order; no tensor for zeros.</param>
    /// <param name="h">[B+N, H], overwritten: the initial states in packed order, then each row's.</param>
    /// <param name="c">What is held beside h, [KeptRests, RestLength], the initial states first; or, where gates is no
    /// tensor, [B, RestLength], scratch; no tensor where the cell has none.</param>
    /// <param name="gates">[N, GatesLength], overwritten with what RecurrentBackward needs; or no tensor.</param>
    /// <param name="finalState">[B, S], overwritten, in the caller's order.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    internal virtual void RecurrentForward(
        RecurrentParameters parameters, Packing packing, bool reverse, Tensor x, Tensor initialState, Tensor h,
        Tensor c, Tensor gates, Tensor finalState)
    {
    }

    /// <summary>Back-propagation through time over the same sequences.</summary>
    /// <param name="parameters">As given to RecurrentForward.</param>
    /// <param name="packing">As given to RecurrentForward.</param>
    /// <param name="reverse">As given to RecurrentForward.</param>
    /// <param name="x">[N, I], as given to RecurrentForward.</param>
    /// <param name="h">[B+N, H], as left by RecurrentForward.</param>
    /// <param name="c">[B+N, H], as left by RecurrentForward; no tensor where the cell has no cell state.</param>
    /// <param name="gates">[N, GatesLength], as left by RecurrentForward; overwritten. Of a cell with a cell state the
    /// rows of the step run first then hold ∂loss/∂preactivation.</param>
    /// <param name="dh">[B+N, H]; in: ∂loss/∂h from above behind the B initial states, which need not be set; out: of a
    /// cell with gates but no cell state ∂loss/∂h whole, of one without either ∂loss/∂preactivation, behind the initial
    /// states.</param>
    /// <param name="dc">[B, H], scratch; no tensor where the cell has no cell state.</param>
    /// <param name="dFinalState">[B, S], in the caller's order, or no tensor.</param>
    /// <param name="dx">[N, I], added to, or no tensor.</param>
    /// <param name="dW">[gates·H, I], added to, or no tensor.</param>
    /// <param name="dR">[gates·H, H], added to, or no tensor.</param>
    /// <param name="db">[gates·H], added to, or no tensor.</param>
    /// <param name="dq">[H], added to, or no tensor.</param>
    /// <param name="dInitialState">[B, S], added to, or no tensor.</param>
    internal virtual void RecurrentBackward(
        RecurrentParameters parameters, Packing packing, bool reverse, Tensor x, Tensor h, Tensor c, Tensor gates,
        Tensor dh, Tensor dc, Tensor dFinalState, Tensor dx, Tensor dW, Tensor dR, Tensor db, Tensor dq,
        Tensor dInitialState)
    {
    }

    /// <summary>
    /// The gradient of h before one step of some rows, on top of what came from above: the end of RecurrentBackward for
    /// a step whose states before lie in another segment of time.
    /// </summary>
    /// <param name="parameters">As given to RecurrentForward.</param>
    /// <param name="before">[n, H], h before.</param>
    /// <param name="gates">[n, GatesLength], the step's rows: as left by RecurrentForward, and overwritten; of a cell
    /// with a cell state as left by RecurrentBackward.</param>
    /// <param name="dh">[n, H], the step's rows as left by RecurrentBackward; no tensor for a cell with a cell
    /// state.</param>
    /// <param name="dBefore">[n, H], added to.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    internal virtual void RecurrentStateGradient(
        RecurrentParameters parameters, Tensor before, Tensor gates, Tensor dh, Tensor dBefore)
    {
    }

    /// <summary>One step of n independent sequences.</summary>
    /// <param name="parameters">As given to RecurrentForward.</param>
    /// <param name="x">[n, I].</param>
    /// <param name="y">[n, H], overwritten with h.</param>
    /// <param name="state">[n, S], h, then the cell state where there is one; read and overwritten.</param>
    /// <param name="scratch">As many values as the layer's StepScratchLength says, overwritten.</param>
    internal virtual void RecurrentStep(
        RecurrentParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
    }

    /// <summary>
    /// A step of one stream whose input and output lie with the caller, where the backend can do without tensors for
    /// them: the door for streaming.
    /// </summary>
    /// <remarks>
    /// A step of a small layer is a few hundred nanoseconds; copies, tensors and a room for them cost another hundred.
    /// </remarks>
    /// <param name="parameters">As given to RecurrentForward.</param>
    /// <param name="x">[I].</param>
    /// <param name="y">[H], overwritten.</param>
    /// <param name="state">[1, S], read and overwritten.</param>
    /// <returns>False where nothing was done, and <see cref="RecurrentStep"/> is to be called.</returns>
    internal virtual bool TryRecurrentStep(
        RecurrentParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state) => false;
}
