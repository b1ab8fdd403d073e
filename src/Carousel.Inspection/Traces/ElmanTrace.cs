using Carousel.Backends;
using Carousel.Memory;

namespace Carousel.Inspection.Traces;

/// <summary>An Elman layer has its states alone.</summary>
internal sealed class ElmanTrace : CellTrace
{
    /// <inheritdoc/>
    public override IReadOnlyList<TraceQuantity> Quantities { get; } = [TraceQuantity.Hidden];

    /// <inheritdoc/>
    public override (Parameter Matrix, int Units) Matrix(object parameters) =>
        (((ElmanParameters)parameters).W, ((ElmanParameters)parameters).Size.H);

    /// <inheritdoc/>
    public override int Width(object parameters) => 0;

    /// <inheritdoc/>
    public override void Read(
        object parameters, TraceQuantity quantity, ReadOnlySpan<float> kept, Span<float> table) =>
        throw new NotSupportedException($"An Elman layer has no {quantity}.");

    /// <inheritdoc/>
    protected override bool Owns(object parameters) => parameters is ElmanParameters;
}
