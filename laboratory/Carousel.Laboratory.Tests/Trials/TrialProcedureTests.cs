using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Trials;

/// <summary>Stop rules, with networks that are right or wrong on command.</summary>
public sealed class TrialProcedureTests
{
    [Fact]
    public void RecentSequences_StopWhenTheLast2000WereRight()
    {
        RecentSequencesTrial trial = Adding(budget: 10_000);
        var counts = Script.Play(
            trial, (shown, before) => shown.Kind == PresentationKind.Train && before < 1500 ? 0 : -1);

        // The sequence with number 1,500 was the first right one of a row.
        Assert.True(trial.Result.IsSolved);
        Assert.Equal(3500, trial.Result.Sequences);
        Assert.Equal(2560, counts[PresentationKind.Test]);
        Assert.Equal(0, trial.Result.Figures["test_wrong"]);
    }

    [Fact]
    public void RecentSequences_AreNotTested_WhereTheyWereNeverAllRight()
    {
        RecentSequencesTrial trial = Adding(budget: 3000);
        Script.Play(trial, (_, before) => before % 1000 == 0 ? 0 : -1, (_, _) => 0.005f);

        Assert.False(trial.Result.IsSolved);
        Assert.Empty(trial.Result.Figures);
    }

    [Fact]
    public void RecentSequences_WaitForTheMeanError()
    {
        RecentSequencesTrial trial = Adding(budget: 10_000);
        Script.Play(trial, (_, _) => -1, (_, before) => before < 3000 ? 0.025f : 0);

        // 799 sequences of 0.025 and 1,201 of 0 are the first 2,000 with a mean below 0.01.
        Assert.Equal(4201, trial.Result.Sequences);
    }

    [Fact]
    public void RecentSequences_AllowSoManyWrong_WhereThePaperDoes()
    {
        var trial = new RecentSequencesTrial(Start(20_000), new Multiplication(100))
        {
            Rate = 0.1f,
            Tolerance = 0.04f,
            WrongBelow = 13,
        };
        Script.Play(
            trial,
            (shown, before) => shown.Kind == PresentationKind.Train && (before < 5000 || before % 200 == 0) ? 0 : -1);

        // Every 200th is wrong, 10 in 2,000: stops when but two are left of those that were wrong at first.
        Assert.True(trial.Result.IsSolved);
        Assert.Equal(6998, trial.Result.Sequences);
    }

    [Fact]
    public void RecentSequences_EndUnsolved_WhenTheBudgetIsSpent()
    {
        RecentSequencesTrial trial = Adding(budget: 3000);
        var counts = Script.Play(trial, (_, before) => before % 100 == 0 ? 0 : -1);

        Assert.False(trial.Result.IsSolved);
        Assert.Equal(3000, trial.Result.Sequences);
        Assert.False(counts.ContainsKey(PresentationKind.Test));
    }

    [Fact]
    public void FinalTest_CountsAndAverages()
    {
        RecentSequencesTrial trial = Adding(budget: 10_000);
        int tested = 0;
        Script.Play(
            trial, (shown, _) => shown.Kind == PresentationKind.Test && tested++ % 1000 == 0 ? 0 : -1,
            (shown, _) => shown.Kind == PresentationKind.Test ? 0.25f : 0);

        Assert.Equal(3, trial.Result.Figures["test_wrong"]);
        Assert.Equal(3 / 2560.0, trial.Result.Figures["test_wrong_share"]);
        Assert.Equal(0.25, trial.Result.Figures["test_mean_error"]);
        Assert.Equal(0.25, trial.Result.Figures["test_max_error"]);
    }

    [Fact]
    public void FixedSets_StopWhenAllOfBothAreRight_AndACheckEndsAtTheFirstWrongOne()
    {
        (ProblemSequence[] training, ProblemSequence[] test) = EmbeddedReberGrammar.DrawSets(
            new TrialRandom(1, "sets", 0), 20, 30);
        var trial = new FixedSetsTrial(Start(1000), training, test)
        {
            Rate = 0.5f,
            Judgement = Judgement.AdmissibleMostActive,
        };
        var tested = new List<(ProblemSequence, long)>();
        var counts = Script.Play(trial, (shown, before) =>
        {
            if (shown.Kind == PresentationKind.Test)
            {
                tested.Add((shown.Sequence, before));
                Assert.True(shown.StopsAtWrong);
                return shown.Sequence == test[7] && before < 100 ? 3 : -1;
            }

            Assert.Contains(shown.Sequence, training);
            return 0;
        });

        Assert.True(trial.Result.IsSolved);
        Assert.Equal(100, trial.Result.Sequences);

        // The first check gets to the wrong string, the next eight begin and end with it, the last sees all.
        Assert.Equal(28 + 8 + 50, counts[PresentationKind.Test]);
        Assert.Equal(50, tested.Where(one => one.Item2 == 100).Select(one => one.Item1).Distinct().Count());
    }

