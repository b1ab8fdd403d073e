using Carousel.Laboratory.Problems;

namespace Carousel.Laboratory.Trials;

/// <summary>
/// Experiments 4, 5 and 6: training sequences are made on line, and the most recent ones decide when to stop; then
/// comes a test set.
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997. Sections 5.4 and 5.6: the mean training error is below a bound and the 2,000 most
/// recent training sequences were all right (the mean is over the same 2,000).
/// Section 5.5: fewer than n of the 2,000 most recent ones were wrong. 2,560 test sequences.
/// </remarks>
internal sealed class RecentSequencesTrial : LearningTrial
{
    /// <summary>Sequences looked back on.</summary>
    public const int Window = 2000;

    /// <summary>Sequences of the test set.</summary>
    public const int TestSet = 2560;

    private readonly SequenceProblem _problem;

    /// <summary>Makes a trial.</summary>
    /// <param name="start">Row, seed, number and budget.</param>
    /// <param name="problem">The task.</param>
    public RecentSequencesTrial(TrialStart start, SequenceProblem problem)
        : base(start)
    {
        _problem = problem;
    }

    /// <summary>Training stops when fewer of the recent sequences than this were wrong.</summary>
    public int WrongBelow { get; init; } = 1;

    /// <summary>… and their mean error was below this.</summary>
    public double MeanErrorBelow { get; init; } = double.PositiveInfinity;

    /// <inheritdoc/>
    protected override IEnumerable<Presentation> Procedure()
    {
        var recent = new RecentSequences(Window);
        while (HasBudget && !Result.IsSolved)
        {
            yield return Train(_problem);
            recent.Add(Shown);
            Result.IsSolved = recent.IsFull && recent.Wrong < WrongBelow && recent.MeanError < MeanErrorBelow;
        }

        foreach (Presentation shown in FinalTest(_problem, Result.IsSolved ? TestSet : 0))
        {
            yield return shown;
        }
    }
}
