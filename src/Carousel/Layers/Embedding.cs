using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>A trained row of E values for each number 0 … V − 1.</summary>
/// <remarks>
/// Parameter: <c>weight</c> [V, E]. The input is one feature that holds whole numbers, exact in float32 up to 2²⁴.
/// </remarks>
public sealed class Embedding : SequenceLayer
{
    private readonly Parameter _weight;

    /// <summary>A table of rows.</summary>
    /// <param name="vocabularySize">V, 1 … 2²⁴.</param>
    /// <param name="outputSize">E, 1 or more.</param>
    /// <param name="initializer">How the rows begin; uniform within 1/√E by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public Embedding(int vocabularySize, int outputSize, Initializer? initializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vocabularySize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vocabularySize, 1 << 24);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputSize);
        (VocabularySize, OutputSize) = (vocabularySize, outputSize);
        _weight = AddParameter(
            "weight", new Shape(vocabularySize, outputSize), initializer ?? new Uniform(1 / Math.Sqrt(outputSize)));
    }

    /// <summary>V: how many numbers there are.</summary>
    public int VocabularySize { get; }

    /// <summary>[V, E].</summary>
    internal Parameter Weight => _weight;

    /// <inheritdoc/>
    public override int InputSize => 1;

    /// <inheritdoc/>
    public override int OutputSize { get; }

    /// <summary>The rows of numbers that may or may not be steps.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="ids">[N, 1], whole numbers.</param>
    /// <param name="packing">The steps of the rows; <c>null</c> for rows without steps.</param>
    /// <returns>[N, OutputSize].</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is not below VocabularySize.</exception>
    public Variable Apply(Tape tape, Variable ids, Packing? packing = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return EmbeddingOp.Apply(tape, tape.Use(_weight), ids, packing);
    }

    /// <inheritdoc/>
    internal override SegmentOrder Segments => SegmentOrder.Forward;

    /// <inheritdoc/>
    public override SequenceOutput Forward(
        Tape tape, Variable input, Packing packing, Variable initialState = default) =>
        new(Apply(tape, input, packing), default);

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(backend);
        backend.EmbeddingForward(input, _weight.Value, output);
    }
}
