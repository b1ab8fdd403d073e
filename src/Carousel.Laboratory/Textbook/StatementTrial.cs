using Carousel.Backends;

namespace Carousel.Laboratory.Textbook;

/// <summary>How the effects of a statement are measured for one seed.</summary>
internal abstract class StatementTrial
{
    /// <summary>The statement's number.</summary>
    public abstract int Number { get; }

    /// <summary>Measures.</summary>
    /// <param name="seed">Of weights and sequences.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The effect of each comparison of the statement, by its name.</returns>
    public abstract IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation);
}
