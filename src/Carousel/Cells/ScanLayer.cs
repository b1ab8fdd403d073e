using Carousel.Backends;
using Carousel.Cells;
using Carousel.Kernels.Recurrent;

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
    private protected override RecurrentParameters Computed => _parameters;
}
