using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// A dense map of every step to numbers 0 … V − 1 whose weights are the rows of an embedding: y = x·Eᵀ + b.
/// </summary>
/// <remarks>
/// Press and Wolf 2017; Inan, Khosravi and Socher 2017. Parameter: <c>bias</c> [V]; the table is the embedding's and
/// gets the gradients of both uses.
/// </remarks>
internal sealed class TiedDense : SequenceLayer
{
    private readonly Embedding _embedding;
    private readonly Parameter _bias;

    /// <summary>A map back to the rows of a table.</summary>
    /// <param name="embedding">The table, a layer of the same model.</param>
    public TiedDense(Embedding embedding)
    {
        _embedding = embedding;
        _bias = AddParameter("bias", new Shape(embedding.VocabularySize), new Constant(0));
    }

    /// <summary>The table whose rows are the weights.</summary>
    public Embedding Embedding => _embedding;

    /// <inheritdoc/>
    public override int InputSize => _embedding.OutputSize;

    /// <inheritdoc/>
    public override int OutputSize => _embedding.VocabularySize;

    /// <summary>Maps rows that may or may not be steps.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="input">[N, InputSize].</param>
    /// <param name="packing">The steps of the rows; <c>null</c> for rows without steps.</param>
    /// <returns>[N, OutputSize].</returns>
    public Variable Apply(Tape tape, Variable input, Packing? packing = null) =>
        DenseOp.Apply(tape, _embedding.Weight, _bias, input, packing);

    /// <inheritdoc/>
    public override SequenceOutput Forward(
        Tape tape, Variable input, Packing packing, Variable initialState = default) =>
        new(Apply(tape, input, packing), default);

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        backend.DenseForward(_embedding.Weight, _bias.Value, input, output);
    }
}
