using Carousel.Autograd;
using Carousel.Kernels;

namespace Carousel.Layers;

/// <summary>
/// A recurrent layer whose inputs are multiplied in one product over time: what goes from step to step is a recurrence
/// of each unit by itself, or of the units of a head.
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
        : base(cell, settings, headUnits: Head(cell, settings))
    {
        OpenOptions = settings.Options;
        _parameters = new ScanParameters<TCell>(W, cell.HasRecurrentWeights ? R : null, B);
    }

    private static int Head(RecurrentCell cell, CellSettings settings) =>
        cell.HeadUnits is null ? 0 : settings.HiddenSize / cell.Heads(settings);

    /// <inheritdoc/>
    private protected override RecurrentParameters Computed => _parameters;
}
