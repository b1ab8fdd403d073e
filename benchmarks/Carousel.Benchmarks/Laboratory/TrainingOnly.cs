using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Benchmarks.Laboratory;

/// <summary>A trial without a stop rule: so many training sequences, and no test.</summary>
internal sealed class TrainingOnly(SequenceProblem problem, float rate, int sequences, int number) : Trial(number)
{
    private readonly Presentation _presentation = new()
    {
        Kind = PresentationKind.Train,
        Rate = rate,
        Tolerance = 0.04f,
    };
    private readonly TrialRandom _random = new(1, "speed/sequences", number);

    public override TrialRandom WeightRandom { get; } = new(1, "speed/weights", number);

    /// <summary>Steps that were shown.</summary>
    public long Steps { get; private set; }

    public override IEnumerable<Presentation> Run()
    {
        for (int s = 0; s < sequences; s++)
        {
            problem.Draw(_random, _presentation.Sequence);
            yield return _presentation;
            Steps += _presentation.Steps;
        }
    }
}
