using Carousel.Backends;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Inspection.Traces;

/// <summary>What kernels keep of an LSTM, plain or with variants.</summary>
internal sealed class LstmTrace : CellTrace
{
    /// <inheritdoc/>
    public override IReadOnlyList<TraceQuantity> Quantities { get; } =
    [
        TraceQuantity.Hidden, TraceQuantity.Cell, TraceQuantity.InputGate, TraceQuantity.ForgetGate,
        TraceQuantity.OutputGate, TraceQuantity.Candidate,
    ];

    /// <inheritdoc/>
    public override (Parameter Matrix, int Units) Matrix(object parameters) =>
        parameters is LstmVariantParameters variant
        ? (variant.W, variant.Size.H)
        : (((LstmParameters)parameters).W, ((LstmParameters)parameters).Size.H);

    /// <inheritdoc/>
    public override int Width(object parameters) => parameters is LstmVariantParameters variant
        ? variant.Size.GatesLength
        : LstmGates.Count * ((LstmParameters)parameters).Size.H;

    /// <inheritdoc/>
    public override void Read(
        object parameters, TraceQuantity quantity, ReadOnlySpan<float> kept, Span<float> table)
    {
        int gate = quantity switch
        {
            TraceQuantity.InputGate => LstmGates.Input,
            TraceQuantity.ForgetGate => LstmGates.Forget,
            TraceQuantity.OutputGate => LstmGates.Output,
            _ => LstmGates.Candidate,
        };
        if (parameters is LstmVariantParameters variant)
        {
            GateTables.LstmVariant(variant.Size, kept, gate, table);
        }
        else
        {
            GateTables.Lstm(((LstmParameters)parameters).Size.H, kept, gate, table);
        }
    }

    /// <inheritdoc/>
    protected override bool Owns(object parameters) => parameters is LstmParameters or LstmVariantParameters;
}
