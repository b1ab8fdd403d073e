using Carousel.Jobs.Options;

namespace Carousel.Jobs;

/// <summary>
/// A verb that a project brings into the command line. The command makes its help and its errors, and runs it.
/// </summary>
/// <typeparam name="TOptions">What it takes.</typeparam>
internal interface IVerb<in TOptions>
    where TOptions : DeclaredOptions, new()
{
    /// <summary>The verb.</summary>
    string Name { get; }

    /// <summary>What it does, in a few words.</summary>
    string Summary { get; }

    /// <summary>A command line that works.</summary>
    string Example { get; }

    /// <summary>The help's sentence on the number of threads; null for that of most verbs.</summary>
    string? Threads => null;

    /// <summary>Does the work.</summary>
    /// <param name="options">What the user asks for.</param>
    /// <param name="run">Where it writes, and how.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>False where something that was checked is damaged.</returns>
    /// <exception cref="Fitting.OptionException">The options do not go together, or can't be followed.</exception>
    Task<bool> RunAsync(TOptions options, VerbRun run, CancellationToken cancellation);
}
