using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Problems;

/// <summary>A task: makes sequences with their targets.</summary>
internal abstract class SequenceProblem
{
    /// <summary>I: input units.</summary>
    public abstract int Inputs { get; }

    /// <summary>O: output units.</summary>
    public abstract int Outputs { get; }

    /// <summary>Whether a step is one of I symbols rather than I numbers.</summary>
    public abstract bool HasSymbols { get; }

    /// <summary>Makes the next sequence.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="sequence">Receives it; its room is reused.</param>
    public abstract void Draw(TrialRandom random, ProblemSequence sequence);
}
