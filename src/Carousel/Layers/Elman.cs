using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers.Initialisers;
using Carousel.Memory;

namespace Carousel.Layers;

/// <summary>Elman network, the simple recurrent network: h = tanh(W x + R h₋ + b).</summary>
/// <remarks>
/// Elman 1990, with the hyperbolic tangent. Derivation: docs/derivations/elman.md. The state of a sequence is h.
/// </remarks>
public sealed class Elman : SequenceLayer
{
    private readonly ElmanParameters _parameters;
    private readonly InitialState? _initialState;

    /// <summary>A layer.</summary>
    /// <param name="inputSize">I: features of each input step.</param>
    /// <param name="hiddenSize">H: hidden units.</param>
    /// <param name="reverse">Run from the last step to the first: then the layer is not causal.</param>
    /// <param name="trainableInitialState">Whether the state from which sequences start is trained; else it is
    /// zero.</param>
    /// <param name="inputInitialiser">How W begins; Glorot if not given.</param>
    /// <param name="recurrentInitialiser">How R begins; orthogonal if not given.</param>
    /// <param name="biasInitialiser">How b begins; zero if not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Elman(
        int inputSize,
        int hiddenSize,
        bool reverse = false,
        bool trainableInitialState = false,
        Initialiser? inputInitialiser = null,
        Initialiser? recurrentInitialiser = null,
        Initialiser? biasInitialiser = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenSize);
        (InputSize, OutputSize, IsReverse) = (inputSize, hiddenSize, reverse);
        _parameters = new ElmanParameters(
            AddParameter("W", new Shape(hiddenSize, inputSize), inputInitialiser ?? new Glorot()),
            AddParameter("R", new Shape(hiddenSize, hiddenSize), recurrentInitialiser ?? new Orthogonal()),
            AddParameter("b", new Shape(hiddenSize), biasInitialiser ?? Constant.Zero));
        if (trainableInitialState)
        {
            _initialState = new InitialState(AddParameter("initial_state", new Shape(StateSize), Constant.Zero));
        }
    }

    /// <inheritdoc/>
    public override int InputSize { get; }

    /// <inheritdoc/>
    public override int OutputSize { get; }

    /// <inheritdoc/>
    public override int StateSize => OutputSize;

    /// <inheritdoc/>
    public override bool IsCausal => !IsReverse;

    /// <summary>Whether the layer runs from the last step to the first.</summary>
    public bool IsReverse { get; }

    /// <summary>[H, I].</summary>
    public Parameter W => _parameters.W;

    /// <summary>[H, H].</summary>
    public Parameter R => _parameters.R;

    /// <summary>[H].</summary>
    public Parameter B => _parameters.B;

    /// <inheritdoc/>
    internal override SegmentOrder Segments => IsReverse ? SegmentOrder.Reverse : SegmentOrder.Forward;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        ArgumentNullException.ThrowIfNull(packing);
        if (BySegments(tape, input, packing, initialState) is { } bySegments)
        {
            return bySegments;
        }

        Variable start = InitialState.Or(_initialState, tape, initialState, packing.BatchSize);
        (Variable hidden, Variable finalState) = RecurrentOp.Apply(tape, _parameters, packing, input, start, IsReverse);
        return new SequenceOutput(hidden, finalState);
    }

    /// <inheritdoc/>
    public override void StartState(Backend backend, Tensor state)
    {
        base.StartState(backend, state);
        _initialState?.Write(backend, state);
    }

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(backend);
        if (IsReverse)
        {
            throw new NotSupportedException($"The layer '{Path}' runs from the last step to the first and can't step.");
        }

        backend.RecurrentStep(_parameters, input, output, state, scratch);
    }
}
