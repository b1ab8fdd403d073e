using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// A layer over packed sequences. It runs over whole sequences with a tape, without one, and, where causal, one step at
/// a time: bit for bit equal.
/// </summary>
public abstract class SequenceLayer : Layer, ISegmentedLayer
{
    // In inference nothing is run twice: sequences so long go by segments always.
    private const int LongInference = 4096;

    private Parameter[]? _parameters;

    /// <summary>Features of each input step.</summary>
    public abstract int InputSize { get; }

    /// <summary>Features of each output step.</summary>
    public abstract int OutputSize { get; }

    /// <summary>Values of the state of one sequence; 0 if a step depends only on its input.</summary>
    public virtual int StateSize => 0;

    /// <summary>True where no step depends on later ones, so that the layer can step.</summary>
    public virtual bool IsCausal => true;

    /// <summary>
    /// Whether the layer can be run by segments of time that are run again on the way back, see
    /// <see cref="Tape.Recomputes"/>: it has a state, reads in one direction, and is
    /// made of recurrent layers without variants with dense maps, embeddings, layer normalisation and dropout between
    /// them. Layers inside a layer that can't be run so may still be.
    /// </summary>
    public bool CanRecompute => StateSize > 0 && Segments is SegmentOrder.Forward or SegmentOrder.Reverse;

    /// <summary>In which order the layer's segments can be run.</summary>
    internal virtual SegmentOrder Segments => SegmentOrder.None;

    /// <summary>Steps that the layer takes together in training: a segment that cut them would sum in another order.
    /// </summary>
    internal virtual int SegmentUnit => 1;

    /// <inheritdoc/>
    int ISegmentedLayer.SegmentUnit => SegmentUnit;

    /// <inheritdoc/>
    bool ISegmentedLayer.RunsBackwards => Segments == SegmentOrder.Reverse;

    /// <inheritdoc/>
    bool ISegmentedLayer.IsTrained =>
        Array.Exists(_parameters ??= [.. Parameters], parameter => !parameter.IsFrozen);

    /// <inheritdoc/>
    (Variable Hidden, Variable FinalState) ISegmentedLayer.Run(
        Tape tape, Variable input, Packing packing, Variable initialState)
    {
        (Variable hidden, Variable final) = Forward(tape, input, packing, initialState);
        return (hidden, final);
    }

    /// <summary>
    /// Runs whole sequences only for their final states. If the tape recomputes, outputs are not kept.
    /// </summary>
    /// <param name="tape">Records the run, or not, by its mode.</param>
    /// <param name="input">[N, InputSize], packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="initialState">[B, StateSize] in the caller's order; <c>default</c> starts from zeros.
    /// </param>
    /// <returns>[B, StateSize] in the caller's order.</returns>
    public Variable ForwardToEnd(Tape tape, Variable input, Packing packing, Variable initialState = default) =>
        BySegments(tape, input, packing, initialState, keepsOutputs: false)?.FinalState
            ?? Forward(tape, input, packing, initialState).FinalState;

    /// <summary>Runs by segments of time, where the tape asks for it and the layer can.</summary>
    /// <param name="tape">As given to <see cref="Forward(Tape, Variable, Packing, Variable)"/>.</param>
    /// <param name="input">As given to Forward.</param>
    /// <param name="packing">As given to Forward.</param>
    /// <param name="initialState">As given to Forward.</param>
    /// <param name="keepsOutputs">False if only the final states are needed.</param>
    /// <returns>What Forward returns; <c>null</c> where nothing was done.</returns>
    internal SequenceOutput? BySegments(
        Tape tape, Variable input, Packing packing, Variable initialState, bool keepsOutputs = true)
    {
        bool wanted = tape.Recomputes
            ? SegmentedRun.Pays(packing.Steps)
            : tape.Mode == TapeMode.Inference && packing.Steps >= LongInference;
        if (!wanted || tape.Observer is not null || tape.Border is not null || !CanRecompute)
        {
            return null;
        }

        (Variable hidden, Variable final) = RecomputedOp.Apply(tape, this, packing, input, initialState, keepsOutputs);
        return new SequenceOutput(hidden, final);
    }

    /// <summary>Runs whole sequences.</summary>
    /// <param name="tape">Records the run, or not, by its mode.</param>
    /// <param name="input">[N, InputSize], packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="initialState">[B, StateSize] in the caller's order; <c>default</c> starts from zeros.
    /// </param>
    /// <returns>Outputs packed as the input, and the final states.</returns>
    public abstract SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default);

    /// <summary>Runs the sequences of a batch.</summary>
    /// <param name="tape">Records the run, or not, by its mode.</param>
    /// <param name="batch">Of InputSize features.</param>
    /// <returns>[N, OutputSize], packed as the batch is.</returns>
    public Variable Forward(Tape tape, SequenceBatch batch)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return Forward(tape, tape.Input(batch), batch.Packing).Hidden;
    }

    /// <summary>Values of scratch that one step of <paramref name="streams"/> streams needs.</summary>
    /// <param name="streams">S: how many independent sequences step together.</param>
    /// <returns>How many values.</returns>
    public virtual int StepScratchLength(int streams) => 0;

    /// <summary>Runs one step of S independent sequences, in inference, without allocating.</summary>
    /// <param name="backend">The backend the layer was built on.</param>
    /// <param name="input">[S, InputSize].</param>
    /// <param name="output">[S, OutputSize], overwritten.</param>
    /// <param name="state">[S, StateSize], read and overwritten; <c>default</c> where StateSize is 0.</param>
    /// <param name="scratch">[StepScratchLength(S)], overwritten; <c>default</c> where that is 0.</param>
    /// <exception cref="NotSupportedException">The layer is not causal.</exception>
    public abstract void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch);

    /// <summary>Runs one step of one sequence between spans of the caller, where layer and backend can.</summary>
    /// <param name="backend">The backend the layer was built on.</param>
    /// <param name="input">[InputSize].</param>
    /// <param name="output">[OutputSize], overwritten.</param>
    /// <param name="state">[1, StateSize], read and overwritten.</param>
    /// <returns>False where nothing was done, and <see cref="Step"/> is to be called.</returns>
    internal virtual bool TryStep(
        Backend backend, ReadOnlySpan<float> input, Span<float> output, in Tensor state) => false;

    /// <summary>The state from which sequences start when none is given.</summary>
    /// <param name="backend">The backend the layer was built on.</param>
    /// <param name="state">[S, StateSize], overwritten.</param>
    public virtual void StartState(Backend backend, Tensor state)
    {
        ArgumentNullException.ThrowIfNull(backend);
        backend.Clear(state);
    }
}
