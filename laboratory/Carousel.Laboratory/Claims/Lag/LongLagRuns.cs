using System.Globalization;
using Carousel.Backends;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Training;
using Carousel.Layers;
using Carousel.Report;
using Carousel.Training;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>Trains LSTMs on the longest lags to the end, one seed on each thread.</summary>
internal static class LongLagRuns
{
    /// <summary>Trains.</summary>
    /// <param name="claim">The claim that it belongs to.</param>
    /// <param name="run">Seeds and threads.</param>
    /// <param name="tasks">Which tasks.</param>
    /// <param name="settings">Budget.</param>
    /// <param name="length">The lag, or null for the settings' own.</param>
    public static ClaimResult Run(
        Claim claim, ClaimRun run, IReadOnlyList<LongLag> tasks, LongLagSettings settings, int? length)
    {
        int lag = length ?? settings.Lag;
        (LongLag Task, ulong Seed)[] jobs = [.. from task in tasks from seed in run.SeedsOf(claim) select (task, seed)];
        LongLagOutcome[] outcomes = ClaimTrials.Run(
            jobs, run, j => $"{j.Task.Name}, lag {lag}, seed {j.Seed}", null,
            (j, backend, progress) => Train(j.Task, j.Seed, lag, settings, backend, run, progress));
        List<IGrouping<LongLag, LongLagOutcome>> groups = [.. outcomes.GroupBy(o => o.Task)];
        return new ClaimResult(
            new LongLagClaim(claim, tasks, lag), [.. groups.SelectMany(g => Figures(g.Key, [.. g], lag))],
            string.Join(" ", groups.Select(g => Sentence(g.Key, [.. g], lag))),
            [.. Draw(outcomes, lag)]);
    }

    /// <summary>
    /// The learning curves of each task, without those where every seed ended before its first look; then all seeds as
    /// a table.
    /// </summary>
    public static IEnumerable<Block> Draw(IReadOnlyList<LongLagOutcome> outcomes, int lag) =>
        [
            .. outcomes.GroupBy(o => o.Task).Where(g => g.Any(o => o.Curve.Count > 0))
                .Select(g => Curves(g.Key, [.. g], lag)), Table(outcomes),
        ];

    /// <summary>One result of two.</summary>
    public static ClaimResult Join(ClaimResult first, ClaimResult second) => first with
    {
        Figures = [.. first.Figures, .. second.Figures],
        Sentence = $"{first.Sentence} {second.Sentence}",
        Blocks = [.. first.Blocks, .. second.Blocks],
    };

    private static LongLagOutcome Train(
        LongLag task, ulong seed, int lag, LongLagSettings settings, CpuBackend backend, ClaimRun run,
        Action<double> progress)
    {
        IReadOnlyList<LongLagStage> stages = task.Stages(lag);
        SequenceTask first = task.Make(stages[0].Lag);
        var network = new TaskNetwork(
            new Lstm(first.InputSize, task.Hidden, biasInitialiser: task.Bias(lag)), first.OutputSize);
        network.Build(backend, seed);
        var curve = new List<CurvePoint>();
        (long sequences, double seconds, int reached) = (0, 0, 0);
        for (int s = 0; s < stages.Count; s++)
        {
            LongLagStage stage = stages[s];
            SequenceTask current = s < stages.Count - 1 ? task.MakeOnTheWay(stage.Lag) : task.Make(stage.Lag);
            var options = new TaskTrainingOptions
            {
                Trainer = new TrainerOptions { LearningRate = stage.LearningRate },
                BatchSize = settings.BatchSize,
                CheckEvery = settings.CheckEvery,
                MostSequences = settings.MostSequences,
                HeldSequences = settings.HeldSequences,
                IsSolved = score => task.Error(score) <= stage.Error,
            };
            double before = s;
            TaskOutcome outcome = TaskTraining.Run(
                backend, network, current, options, seed, run.Cancellation,
                share => progress((before + share) / stages.Count));
            curve.AddRange(outcome.Curve.Select(p => p with { Sequences = sequences + p.Sequences }));
            (sequences, seconds, reached) = (sequences + outcome.Sequences, seconds + outcome.Seconds, outcome.IsSolved
                ? stage.Lag
                : reached);
            if (!outcome.IsSolved || s == stages.Count - 1)
            {
                double error = stage.Lag == lag && !outcome.IsDiverged ? task.Error(outcome.Test) : double.NaN;
                return new LongLagOutcome(task, seed, reached, outcome.IsDiverged, error, sequences, seconds, curve);
            }
        }

        throw new InvalidOperationException("There is no stage.");
    }

