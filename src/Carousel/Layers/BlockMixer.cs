using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// What steps of a block take from steps before them: a recurrent cell whose inputs come from a short convolution.
/// </summary>
/// <remarks>The state is the cell's, then the convolution's.</remarks>
internal abstract class BlockMixer : SequenceLayer
{
    /// <summary>Steps that the convolution sees.</summary>
    protected const int KernelSize = 4;

    /// <summary>The convolution, each feature by itself.</summary>
    protected abstract GroupedConvolution Convolution { get; }

    /// <summary>The cell, whose inputs are preactivations.</summary>
    protected abstract RecurrentLayer Cell { get; }

    /// <summary>Units of the cell.</summary>
    public int Units => Cell.HiddenSize;

    /// <summary>Heads of the cell.</summary>
    public abstract int Heads { get; }

    /// <inheritdoc/>
    public sealed override int StateSize => Cell.StateSize + Convolution.StateSize;

    /// <inheritdoc/>
    public sealed override SequenceOutput Forward(
        Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        Variable ofCell = default, ofConvolution = default;
        if (!initialState.IsNone)
        {
            ofCell = tape.SliceColumns(initialState, 0, Cell.StateSize);
            ofConvolution = tape.SliceColumns(initialState, Cell.StateSize, Convolution.StateSize);
        }

        (Variable mixed, Variable cell, Variable seen) = Mix(tape, input, packing, ofCell, ofConvolution);
        return new SequenceOutput(mixed, tape.Concatenate(cell, seen));
    }

    /// <summary>Runs whole sequences.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="input">[N, InputSize].</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="ofCell">The cell's initial states, or <c>default</c>.</param>
    /// <param name="ofConvolution">The convolution's, or <c>default</c>.</param>
    /// <returns>[N, OutputSize], and the final states of both.</returns>
    protected abstract (Variable Mixed, Variable Cell, Variable Convolution) Mix(
        Tape tape, Variable input, Packing packing, Variable ofCell, Variable ofConvolution);

    /// <summary>Values of scratch that a step of cell and convolution takes, each at its turn.</summary>
    protected int PartScratchLength(int streams) =>
        (streams * Math.Max(Cell.StateSize, Convolution.StateSize)) + Cell.StepScratchLength(streams);

    /// <summary>A step of the convolution and its x·σ(x).</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="input">[S, F].</param>
    /// <param name="seen">[S, F], overwritten.</param>
    /// <param name="spare">[S, F], overwritten.</param>
    /// <param name="state">[S, StateSize].</param>
    /// <param name="own">[PartScratchLength(S)], overwritten.</param>
    protected void StepConvolution(
        Backend backend, Tensor input, Tensor seen, Tensor spare, Tensor state, Tensor own)
    {
        StepRoom.Step(backend, Convolution, input, spare, state, Cell.StateSize, own, default);
        Silu(backend, spare, seen);
    }

    /// <summary>A step of the cell.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="input">[S, the cell's inputs].</param>
    /// <param name="output">[S, the cell's units], overwritten.</param>
    /// <param name="state">[S, StateSize].</param>
    /// <param name="own">[PartScratchLength(S)], overwritten.</param>
    protected void StepCell(Backend backend, Tensor input, Tensor output, Tensor state, Tensor own)
    {
        var room = new StepRoom(own);
        int streams = input.Shape[0];
        Tensor held = room.Take(streams * Math.Max(Cell.StateSize, Convolution.StateSize));
        StepRoom.Step(
            backend, Cell, input, output, state, 0, held, room.Take(Cell.StepScratchLength(streams)));
    }

    /// <summary>x·σ(x).</summary>
    protected static Variable Silu(Tape tape, Variable x) => tape.Multiply(tape.Logistic(x), x);

    /// <summary>y = x·σ(x), not in place.</summary>
    protected static void Silu(Backend backend, Tensor x, Tensor y)
    {
        backend.ElementwiseForward(ElementwiseFunction.Logistic, x, y);
        backend.Multiply(y, x, y);
    }
}
