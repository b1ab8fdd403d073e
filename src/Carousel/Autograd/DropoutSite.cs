using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// One place of a model where units are dropped: its numbers come from the run's seed and its own name.
/// </summary>
internal sealed class DropoutSite
{
    private readonly uint _purpose;

    /// <summary>A place.</summary>
    /// <param name="name">Name that no other place has, such as <c>encoder.0/dropout</c>.</param>
    /// <param name="rate">The share dropped, 0 or more and below 1.</param>
    /// <param name="oncePerSequence">True for one mask for all steps of a sequence.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public DropoutSite(string name, float rate, bool oncePerSequence = false)
    {
        if (rate is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(rate), rate, $"rate must be 0 or more and below 1, but is {rate}.");
        }

        (_purpose, Rate, OncePerSequence) = (CounterRandom.Purpose(name), rate, oncePerSequence);
    }

    /// <summary>The share dropped.</summary>
    public float Rate { get; }

    /// <summary>True for one mask for all steps of a sequence.</summary>
    public bool OncePerSequence { get; }

    /// <summary>Whether a step is kept or dropped as a whole.</summary>
    public bool WholeSteps { get; init; }

    /// <summary>The mask of the tape's step.</summary>
    /// <param name="tape">Gives seed and step.</param>
    /// <returns>The same for the same step, backwards too.</returns>
    internal DropoutMask Mask(Tape tape) =>
        new(new CounterRandom(tape.Seed, _purpose), tape.Step, Rate, OncePerSequence)
        {
            WholeSteps = WholeSteps,
        };
}
