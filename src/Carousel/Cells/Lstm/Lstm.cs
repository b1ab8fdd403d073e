using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>Long short-term memory with forget gates: c = f⊙c₋ + i⊙g, h = o⊙tanh(c); its variants by option.</summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000, equations 1 to 6. Derivations:
/// docs/derivations/lstm.md.
/// The state of a sequence is h, then c. Gates are in the order i, f, g, o. The forget gate's bias begins at 1,
/// stored in b.
/// </remarks>
public sealed class Lstm : RecurrentLayer
{
    private readonly LstmVariantParameters? _variant;
    private LstmNoise? _noise;
    private DropoutSite? _dropout;
    private LstmWeightDrop? _weightDrop;

    /// <summary>A layer.</summary>
    /// <param name="inputSize">I: features of each input step.</param>
    /// <param name="hiddenSize">H: cells.</param>
    /// <param name="reverse">Run from the last step to the first: then the layer is not causal.</param>
    /// <param name="options">The forget gate's first bias, and what the layer does beyond the plain equations; null for
    /// a plain layer.</param>
    /// <param name="inputInitializer">How W begins; Glorot if not given.</param>
    /// <param name="recurrentInitializer">How R begins; orthogonal if not given.</param>
    /// <param name="biasInitializer">How b begins, in place of the forget bias, such as
    /// <see cref="ChronoBias"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or an option is out of range.</exception>
    public Lstm(
        int inputSize,
        int hiddenSize,
        bool reverse = false,
        LstmOptions? options = null,
        Initializer? inputInitializer = null,
        Initializer? recurrentInitializer = null,
        Initializer? biasInitializer = null)
        : base(
            LstmDescription.Cell,
            new(inputSize, hiddenSize)
            {
                Reverse = reverse,
                InputInitializer = inputInitializer,
                RecurrentInitializer = recurrentInitializer,
                BiasInitializer = BiasOf(options ??= new LstmOptions(), hiddenSize, biasInitializer),
                Projection = options.Projection,
            })
    {
        Options = options;
        _variant = options.IsPlain ? null : Variant(options);
        Computed = _variant ?? (RecurrentParameters)new LstmParameters(W, R, B);
    }

    /// <summary>What the layer does beyond the plain equations.</summary>
    public LstmOptions Options { get; }

    /// <summary>[3, H] rows i, f, o; <c>null</c> without peepholes.</summary>
    public Parameter? Peepholes => _variant?.Peepholes;

    /// <summary>[P, H]; <c>null</c> without projection.</summary>
    public Parameter? Projection => _variant?.Projection;

    /// <inheritdoc/>
    internal override bool IsPlain => _variant is null;

    /// <inheritdoc/>
    private protected override RecurrentParameters Computed { get; }

    /// <inheritdoc/>
    internal override SegmentOrder Segments =>
        _variant is not null || Options.WeightDrop > 0 ? SegmentOrder.None : base.Segments;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(packing);
        if (BySegments(tape, input, packing, initialState) is { } bySegments)
        {
            return bySegments;
        }

        #region forward
        _dropout ??= new DropoutSite(Path + "/dropout", Options.Dropout);
        Variable x = DropoutOp.Apply(tape, _dropout, input, packing);
        Tensor mask = IsPlain ? default : Mask(tape, packing);
        (Variable hidden, Variable finalState) = RecurrentOp.Apply(
            tape, Dropped(tape), packing, x, initialState, IsReverse, mask: mask);
        return new SequenceOutput(hidden, finalState);
        #endregion
    }

    /// <summary>
    /// Runs over rows of a table by number, for tables of few rows, such as characters: W·x is computed once for each
    /// of them, not for each step.
    /// </summary>
    /// <remarks>
    /// Outputs and states have the bits of the embedding and then the layer; gradients are summed by number first,
    /// which is another order of the same sums.
    /// </remarks>
    /// <param name="tape">Records the run, or not, by its mode.</param>
    /// <param name="embedding">The table, with as many values a row as this layer has inputs.</param>
    /// <param name="symbols">[N, 1], packed, whole numbers.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="initialState">[B, StateSize] in the caller's order; <c>default</c> starts from zeros.</param>
    /// <returns>Outputs packed as the symbols, and the final states.</returns>
    public SequenceOutput Forward(
        Tape tape, Embedding embedding, Variable symbols, Packing packing, Variable initialState = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(embedding);
        ArgumentNullException.ThrowIfNull(packing);
        if (!IsPlain || Options.Dropout > 0)
        {
            return Forward(tape, embedding.Apply(tape, symbols, packing), packing, initialState);
        }

        (Variable hidden, Variable finalState) = RecurrentOp.Apply(
            tape, Dropped(tape), packing, symbols, initialState, IsReverse, tape.Use(embedding.Weight));
        return new SequenceOutput(hidden, finalState);
    }

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) => Computed.StepScratchLength(streams);

    // Options are checked in front of all that is made of them.
    private static Initializer BiasOf(LstmOptions options, int hiddenSize, Initializer? given)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenSize);
        options.Validate(hiddenSize);
        return given ?? new Constant(0, options.ForgetBias, 0, 0);
    }

    private RecurrentParameters Dropped(Tape tape) => DropWeights(tape) is { } drop ? drop.Of(Computed) : Computed;

    /// <summary>Draws the weights that are 0 in this step; <c>null</c> where none are.</summary>
    private LstmWeightDrop? DropWeights(Tape tape)
    {
        if (!tape.IsTraining || Options.WeightDrop == 0)
        {
            return null;
        }

        if (_weightDrop?.MemoryDomain != tape.Backend.MemoryDomain)
        {
            _weightDrop = new LstmWeightDrop(tape.Backend, Path, R, Options.WeightDrop);
        }

        _weightDrop.Draw(tape);
        return _weightDrop;
    }

    private Tensor Mask(Tape tape, Packing packing)
    {
        _noise ??= new LstmNoise(Path, Options.RecurrentDropout);
        return _noise.Draw(tape, packing, OutputSize);
    }

    private LstmVariantParameters Variant(LstmOptions options) => new(W, R, B)
    {
        Peepholes = options.Peepholes
            ? AddParameter("peepholes", new Shape(LstmGates.Count - 1, HiddenSize), Constant.Zero)
            : null,
        Projection = options.Projection > 0
            ? AddParameter("projection", new Shape(OutputSize, HiddenSize), new Glorot())
            : null,
    };
}
