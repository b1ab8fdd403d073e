using Carousel.Laboratory.Problems;

namespace Carousel.Laboratory.Trials;

/// <summary>Experiments 2b and 2c: the trial ends when 10,000 random sequences are all right.</summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.2. The paper does not state when the 10,000 are tried; here whenever
/// enough training sequences in a row were right (<see cref="RightInARow"/>).
/// A try ends at the first wrong sequence, and as many right training sequences are awaited again.
/// </remarks>
internal sealed class RandomSequencesTrial : LearningTrial
{
    /// <summary>Sequences that must all be right.</summary>
    public const int TestSet = 10_000;

    private readonly SequenceProblem _problem;
    private Stagnation? _stagnation;

    /// <summary>Makes a trial.</summary>
    /// <param name="start">Row, seed, number and budget.</param>
    /// <param name="problem">The task.</param>
    /// <param name="stagnation">When what waits of the network is added, or null.</param>
    public RandomSequencesTrial(TrialStart start, SequenceProblem problem, Stagnation? stagnation = null)
        : base(start)
    {
        (_problem, _stagnation) = (problem, stagnation);
    }

    /// <summary>Right training sequences in a row after which the test is tried.</summary>
    public int RightInARow { get; init; } = 100;

    /// <inheritdoc/>
    protected override IEnumerable<Presentation> Procedure()
    {
        int right = 0;
        while (HasBudget && !Result.IsSolved)
        {
            yield return Train(_problem);
            right = Shown.IsRight ? right + 1 : 0;
            if (_stagnation?.Add(Shown.MeanError) == true)
            {
                yield return Extend();
                _stagnation = Shown.WasAdded ? _stagnation : null;
            }

            if (right == RightInARow)
            {
                right = 0;
                foreach (Presentation shown in Try())
                {
                    yield return shown;
                }
            }
        }
    }

    private IEnumerable<Presentation> Try()
    {
        for (int n = 0; n < TestSet; n++)
        {
            yield return Test(_problem, stopsAtWrong: true);
            if (!Shown.IsRight)
            {
                yield break;
            }
        }

        Result.IsSolved = true;
    }
}
