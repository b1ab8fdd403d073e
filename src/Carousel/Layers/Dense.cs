using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>A dense map of every step: y = f(x·Wᵀ + b).</summary>
/// <remarks>
/// Parameters: <c>weight</c> [O, I] and, unless left out, <c>bias</c> [O]. Derivation:
/// docs/derivations/layers.md.
/// </remarks>
public sealed class Dense : SequenceLayer
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;

    /// <summary>A dense map.</summary>
    /// <param name="inputSize">I, 1 or more.</param>
    /// <param name="outputSize">O, 1 or more.</param>
    /// <param name="activation">f; <c>null</c> for none.</param>
    /// <param name="bias">False to leave out b.</param>
    /// <param name="initializer">How the weights begin; Glorot's by default. The bias begins at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Dense(
        int inputSize, int outputSize, ElementwiseFunction? activation = null, bool bias = true,
        Initializer? initializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputSize);
        (InputSize, OutputSize, Activation) = (inputSize, outputSize, activation);
        _weight = AddParameter("weight", new Shape(outputSize, inputSize), initializer ?? new Glorot());
        _bias = bias ? AddParameter("bias", new Shape(outputSize), new Constant(0)) : null;
    }

    /// <summary>[O, I].</summary>
    internal Parameter Weight => _weight;

    /// <summary>[O]; <c>null</c> where it was left out.</summary>
    internal Parameter? Bias => _bias;

    /// <inheritdoc/>
    public override int InputSize { get; }

    /// <inheritdoc/>
    public override int OutputSize { get; }

    /// <summary>f; <c>null</c> for none.</summary>
    public ElementwiseFunction? Activation { get; }

    /// <summary>Maps rows that may or may not be steps.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="input">[N, InputSize].</param>
    /// <param name="packing">The steps of the rows; <c>null</c> for rows without steps.</param>
    /// <returns>[N, OutputSize].</returns>
    /// <exception cref="ShapeException">The input has another size.</exception>
    public Variable Apply(Tape tape, Variable input, Packing? packing = null)
    {
        Variable y = DenseOp.Apply(tape, _weight, _bias, input, packing);
        return Activation is { } function ? ElementwiseOp.Apply(tape, function, y) : y;
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
        backend.DenseForward(_weight, _bias?.Value ?? default, input, output);
        if (Activation is { } function)
        {
            backend.ElementwiseForward(function, output, output);
        }
    }

    /// <inheritdoc/>
    internal override bool TryStep(
        Backend backend, ReadOnlySpan<float> input, Span<float> output, in Tensor state) =>
        backend.TryDenseStep(_weight, _bias?.Value ?? default, Activation, input, output);
}
