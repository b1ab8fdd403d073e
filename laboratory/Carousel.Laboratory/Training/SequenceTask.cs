using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Training;

/// <summary>
/// A task on made sequences for mini-batches. A batch is a function of the random numbers it is given, so that equal
/// seeds give equal data.
/// </summary>
internal abstract class SequenceTask
{
    /// <summary>A name, such as <c>adding-100</c>: a part of the key of the random numbers.</summary>
    public abstract string Name { get; }

    /// <summary>I: features of a step.</summary>
    public abstract int InputSize { get; }

    /// <summary>Classes, or values of a target.</summary>
    public abstract int OutputSize { get; }

    /// <summary>Whether targets are classes (soft-max, cross-entropy) rather than values (squared error).</summary>
    public abstract bool HasClasses { get; }

    /// <summary>Makes a batch.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="sequences">B.</param>
    /// <param name="batch">Begun and filled.</param>
    public abstract void Draw(TrialRandom random, int sequences, TaskBatch batch);
}