    [Theory]
    [InlineData(15, 0, 0)]
    [InlineData(50, 2, 2)]
    [InlineData(60, 2, 2)]
    public void Passes_EndWithTheBudget(long budget, int extended, int tested)
    {
        ProblemSequence[] training = EmbeddedReberGrammar.DrawSets(new TrialRandom(1, "sets", 0), 25, 1).Training;
        var trial = new PassesTrial(Start(budget), training, [])
        {
            Rate = 0,
            Judgement = Judgement.AdmissibleMostActive,
        };
        var counts = Script.Play(trial, (_, _) => 0);

        Assert.False(trial.Result.IsSolved);
        Assert.Equal(budget, trial.Result.Sequences);
        Assert.Equal(
            (extended, tested),
            (counts.GetValueOrDefault(PresentationKind.Extend), counts.GetValueOrDefault(PresentationKind.Test)));
    }

    [Fact]
    public void Cells_AreAdded_WhenTheErrorStopsFalling()
    {
        ProblemSequence[] both = new RegularLag(10).Both();
        var trial = new FixedSetsTrial(Start(500), both, [], new Stagnation(100, 0.01)) { Rate = 1, Tolerance = 0.25f };
        var extended = new List<long>();
        Script.Play(
            trial,
            (shown, before) =>
            {
                if (shown.Kind == PresentationKind.Extend)
                {
                    extended.Add(before);
                }

                return 0;
            },
            (_, before) => before < 250 ? 1 - (before / 500f) : 0.6f);

        // Falls through the third hundred, stands from the fourth to the fifth.
        Assert.Equal([400L], extended.Take(1));
    }

    [Fact]
    public void RandomSequences_AreTried_AfterAHundredRightOnesInARow()
    {
        var trial = new RandomSequencesTrial(Start(5000), new RandomLag(10)) { Rate = 1, Tolerance = 0.25f };
        int tested = 0;
        var counts = Script.Play(trial, (shown, before) =>
        {
            if (shown.Kind == PresentationKind.Train)
            {
                return before < 40 ? 9 : -1;
            }

            tested++;
            return before < 150 && tested == 500 ? 9 : -1;
        });

        Assert.Equal(240, trial.Result.Sequences);
        Assert.Equal(500 + 10_000, counts[PresentationKind.Test]);
        Assert.True(trial.Result.IsSolved);
    }

    [Fact]
    public void TestSet_MeetsTheFirstRuleThenTheSecond()
    {
        var problem = new NoisySignal(100, 3);
        var trial = new TestSetTrial(Start(5000), problem, problem)
        {
            Rate = 1,
            Tolerance = 0.2f,
            WrongBelow = 6,
            MeanErrorBelow = 0.04,
        };
        int check = 0;
        Script.Play(
            trial,
            (shown, before) =>
                shown.Kind == PresentationKind.Test && (before < 1000 || (before < 5000 && check++ % 52 == 51))
                ? 0
                : -1,
            (_, before) => before < 1700 ? 0.05f : 0.03f);

        // 4 of 256 wrong passes; the mean error decides from then on.
        Assert.Equal(1000, trial.Result.Figures["first_rule_sequences"]);
        Assert.Equal(1700, trial.Result.Sequences);
        Assert.True(trial.Result.IsSolved);
        Assert.Equal(0.03, trial.Result.Figures["test_mean_error"], 1e-6);
    }

    [Fact]
    public void Continual_IsPerfect_AfterTenWholeStreams()
    {
        var trial = new ContinualTrial(Start(100), hasReset: false) { Rate = 0.5f, RateDecay = 0.99, Tolerance = 0.7f };
        float last = 0;
        bool isFirst = true;
        Script.Play(trial, (shown, before) =>
        {
            Assert.True(shown.StopsAtWrong);
            if (shown.Kind == PresentationKind.Train)
            {
                // The rate starts again with each stream and falls step by step over its pieces.
                Assert.Equal(shown.GoesOn ? last : 0.5f, shown.Rate, 1e-6f);
                last = (float)(shown.Rate * Math.Pow(0.99, shown.Sequence.Length));
                return before < 5 && !isFirst ? 3 : -1;
            }

            isFirst = false;
            return before < 5 ? 0 : -1;
        });

        Assert.True(trial.Result.IsSolved);
        Assert.Equal(5, trial.Result.Sequences);
        Assert.Equal(100_000, trial.Result.Figures["mean_run"]);
    }