    private static IEnumerable<MeasuredFigure> Figures(LongLag task, LongLagOutcome[] outcomes, int lag)
    {
        string key = LongLagClaim.Key(task, lag);
        yield return new MeasuredFigure($"{key}_solved", outcomes.Average(o => o.IsSolved ? 1.0 : 0));
        MeasuredFigure mean = SeedStatistics.Mean($"{key}_error", [.. outcomes.Select(o => o.Error)]);
        yield return mean.Interval is { } interval
            ? mean with { Interval = interval with { Low = Math.Max(0, interval.Low) } }
            : mean;
        yield return new MeasuredFigure(
            $"{key}_worst_error", outcomes.Any(o => double.IsNaN(o.Error)) ? double.NaN : outcomes.Max(o => o.Error));
        yield return new MeasuredFigure($"{key}_diverged", outcomes.Count(o => o.IsDiverged));
        yield return SeedStatistics.Mean($"{key}_sequences", [.. outcomes.Select(o => (double)o.Sequences)]);
        yield return new MeasuredFigure($"{key}_most_seconds", outcomes.Max(o => o.Seconds), null, IsTiming: true);
    }

    private static string Sentence(LongLag task, LongLagOutcome[] outcomes, int lag)
    {
        int solved = outcomes.Count(o => o.IsSolved);
        string errors = string.Join(", ", outcomes.Select(o => ClaimNumbers.Short(o.Error)));
        string failed = string.Join("; ", outcomes.Where(o => !o.IsSolved).Select(o =>
            $"seed {o.Seed} failed{(o.IsDiverged ? ", diverged," : "")} "
            + $"after {(o.Reached == 0 ? "no lag" : $"lag {o.Reached}")} was good enough"));
        return $"An LSTM ({task.How}; batches of sequences by Adam) solved {task.Name} at a lag of "
            + $"{ClaimNumbers.Count(lag)} in {solved} of {outcomes.Length} seeds, {task.ErrorName} on test sequences "
            + $"{errors}, the bar {ClaimNumbers.Short(task.Bar)}{(failed.Length > 0 ? $"; {failed}" : "")}. The "
            + $"longest training took {ClaimNumbers.Count(outcomes.Max(o => o.Seconds))} s on one thread.";
    }

    private static LineChart Curves(LongLag task, LongLagOutcome[] outcomes, int lag)
    {
        long[] places = [.. outcomes.SelectMany(o => o.Curve).Select(p => p.Sequences).Distinct().Order()];
        Series[] lines =
        [
            .. outcomes.Select(o =>
            {
                Dictionary<long, double> errors = o.Curve.ToDictionary(
                    p => p.Sequences, p => Math.Max(task.Error(p.Score), double.Epsilon));
                return new Series($"seed {o.Seed}", [.. places.Select(p => errors.GetValueOrDefault(p, double.NaN))]);
            }),
        ];
        return new LineChart(
            $"LSTM on {task.Name} up to a lag of {ClaimNumbers.Count(lag)}",
            Axis.Number("training sequences", [.. places.Select(p => (double)p)]), lines)
        {
            ValueName = $"{task.ErrorName}, validation",
            IsLogarithmic = true,
            Caption = $"At the lag of the moment: {task.How}.",
            Summary =
                $"{outcomes.Count(o => o.IsSolved)} of {outcomes.Length} seeds solve it; {task.ErrorName} at the "
                + $"end {ClaimNumbers.Short(outcomes.Min(o => o.Error))} "
                + $"to {ClaimNumbers.Short(outcomes.Max(o => o.Error))}.",
        };
    }

    private static Table Table(IReadOnlyList<LongLagOutcome> outcomes) => new(
        [
            new TableColumn("task", Alignment.Left), new TableColumn("seed"), new TableColumn("longest lag reached"),
            new TableColumn("test error"), new TableColumn("solved", Alignment.Center),
            new TableColumn("training sequences"),
        ],
        [
            .. outcomes.Select(o => TableRow.Of(
                o.Task.Name, o.Seed.ToString(CultureInfo.InvariantCulture), ClaimNumbers.Count(o.Reached),
                ClaimNumbers.Short(o.Error), o.IsSolved ? "yes" : "no", ClaimNumbers.Count(o.Sequences))),
        ])
    {
        Caption = "The longest lags, each seed",
        Note = "Error: adding the squared error, copy the share of wrong symbols.",
    };
}
