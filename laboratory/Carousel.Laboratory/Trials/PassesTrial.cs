using Carousel.Laboratory.Problems;

namespace Carousel.Laboratory.Trials;

/// <summary>
/// As <see cref="FixedSetsTrial"/>, but the training set is shown in whole passes, and the network hears of each pass's
/// end: for methods that learn by passes. A pass in which the budget is spent is not finished.
/// </summary>
internal sealed class PassesTrial : LearningTrial
{
    private readonly ProblemSequence[] _training;
    private readonly ProblemSequence[] _checked;

    /// <summary>Makes a trial.</summary>
    /// <param name="start">Row, seed, number and budget.</param>
    /// <param name="training">The training set.</param>
    /// <param name="test">The test set; may be empty.</param>
    public PassesTrial(TrialStart start, ProblemSequence[] training, ProblemSequence[] test)
        : base(start)
    {
        (_training, _checked) = (training, [.. training, .. test]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<Presentation> Procedure()
    {
        int units = 0;
        Result.Figures["hidden_units"] = units;
        while (HasBudget && !Result.IsSolved)
        {
            foreach (ProblemSequence sequence in _training)
            {
                if (!HasBudget)
                {
                    yield break;
                }

                yield return Train(sequence);
            }

            yield return Extend();
            units += Shown.WasAdded ? 1 : 0;
            Result.Figures["hidden_units"] = units;
            foreach (Presentation shown in CheckSet(_checked))
            {
                yield return shown;
            }
        }
    }
}
