using Carousel.Laboratory.Problems;

namespace Carousel.Laboratory.Trials;

/// <summary>
/// Experiment 3: a test set decides, first by the number of wrong sequences (the paper's ST1), then by the mean error
/// too (ST2), where training stops; then comes a larger test set.
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.3. The figure <c>first_rule_sequences</c> is when ST1 was first met. The
/// 256 test sequences are drawn once a trial.
/// How often they are tried is not said; here after every <see cref="CheckInterval"/> training sequences. A try ends
/// where its outcome is decided, and the next one starts with the sequence that was wrong last.
/// </remarks>
internal sealed class TestSetTrial : LearningTrial
{
    /// <summary>Sequences that decide.</summary>
    public const int DecidingSet = 256;

    /// <summary>Sequences of the test set at the end.</summary>
    public const int TestSet = 2560;

    private readonly SequenceProblem _training;
    private readonly SequenceProblem _test;
    private int _doubtful;

    /// <summary>Makes a trial.</summary>
    /// <param name="start">Row, seed, number and budget.</param>
    /// <param name="training">The task for training.</param>
    /// <param name="test">The task for evaluation: without noise on the targets.</param>
    public TestSetTrial(TrialStart start, SequenceProblem training, SequenceProblem test)
        : base(start)
    {
        (_training, _test) = (training, test);
    }

    /// <summary>The first rule is met when fewer of the deciding sequences than this are wrong.</summary>
    public int WrongBelow { get; init; } = 1;

    /// <summary>The second, where their mean error is below this too.</summary>
    public double MeanErrorBelow { get; init; } = double.PositiveInfinity;

    /// <summary>Training sequences between two tries.</summary>
    public int CheckInterval { get; init; } = 100;

    /// <inheritdoc/>
    protected override IEnumerable<Presentation> Procedure()
    {
        var deciding = new ProblemSequence[DecidingSet];
        for (int n = 0; n < DecidingSet; n++)
        {
            deciding[n] = new ProblemSequence();
            _test.Draw(TestRandom, deciding[n]);
        }

        while (HasBudget && !Result.IsSolved)
        {
            yield return Train(_training);
            if (Result.Sequences % CheckInterval == 0)
            {
                foreach (Presentation shown in Check(deciding))
                {
                    yield return shown;
                }
            }
        }

        foreach (Presentation shown in FinalTest(_test, Result.IsSolved ? TestSet : 0))
        {
            yield return shown;
        }
    }

    private IEnumerable<Presentation> Check(ProblemSequence[] deciding)
    {
        bool isFirstMet = Result.Figures.ContainsKey("first_rule_sequences");
        (int wrong, double sum) = (0, 0);
        int start = _doubtful;
        for (int n = 0; n < deciding.Length; n++)
        {
            int which = (start + n) % deciding.Length;
            yield return Test(deciding[which]);
            sum += Shown.MeanError;
            if (!Shown.IsRight)
            {
                wrong++;
                _doubtful = which;
            }

            if (wrong >= WrongBelow || (isFirstMet && sum >= MeanErrorBelow * deciding.Length))
            {
                yield break;
            }
        }

        Result.Figures.TryAdd("first_rule_sequences", Result.Sequences);
        Result.IsSolved = sum < MeanErrorBelow * deciding.Length;
    }
}