    [Fact]
    public void Continual_TellsHowFarItGets_WhenItIsNotPerfect()
    {
        var trial = new ContinualTrial(Start(3), hasReset: true) { Rate = 0.5f, Tolerance = 0.7f };
        int pieces = 0;
        Script.Play(trial, (shown, _) =>
        {
            Assert.False(shown.GoesOn);
            pieces = shown.Kind == PresentationKind.Test ? pieces + 1 : 0;
            return shown.Kind == PresentationKind.Train || pieces % 200 == 0 ? 2 : -1;
        });

        Assert.False(trial.Result.IsSolved);
        Assert.Equal(3, trial.Result.Sequences);
        Assert.Equal(1, trial.Result.Figures["good_share"]);
        Assert.InRange(trial.Result.Figures["mean_run"], 2200, 2600);
        Assert.Equal(trial.Result.Figures["mean_run"], trial.Result.Figures["good_mean_run"]);
        Assert.False(trial.Result.Figures.ContainsKey("bad_mean_run"));
    }

    [Fact]
    public void Continual_CountsRunsOfBadNetworksApart()
    {
        var trial = new ContinualTrial(Start(3), hasReset: true) { Rate = 0.5f, Tolerance = 0.7f };
        Script.Play(trial, (_, _) => 2);

        Assert.Equal(0, trial.Result.Figures["good_share"]);
        Assert.Equal(2, trial.Result.Figures["bad_mean_run"]);
        Assert.False(trial.Result.Figures.ContainsKey("good_mean_run"));
    }

    [Fact]
    public void Generalization_OfATrialThatFailed_IsNotKnown()
    {
        var trial = new GeneralizationTrial(Start(500), new CountingLanguage(2, 1, 10))
        {
            Rate = 0.1f,
            Tolerance = 0.5f,
        };
        Script.Play(trial, (_, _) => 0);

        Assert.False(trial.Result.IsSolved);
        Assert.Empty(trial.Result.Figures);
    }

    [Fact]
    public void Generalization_GoesOnToTheFirstWrongString()
    {
        var trial = new GeneralizationTrial(Start(1000), new CountingLanguage(2, 1, 10))
        {
            Rate = 0.1f,
            Tolerance = 0.5f,
        };
        Script.Play(
            trial,
            (shown, before) =>
                shown.Kind == PresentationKind.Test && ((shown.Sequence.Length - 1) / 2 > (before < 300 ? 7 : 137))
                ? 0
                : -1);

        Assert.True(trial.Result.IsSolved);
        Assert.Equal(300, trial.Result.Sequences);
        Assert.Equal(137, trial.Result.Figures["generalises_to"]);
    }

    [Fact]
    public void Curve_NeverGrowsTooLong_AndAveragesWhatItLeavesOut()
    {
        RecentSequencesTrial trial = Adding(budget: 100_000);
        Script.Play(trial, (_, before) => before % 1000 == 0 ? 0 : -1, (_, before) => before % 2);

        Assert.InRange(trial.Result.Curve.Count, 80, 160);
        Assert.Equal(
            trial.Result.Curve.Select(point => point.Sequences).Order(),
            trial.Result.Curve.Select(point => point.Sequences));
        Assert.All(trial.Result.Curve, point => Assert.Equal(0.5f, point.Error, 1e-6f));
    }

    [Fact]
    public void Steps_CountTestsToo()
    {
        RecentSequencesTrial trial = Adding(budget: 10_000);
        long steps = 0;
        Script.Play(trial, (shown, _) =>
        {
            steps += shown.Sequence.Length;
            return -1;
        });

        Assert.Equal(steps, trial.Result.Steps);
    }

    private static TrialStart Start(long budget) => new("test", Seed: 1, Number: 0, budget);

    private static RecentSequencesTrial Adding(long budget) =>
        new(Start(budget), new Adding(100)) { Rate = 0.5f, Tolerance = 0.04f, MeanErrorBelow = 0.01 };
}
