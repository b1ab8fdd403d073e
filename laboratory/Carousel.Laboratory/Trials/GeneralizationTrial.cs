using Carousel.Laboratory.Problems;

namespace Carousel.Laboratory.Trials;

/// <summary>
/// aⁿbⁿ and aⁿbⁿcⁿ: learn strings of small n until all of them are right, then find up to which n the network
/// stays right.
/// </summary>
/// <remarks>
/// Gers and Schmidhuber 2001. Every prediction of a string must be right. The strings of 1 … N are tried after every
/// <see cref="CheckInterval"/> training sequences; a try ends at the first wrong string.
/// Figure <c>generalizes_to</c>: the greatest n, at most <see cref="GreatestTried"/>, up to which all strings are
/// right; a trial that failed has none.
/// </remarks>
internal sealed class GeneralizationTrial : LearningTrial
{
    private readonly CountingLanguage _problem;
    private readonly ProblemSequence _string = new();
    private int _doubtful = 1;

    /// <summary>Makes a trial.</summary>
    /// <param name="start">Row, seed, number and budget.</param>
    /// <param name="problem">The language, with the range of n to learn from.</param>
    public GeneralizationTrial(TrialStart start, CountingLanguage problem)
        : base(start)
    {
        _problem = problem;
    }

    /// <summary>Training sequences between two tries.</summary>
    public int CheckInterval { get; init; } = 100;

    /// <summary>The greatest n that is tried.</summary>
    public int GreatestTried { get; init; } = 1000;

    /// <inheritdoc/>
    protected override IEnumerable<Presentation> Procedure()
    {
        while (HasBudget && !Result.IsSolved)
        {
            yield return Train(_problem);
            if (Result.Sequences % CheckInterval == 0)
            {
                foreach (Presentation shown in Check())
                {
                    yield return shown;
                }
            }
        }

        if (!Result.IsSolved)
        {
            yield break;
        }

        int right = 0;
        while (right < GreatestTried)
        {
            yield return Try(right + 1);
            if (!Shown.IsRight)
            {
                break;
            }

            right++;
        }

        Result.Figures["generalises_to"] = right;
    }

    private IEnumerable<Presentation> Check()
    {
        for (int count = 0; count < _problem.Greatest; count++)
        {
            yield return Try(_doubtful);
            if (!Shown.IsRight)
            {
                yield break;
            }

            _doubtful = (_doubtful % _problem.Greatest) + 1;
        }

        Result.IsSolved = true;
    }

    private Presentation Try(int n)
    {
        _problem.Write(n, _string);
        return Test(_string, stopsAtWrong: true);
    }
}
