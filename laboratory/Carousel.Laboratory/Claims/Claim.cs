using Carousel.Data;

namespace Carousel.Laboratory.Claims;

/// <summary>
/// A claim that textbooks make, and how it is put to the test on small networks. One claim is one file: question,
/// set-up, measurement, expected figures, sentence.
/// </summary>
internal abstract class Claim
{
    /// <summary>The name on the command line, such as <c>gradient</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it is about, in at most ten words: the title of its page.</summary>
    public abstract string Title { get; }

    /// <summary>The claim in one sentence, as in textbooks.</summary>
    public abstract string Statement { get; }

    /// <summary>The question that the run answers.</summary>
    public abstract string Question { get; }

    /// <summary>What is run: networks, task, what is measured, in a sentence or three.</summary>
    public abstract string Setup { get; }

    /// <summary>Who said it: author and year, or empty.</summary>
    public virtual string Source => "";

    /// <summary>
    /// The figures that decide whether the claim holds, with their bounds. They are fixed in the code before a
    /// recorded run; <see cref="Setup"/> lists everything that was set after trial runs.
    /// </summary>
    public abstract IReadOnlyList<ExpectedFigure> Expected { get; }

    /// <summary>
    /// What it takes besides its name, in order, such as a model and data; empty where it takes nothing.
    /// </summary>
    public virtual IReadOnlyList<ClaimInput> Inputs => [];

    /// <summary>
    /// Options beyond those of every claim (seed, seeds, full) that have a meaning here, by their name on the command
    /// line without dashes.
    /// </summary>
    public virtual IReadOnlyList<ClaimOption> Options => [];

    /// <summary>How many seeds the default run has; 0 where nothing is drawn.</summary>
    public virtual int DefaultSeeds => 5;

    /// <summary>Whether there is a longer version of the run (<see cref="ClaimRun.Full"/>).</summary>
    public virtual bool HasFull => true;

    /// <summary>Measures.</summary>
    /// <param name="run">Seeds, inputs, threads, and where progress goes.</param>
    /// <returns>Figures, pictures, and the sentence.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="DataFormatException">An input or option can't be used.</exception>
    public abstract ClaimResult Run(ClaimRun run);
}
