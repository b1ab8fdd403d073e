using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Kernels.Recurrent;
using Carousel.Layers.Initialisers;
using Carousel.Memory;

namespace Carousel.Layers;

/// <summary>Long short-term memory with forget gates: c = f⊙c₋ + i⊙g, h = o⊙tanh(c).</summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000, equations 1 to 6. Derivation: docs/derivations/lstm.md.
/// The state of a sequence is h, then c. The forget gate's bias begins at 1, stored in b.
/// </remarks>
public sealed class Lstm : SequenceLayer
{
    private readonly LstmParameters _parameters;

    /// <summary>A layer.</summary>
    /// <param name="inputSize">I: features of each input step.</param>
    /// <param name="hiddenSize">H: hidden units.</param>
    /// <param name="reverse">Run from the last step to the first: then the layer is not causal.</param>
    /// <param name="forgetBias">Where the forget gate's bias begins.</param>
    /// <param name="inputInitialiser">How W begins; Glorot if not given.</param>
    /// <param name="recurrentInitialiser">How R begins; orthogonal if not given.</param>
    /// <param name="biasInitialiser">How b begins, in place of <paramref name="forgetBias"/>, such as <see cref="ChronoBias"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Lstm(
        int inputSize,
        int hiddenSize,
        bool reverse = false,
        float forgetBias = 1,
        Initialiser? inputInitialiser = null,
        Initialiser? recurrentInitialiser = null,
        Initialiser? biasInitialiser = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenSize);
        (InputSize, OutputSize, IsReverse) = (inputSize, hiddenSize, reverse);
        int rows = LstmGates.Count * hiddenSize;
        _parameters = new LstmParameters(
            AddParameter("W", new Shape(rows, inputSize), inputInitialiser ?? new Glorot(), LstmGates.Count),
            AddParameter("R", new Shape(rows, hiddenSize), recurrentInitialiser ?? new Orthogonal(), LstmGates.Count),
            AddParameter("b", new Shape(rows), biasInitialiser ?? new Constant(0, forgetBias, 0, 0), LstmGates.Count));
    }

    /// <inheritdoc/>
    public override int InputSize { get; }

    /// <inheritdoc/>
    public override int OutputSize { get; }

    /// <inheritdoc/>
    public override int StateSize => 2 * OutputSize;

    /// <inheritdoc/>
    public override bool IsCausal => !IsReverse;

    /// <summary>Whether the layer runs from the last step to the first.</summary>
    public bool IsReverse { get; }

    /// <summary>W, R and b, as the backend takes them.</summary>
    internal LstmParameters Weights => _parameters;

    /// <summary>[4H, I], rows by gate i, f, g, o.</summary>
    public Parameter W => _parameters.W;

    /// <summary>[4H, H], rows by gate i, f, g, o.</summary>
    public Parameter R => _parameters.R;

    /// <summary>[4H], by gate i, f, g, o.</summary>
    public Parameter B => _parameters.B;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        (Variable hidden, Variable finalState) = LstmOp.Apply(tape, _parameters, packing, input, initialState, IsReverse);
        return new SequenceOutput(hidden, finalState);
    }

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) =>
        LstmKernel.ScratchLength(_parameters.Size, streams) + (3 * streams * OutputSize);

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(backend);
        if (IsReverse)
        {
            throw new NotSupportedException($"The layer '{Path}' runs from the last step to the first and can't step.");
        }

        backend.LstmStep(_parameters, input, output, state, scratch);
    }
}
