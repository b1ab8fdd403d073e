using Carousel.Backends;
using Carousel.Laboratory.Claims.Physics;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>A cell set by hand beside a capacitor that is charged and discharged through a resistor.</summary>
internal sealed class CircuitTrial : StatementTrial
{
    /// <inheritdoc/>
    public override int Number => 20;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation) =>
        RcCircuit.Run().Figures.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
}
