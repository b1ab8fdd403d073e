using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Cells;
using Carousel.Data;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Layers;

/// <summary>
/// A recurrent layer whose gates ask the inputs alone: all of them are multiplied in one product over time, and what
/// goes from step to step is a recurrence of each unit by itself.
/// </summary>
/// <typeparam name="TCell">What its units do.</typeparam>
internal sealed class ScanLayer<TCell> : RecurrentLayer
    where TCell : struct, IScanCell<TCell>
{
    private readonly ScanParameters<TCell> _parameters;

    /// <summary>A layer.</summary>
    /// <param name="cell">Which cell.</param>
    /// <param name="settings">Sizes and options.</param>
    public ScanLayer(RecurrentCell cell, CellSettings settings)
        : base(
            cell, settings.InputSize, settings.HiddenSize, settings.Reverse, settings.InputInitialiser, null,
            settings.BiasInitialiser)
    {
        _parameters = new ScanParameters<TCell>(W, B);
        if (settings.TrainsStart)
        {
            TrainStart();
        }
    }

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        ArgumentNullException.ThrowIfNull(packing);
        if (BySegments(tape, input, packing, initialState) is { } bySegments)
        {
            return bySegments;
        }

        Variable start = InitialState.Or(TrainedStart, tape, initialState, packing.BatchSize);
        (Variable hidden, Variable finalState) = RecurrentOp.Apply(tape, _parameters, packing, input, start, IsReverse);
        return new SequenceOutput(hidden, finalState);
    }

    /// <inheritdoc/>
    private protected override void Advance(
        Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch) =>
        backend.RecurrentStep(_parameters, input, output, state, scratch);

    /// <inheritdoc/>
    internal override bool TryStep(Backend backend, ReadOnlySpan<float> input, Span<float> output, in Tensor state) =>
        !IsReverse && backend.TryRecurrentStep(_parameters, input, output, state);
}
