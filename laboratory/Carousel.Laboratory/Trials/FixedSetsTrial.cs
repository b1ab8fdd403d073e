using Carousel.Laboratory.Problems;

namespace Carousel.Laboratory.Trials;

/// <summary>
/// Experiments 1 and 2a: training sequences are picked at random from a fixed set; the trial ends when every sequence
/// of the training set and of the test set is right.
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, sections 5.1 and 5.2. How often the sets are tried is not said; here after every
/// <see cref="CheckInterval"/> training sequences.
/// </remarks>
internal sealed class FixedSetsTrial : LearningTrial
{
    private readonly ProblemSequence[] _training;
    private readonly ProblemSequence[] _checked;
    private Stagnation? _stagnation;

    /// <summary>Makes a trial.</summary>
    /// <param name="start">Row, seed, number and budget.</param>
    /// <param name="training">The training set.</param>
    /// <param name="test">The test set; may be empty.</param>
    /// <param name="stagnation">When what waits of the network is added, or null.</param>
    public FixedSetsTrial(
        TrialStart start, ProblemSequence[] training, ProblemSequence[] test, Stagnation? stagnation = null)
        : base(start)
    {
        (_training, _checked, _stagnation) = (training, [.. training, .. test], stagnation);
    }

    /// <summary>Training sequences between two checks.</summary>
    public int CheckInterval { get; init; } = 10;

    /// <inheritdoc/>
    protected override IEnumerable<Presentation> Procedure()
    {
        while (HasBudget && !Result.IsSolved)
        {
            yield return Train(_training[TrainingRandom.Below(_training.Length)]);
            if (_stagnation?.Add(Shown.MeanError) == true)
            {
                yield return Extend();
                _stagnation = Shown.WasAdded ? _stagnation : null;
            }

            if (Result.Sequences % CheckInterval == 0)
            {
                foreach (Presentation shown in CheckSet(_checked))
                {
                    yield return shown;
                }
            }
        }
    }
}
