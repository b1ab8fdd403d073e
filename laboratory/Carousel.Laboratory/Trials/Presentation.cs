using Carousel.Laboratory.Problems;

namespace Carousel.Laboratory.Trials;

/// <summary>One sequence shown to one network: the request and its result.</summary>
internal sealed class Presentation
{
    /// <summary>
    /// A falling rate below this changes no weight any more: times the largest derivatives that occur, it is still far
    /// below the last place of any weight.
    /// </summary>
    public const float LeastRate = 1e-20f;

    /// <summary>The sequence; fixed sets lend theirs.</summary>
    public ProblemSequence Sequence { get; set; } = new();

    /// <summary>What to do.</summary>
    public PresentationKind Kind { get; set; }

    /// <summary>
    /// Whether the network continues from its present state instead of zero, for pieces of long streams.
    /// </summary>
    public bool GoesOn { get; set; }

    /// <summary>Whether the rest is left out after the first wrong step; that step is still learned from.</summary>
    public bool StopsAtWrong { get; set; }

    /// <summary>
    /// The learning rate of the first step; multiplied by <see cref="RateDecay"/> after each step, and below
    /// <see cref="LeastRate"/> it is 0. Afterwards, that of the step to come.
    /// </summary>
    public float Rate { get; set; }

    /// <summary>1, or less where the rate falls within a stream.</summary>
    public float RateDecay { get; set; } = 1;

    /// <summary>When an output counts as wrong.</summary>
    public Judgement Judgement { get; set; }

    /// <summary>The absolute error from which an output is wrong.</summary>
    public float Tolerance { get; set; }

    /// <summary>Steps that were shown, without a leading one.</summary>
    public int Steps { get; set; }

    /// <summary>Judged steps with a wrong output.</summary>
    public int WrongSteps { get; set; }

    /// <summary>The first of them, or −1.</summary>
    public int FirstWrong { get; set; }

    /// <summary>The largest absolute error of any output unit over the judged steps.</summary>
    public float MaxError { get; set; }

    /// <summary>The absolute error, averaged over output units and judged steps.</summary>
    public float MeanError { get; set; }

    /// <summary>Whether <see cref="PresentationKind.Extend"/> found something to add.</summary>
    public bool WasAdded { get; set; }

    /// <summary>Whether every judged step was right.</summary>
    public bool IsRight => WrongSteps == 0;
}
