using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// Sets units to 0 at random in training and scales the rest by 1/(1 − rate); does nothing otherwise.
/// </summary>
/// <remarks>
/// Srivastava and others 2014; one mask a sequence: Gal and Ghahramani 2016. The mask is a function of (seed, the
/// layer's name, step, the sequence's place in the
/// batch, time, unit): it does not depend on neighbours.
/// </remarks>
public sealed class Dropout : SequenceLayer
{
    private DropoutSite? _site;

    /// <summary>A dropout layer.</summary>
    /// <param name="size">Features of a step, 1 or more.</param>
    /// <param name="rate">The share dropped, 0 or more and below 1.</param>
    /// <param name="oncePerSequence">True for one mask for all steps of a sequence.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size or the rate is out of range.</exception>
    public Dropout(int size, float rate, bool oncePerSequence = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        _ = new DropoutSite("", rate);
        (InputSize, Rate, OncePerSequence) = (size, rate, oncePerSequence);
    }

    /// <inheritdoc/>
    public override int InputSize { get; }

    /// <inheritdoc/>
    public override int OutputSize => InputSize;

    /// <summary>The share dropped.</summary>
    public float Rate { get; }

    /// <summary>Whether one mask is drawn for all steps of a sequence.</summary>
    public bool OncePerSequence { get; }

    /// <summary>Whether a step is kept or dropped as a whole: of words, the word.</summary>
    internal bool WholeSteps { get; init; }

    /// <summary>Drops units of rows that may or may not be steps.</summary>
    /// <param name="tape">Records the run; its mode decides whether anything is dropped.</param>
    /// <param name="input">[N, InputSize].</param>
    /// <param name="packing">How the rows lie; <c>null</c> for one row per sequence in the caller's order.</param>
    /// <returns>[N, InputSize].</returns>
    public Variable Apply(Tape tape, Variable input, Packing? packing = null)
    {
        _site ??= new DropoutSite(Path + "/dropout", Rate, OncePerSequence) { WholeSteps = WholeSteps };
        return DropoutOp.Apply(tape, _site, input, packing);
    }

    /// <summary>The same of a layer that there may be.</summary>
    internal static Variable Apply(Dropout? dropout, Tape tape, Variable input, Packing packing) =>
        dropout?.Apply(tape, input, packing) ?? input;

    /// <inheritdoc/>
    internal override SegmentOrder Segments => SegmentOrder.Either;

    /// <inheritdoc/>
    public override SequenceOutput Forward(
        Tape tape, Variable input, Packing packing, Variable initialState = default) =>
        new(Apply(tape, input, packing), default);

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(backend);
        backend.Copy(input, output);
    }

    /// <inheritdoc/>
    internal override bool TryStep(
        Backend backend, ReadOnlySpan<float> input, Span<float> output, in Tensor state)
    {
        input.CopyTo(output);
        return true;
    }
}
