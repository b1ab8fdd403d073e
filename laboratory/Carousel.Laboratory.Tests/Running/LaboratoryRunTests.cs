using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Papers;
using Carousel.Laboratory.Running;
using Carousel.Laboratory.Tests.Lanes;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Running;

public sealed class LaboratoryRunTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Results_DoNotDependOnThreads(int threads)
    {
        Experiment experiment = Make(3);
        ExperimentResult expected = LaboratoryRun.Run(
            experiment, experiment.Rows, new LaboratoryOptions { Trials = 6, Threads = 1 }, null,
            CancellationToken.None);
        ExperimentResult result = LaboratoryRun.Run(
            experiment, experiment.Rows, new LaboratoryOptions { Trials = 6, Threads = threads }, null,
            CancellationToken.None);
        Assert.Equal(3, result.Rows.Count);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(
                expected.Rows[i].Outcomes.Select(o => (o.Number, o.IsSolved, o.Sequences)),
                result.Rows[i].Outcomes.Select(o => (o.Number, o.IsSolved, o.Sequences)));
            Assert.Equal(expected.Rows[i].Weights, result.Rows[i].Weights);
        }
    }

    [Fact]
    public void Row_SaysWhatCameOfItsTrials()
    {
        Experiment experiment = Make(1);
        RowResult row = LaboratoryRun.Run(
            experiment, experiment.Rows, new LaboratoryOptions { Full = true, Seed = 4 }, null,
            CancellationToken.None).Rows[0];
        Assert.Equal((5, 5, 3, 4UL, 40L), (row.Trials, row.TrialsAsked, row.Successes, row.Seed, row.Budget));
        Assert.Equal((20.0, 10L, 30L), (row.MeanSequences, row.Minimum, row.Maximum));
        Assert.Equal(2.0, row.Ratio);
        Assert.Equal(0.6, row.SuccessRate);
        Assert.Equal(30, row.Figures["tens"]);
        Assert.True(row.IsComplete);
        Assert.False(row.IsReduced);
        Assert.Equal(3, row.Weights.Count);
        Assert.All(row.Outcomes, o => Assert.Equal(o.Sequences, o.Curve[^1].Sequences));
    }

    [Fact]
    public void Row_IsReduced_WithFewerTrialsOrLessBudget()
    {
        Experiment experiment = Make(1);
        RowResult row = LaboratoryRun.Run(
            experiment, experiment.Rows, new LaboratoryOptions(), null, CancellationToken.None).Rows[0];
        Assert.Equal((3, 25L, 2, true), (row.Trials, row.Budget, row.Successes, row.IsReduced));
    }

    [Fact]
    public void Progress_EndsWithEveryRow()
    {
        Experiment experiment = Make(2);
        var seen = new List<LaboratoryProgress>();
        LaboratoryRun.Run(
            experiment, experiment.Rows, new LaboratoryOptions { Threads = 2 }, new Watcher(seen.Add),
            CancellationToken.None);
        LaboratoryProgress last = seen[^1];
        Assert.Equal(["row-0", "row-1"], last.Rows.Select(r => r.Row.Name));
        Assert.All(last.Rows, r => Assert.True(r.Result is { IsComplete: true }));
        Assert.All(last.Rows, r => Assert.All(r.Trials, t => Assert.True(t.IsDone)));
        Assert.Equal(TimeSpan.Zero, last.Left);
    }

    [Fact]
    public void Cancellation_KeepsTrialsThatHaveEnded()
    {
        using var stop = new CancellationTokenSource();
        Experiment experiment = Make(1, number =>
        {
            if (number == 2)
            {
                stop.Cancel();
            }
        });

        // Two lanes: trial 2 takes the place of trial 0, and stops trial 1 on its way.
        ExperimentResult result = LaboratoryRun.Run(
            experiment, experiment.Rows, new LaboratoryOptions { Trials = 4, Threads = 1 }, null, stop.Token);
        RowResult row = Assert.Single(result.Rows);
        Assert.False(row.IsComplete);
        TrialOutcome outcome = Assert.Single(row.Outcomes);
        Assert.Equal((0, true, 10L), (outcome.Number, outcome.IsSolved, outcome.Sequences));
    }

    [Fact]
    public void Progress_ThatThrows_StopsTheTrialsAndReachesTheCaller()
    {
        using var isHeard = new ManualResetEventSlim();
        int running = 0;
        Experiment experiment = Make(2, _ =>
        {
            Interlocked.Increment(ref running);
            isHeard.Wait(TestContext.Current.CancellationToken);
            Interlocked.Decrement(ref running);
        });
        var deaf = new Watcher(_ =>
        {
            isHeard.Set();
            throw new InvalidOperationException("Deaf.");
        });
        Assert.Throws<InvalidOperationException>(() =>
            LaboratoryRun.Run(
                experiment, experiment.Rows, new LaboratoryOptions { Threads = 2 }, deaf, CancellationToken.None));
        Assert.Equal(0, Volatile.Read(ref running));
    }

    [Fact]
    public void Options_RefuseNegativeNumbers()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LaboratoryOptions { Trials = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LaboratoryOptions { Threads = -1 });
    }

    [Fact]
    public void Failure_OfATrial_ReachesTheCaller()
    {
        Experiment experiment = Make(1, number => throw new InvalidOperationException($"Trial {number}."));
        Assert.Throws<InvalidOperationException>(() =>
            LaboratoryRun.Run(
                experiment, experiment.Rows, new LaboratoryOptions { Threads = 2 }, null, CancellationToken.None));
    }

    /// <summary>Trial n needs 10·(n + 1) sequences.</summary>
    private static Experiment Make(int rows, Action<int>? atSequence5 = null) => new()
    {
        Name = "counting",
        Title = "Counting",
        Task = "Count.",
        Success = "Ten more than the trial before.",
        Source = "None",
        Rows =
        [
            .. Enumerable.Range(0, rows).Select(i => new ExperimentRow(
                lanes => new LeakyLanes(Math.Min(lanes, 2), 1, 1),
                (_, number, budget) => new ScriptedTrial(number, t => Turns(t, budget, atSequence5)))
            {
                Name = $"row-{i}",
                Method = "counter",
                Label = "",
                WeightCount = 3,
                PaperTrials = 5,
                Budget = 30 + (10 * (i + 1)),
                DefaultBudget = 25,
                Published = new PublishedFigures(10, 1, new Dictionary<string, double>()),
            }),
        ],
    };

    private static IEnumerable<Presentation> Turns(ScriptedTrial trial, long budget, Action<int>? atSequence5)
    {
        var shown = new Presentation { Rate = 0.1f };
        int needed = 10 * (trial.Number + 1);
        while (trial.Result.Sequences < Math.Min(needed, Math.Min(30, budget)))
        {
            shown.Sequence.Begin(3, 2, 1, 1);
            shown.Sequence.Inputs.Fill(trial.Number);
            shown.Sequence.Targets.Fill(1);
            yield return shown;
            trial.Result.Sequences++;
            trial.Result.Curve.Add((trial.Result.Sequences, shown.MeanError));
            if (trial.Result.Sequences == 5)
            {
                atSequence5?.Invoke(trial.Number);
            }
        }

        trial.Result.IsSolved = trial.Result.Sequences == needed;
        trial.Result.Figures["tens"] = 10 * (1 + trial.Number);
    }

    private sealed class Watcher(Action<LaboratoryProgress> hear) : IProgress<LaboratoryProgress>
    {
        public void Report(LaboratoryProgress value) => hear(value);
    }
}
