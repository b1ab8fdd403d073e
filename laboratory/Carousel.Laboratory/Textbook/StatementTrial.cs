using Carousel.Autograd;

namespace Carousel.Laboratory.Textbook;

/// <summary>How the effects of a statement are measured for one seed.</summary>
internal abstract class StatementTrial
{
    /// <summary>The statement's number.</summary>
    public abstract int Number { get; }

    /// <summary>The files that it needs; none where all of it is made.</summary>
    public virtual IReadOnlyList<StatementFile> Files => [];

    /// <summary>The trial with its files read, once for all seeds.</summary>
    /// <param name="folder">Where they lie.</param>
    /// <exception cref="IOException">A file can't be read, or is damaged.</exception>
    public virtual StatementTrial Reading(string folder) => this;

    /// <summary>Measures.</summary>
    /// <param name="seed">Of weights and sequences.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>
    /// The effect of each comparison of the statement, by its name, and whatever else a record is to keep the mean of.
    /// </returns>
    public abstract IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation);
}
