using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

public abstract partial class Backend
{
    /// <summary>Rows from the caller's order to the packed order: packed[place] = states[caller's index].</summary>
    /// <param name="packing">The two orders.</param>
    /// <param name="states">[B, F], in the caller's order.</param>
    /// <param name="packed">[B, F], overwritten.</param>
    internal virtual void PackStates(Packing packing, Tensor states, Tensor packed)
    {
    }

    /// <summary>A recurrent layer over packed sequences.</summary>
    /// <param name="call">What it works on.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    internal virtual void RecurrentForward(in CellCall call)
    {
    }

    /// <summary>Back-propagation through time over the same sequences.</summary>
    /// <param name="call">X, H, C and Gates as left by RecurrentForward, and the gradients.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    internal virtual void RecurrentBackward(in CellCall call)
    {
    }

    /// <summary>
    /// The gradient of h before one step of some rows, on top of what came from above: the end of RecurrentBackward for
    /// a step whose states before lie in another segment of time.
    /// </summary>
    /// <param name="parameters">The layer's.</param>
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
    /// <param name="parameters">The layer's.</param>
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
    /// <param name="parameters">The layer's.</param>
    /// <param name="x">[I].</param>
    /// <param name="y">[H], overwritten.</param>
    /// <param name="state">[1, S], read and overwritten.</param>
    /// <returns>False where nothing was done, and <see cref="RecurrentStep"/> is to be called.</returns>
    internal virtual bool TryRecurrentStep(
        RecurrentParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state) => false;
}
