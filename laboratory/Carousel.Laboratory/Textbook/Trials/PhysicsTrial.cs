using Carousel.Autograd;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>A cell set by hand, compared with the physical system that it is to follow.</summary>
/// <param name="number">The statement's number.</param>
/// <param name="run">Runs both.</param>
internal sealed class PhysicsTrial(int number, Func<IReadOnlyDictionary<string, double>> run) : StatementTrial
{
    /// <inheritdoc/>
    public override int Number => number;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation) =>
        run();
}
