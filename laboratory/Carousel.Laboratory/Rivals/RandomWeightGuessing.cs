using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Rivals;

/// <summary>
/// Random weight guessing (Hochreiter and Schmidhuber 1996): weights are drawn until they do the task; nothing is
/// learned.
/// </summary>
/// <remarks>
/// A guess is shown sequences until one is wrong; it is accepted when enough in a row were right
/// (<see cref="RightInARow"/>). Sequences counted are those shown;
/// the figure <c>guesses</c> is how often weights were drawn.
/// </remarks>
internal sealed class RandomWeightGuessing : Trial
{
    private readonly SequenceProblem _problem;
    private readonly TrialRandom _sequences;
    private readonly long _budget;

    /// <summary>Makes a trial.</summary>
    /// <param name="start">Row, seed, number and budget.</param>
    /// <param name="problem">The task.</param>
    public RandomWeightGuessing(TrialStart start, SequenceProblem problem)
        : base(start.Number)
    {
        (_problem, _budget) = (problem, start.Budget);
        (WeightRandom, _sequences) = (start.Random("weights"), start.Random("training"));
    }

    /// <summary>The absolute error from which an output is wrong.</summary>
    public required float Tolerance { get; init; }

    /// <summary>Sequences that must be right one after the other.</summary>
    public int RightInARow { get; init; } = 500;

    /// <inheritdoc/>
    public override TrialRandom WeightRandom { get; }

    /// <inheritdoc/>
    public override IEnumerable<Presentation> Run()
    {
        var shown = new Presentation { Kind = PresentationKind.Reinitialize };
        var sequence = new ProblemSequence();
        long guesses = 1;
        int right = 0;
        while (Result.Sequences < _budget && !Result.IsSolved)
        {
            _problem.Draw(_sequences, sequence);
            (shown.Kind, shown.Sequence, shown.Tolerance, shown.Judgement) = (
                PresentationKind.Test, sequence, Tolerance, Judgement.AbsoluteError);
            yield return shown;
            Result.Sequences++;
            Result.Steps += shown.Steps;
            right = shown.IsRight ? right + 1 : 0;
            Result.IsSolved = right == RightInARow;
            if (right == 0)
            {
                guesses++;
                shown.Kind = PresentationKind.Reinitialize;
                yield return shown;
            }
        }

        Result.Figures["guesses"] = guesses;
    }
}
