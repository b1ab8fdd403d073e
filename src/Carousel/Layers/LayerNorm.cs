using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>Layer normalisation of every step: y = gain⊙(x − mean)/√(variance + ε) + bias.</summary>
/// <remarks>
/// Ba, Kiros and Hinton 2016, equation 4. Parameters: <c>gain</c> [F], from 1, and <c>bias</c> [F], from 0.
/// </remarks>
public sealed class LayerNorm : SequenceLayer
{
    private readonly Parameter _gain;
    private readonly Parameter _bias;

    /// <summary>A normalisation.</summary>
    /// <param name="size">F, 1 or more.</param>
    /// <param name="epsilon">ε, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size or ε is not positive.</exception>
    public LayerNorm(int size, float epsilon = 1e-5f)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        (InputSize, Epsilon) = (size, epsilon);
        _gain = AddParameter("gain", new Shape(size), new Constant(1));
        _bias = AddParameter("bias", new Shape(size), new Constant(0));
    }

    /// <inheritdoc/>
    public override int InputSize { get; }

    /// <inheritdoc/>
    public override int OutputSize => InputSize;

    /// <summary>ε, added to the variance.</summary>
    public float Epsilon { get; }

    /// <summary>Normalises rows that may or may not be steps.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="input">[N, InputSize].</param>
    /// <param name="packing">The steps of the rows; <c>null</c> for rows without steps.</param>
    /// <returns>[N, InputSize].</returns>
    public Variable Apply(Tape tape, Variable input, Packing? packing = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return LayerNormOp.Apply(tape, Epsilon, input, tape.Use(_gain), tape.Use(_bias), packing);
    }

    /// <inheritdoc/>
    internal override SegmentOrder Segments => SegmentOrder.Forward;

    /// <inheritdoc/>
    public override SequenceOutput Forward(
        Tape tape, Variable input, Packing packing, Variable initialState = default) =>
        new(Apply(tape, input, packing), default);

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) => streams;

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(backend);
        backend.LayerNormForward(Epsilon, input, _gain.Value, _bias.Value, output, scratch, output);
    }
}
