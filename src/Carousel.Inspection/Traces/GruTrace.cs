using Carousel.Backends;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Inspection.Traces;

/// <summary>What kernels keep of a GRU.</summary>
internal sealed class GruTrace : CellTrace
{
    /// <inheritdoc/>
    public override IReadOnlyList<TraceQuantity> Quantities { get; } =
        [TraceQuantity.Hidden, TraceQuantity.Candidate, TraceQuantity.ResetGate, TraceQuantity.UpdateGate];

    /// <inheritdoc/>
    public override (Parameter Matrix, int Units) Matrix(object parameters) =>
        (((GruParameters)parameters).W, ((GruParameters)parameters).Size.H);

    /// <inheritdoc/>
    public override int Width(object parameters) => ((GruParameters)parameters).Size.GatesLength;

    /// <inheritdoc/>
    public override void Read(
        object parameters, TraceQuantity quantity, ReadOnlySpan<float> kept, Span<float> table)
    {
        int group = quantity switch
        {
            TraceQuantity.Candidate => GateTables.GruCandidate,
            TraceQuantity.ResetGate => GateTables.GruReset,
            _ => GateTables.GruUpdate,
        };
        GateTables.Gru(((GruParameters)parameters).Size, kept, group, table);
    }

    /// <inheritdoc/>
    protected override bool Owns(object parameters) => parameters is GruParameters;
}
