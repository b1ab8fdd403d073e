using Carousel.Backends;
using Carousel.Laboratory.Claims.Physics;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>A cell set by hand beside a protein that is made, degraded and repressed.</summary>
internal sealed class GeneTrial : StatementTrial
{
    /// <inheritdoc/>
    public override int Number => 22;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation) =>
        GeneCircuit.Run().Figures.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
}
