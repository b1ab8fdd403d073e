using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers.Initialisers;
using Carousel.Memory;

namespace Carousel.Layers;

/// <summary>Gated recurrent unit: h = (1 − z)⊙n + z⊙h₋.</summary>
/// <remarks>
/// Cho et al. 2014, equations 5 to 8; by default the reset gate acts after the recurrent product, as in cuDNN and
/// PyTorch. Derivation: docs/derivations/gru.md.
/// The state of a sequence is h. Gates stand in the order r, z, n.
/// </remarks>
public sealed class Gru : SequenceLayer
{
    private const int Gates = 3;

    private readonly GruParameters _parameters;
    private readonly InitialState? _initialState;

    /// <summary>A layer.</summary>
    /// <param name="inputSize">I: features of each input step.</param>
    /// <param name="hiddenSize">H: hidden units.</param>
    /// <param name="resetAfter">Whether the reset gate acts after the recurrent product or, as in the paper, before
    /// it.</param>
    /// <param name="reverse">Run from the last step to the first: then the layer is not causal.</param>
    /// <param name="trainableInitialState">Whether the state from which sequences start is trained; else it is
    /// zero.</param>
    /// <param name="inputInitialiser">How W begins; Glorot if not given.</param>
    /// <param name="recurrentInitialiser">How R begins; orthogonal if not given.</param>
    /// <param name="biasInitialiser">How b begins; zero if not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Gru(
        int inputSize,
        int hiddenSize,
        bool resetAfter = true,
        bool reverse = false,
        bool trainableInitialState = false,
        Initialiser? inputInitialiser = null,
        Initialiser? recurrentInitialiser = null,
        Initialiser? biasInitialiser = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenSize);
        (InputSize, OutputSize, IsReverse) = (inputSize, hiddenSize, reverse);
        int rows = Gates * hiddenSize;
        _parameters = new GruParameters(
            AddParameter("W", new Shape(rows, inputSize), inputInitialiser ?? new Glorot(), Gates),
            AddParameter("R", new Shape(rows, hiddenSize), recurrentInitialiser ?? new Orthogonal(), Gates),
            AddParameter("b", new Shape(rows), biasInitialiser ?? Constant.Zero, Gates),
            resetAfter ? AddParameter("q", new Shape(hiddenSize), Constant.Zero) : null);
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

    /// <summary>[3H, I], rows by gate r, z, n.</summary>
    public Parameter W => _parameters.W;

    /// <summary>[3H, H], rows by gate r, z, n.</summary>
    public Parameter R => _parameters.R;

    /// <summary>[3H], by gate r, z, n.</summary>
    public Parameter B => _parameters.B;

    /// <summary>
    /// [H], the bias inside the reset gate; <c>null</c> where the reset gate acts before the recurrent product.
    /// </summary>
    public Parameter? Q => _parameters.Q;

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
    public override int StepScratchLength(int streams) => _parameters.StepScratchLength(streams);

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
