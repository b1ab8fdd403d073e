using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Laboratory.Claims.Shield;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Report;
using Carousel.Training;

namespace Carousel.Laboratory.Claims;

/// <summary>A closed output gate keeps errors from outside away from the cell, and every gate is there for something.</summary>
internal sealed class ShieldClaim : Claim
{
    private const double Closed = 0.01, Open = 0.99;
    private const int FullFactor = 4;
    private const int LongerFactor = 4;
    private const int LongerSequences = 128;

    private static readonly double[] _gates = [Closed, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, Open];
    private static readonly double[] _shown = [Open, 0.5, 0.1, Closed];

    /// <summary>T of both tasks and of the flow.</summary>
    public int Length { get; init; } = 60;

    /// <summary>H.</summary>
    public int Hidden { get; init; } = 16;

    /// <summary>Most training sequences of a network.</summary>
    public long MostSequences { get; init; } = 64_000;

    /// <inheritdoc/>
    public override string Name => "shield";

    /// <inheritdoc/>
    public override string Statement => "The output gate not only hides what a cell holds, it also keeps errors from outside from disturbing it; input, forget and output gate are each needed.";

    /// <inheritdoc/>
    public override string Question => "How much of an error at the output reaches the cell with the output gate open and closed, and what becomes of learning without one of the gates?";

    /// <inheritdoc/>
    public override string Setup =>
        $"LSTM of {Hidden} cells, random weights and inputs, the output gate held at o by its bias: the error in the cell q steps before that an error of length 1 at the last output leaves (root mean square). "
        + $"Then two tasks over {Length} steps, adding (two marked values, their sum) and latest (many marked values, the last of them), with each gate taken away in turn: its weights are 0 and its bias 100,000, where the logistic function is 1 "
        + $"to the last bit of single precision, whatever training does. Adam, rate 0.01, norm clipped at 1, forget bias 1; solved at a squared error of 0.01 (adding, always saying 1: 0.167) and 0.005 (latest, always saying 1/2: 0.083), at most {ClaimNumbers.Count(MostSequences)} sequences. "
        + $"Networks that solved latest are then put to sequences of {LongerFactor * Length} steps. Lengths and budget were found by trial on three seeds.";

    /// <inheritdoc/>
    public override string Source => "Hochreiter and Schmidhuber 1997, section 4; Gers, Schmidhuber and Cummins 2000; Greff et al. 2017";

    /// <inheritdoc/>
    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtMost("closed_over_open", 0.02, "error into the cell one step before with o = 0.01, as a share of that with o = 0.99"),
        ExpectedFigure.AtMost("closed_form_error", 1e-5, "measured in single precision against o·(1 − tanh²c)·f, largest share by which they differ"),
        ExpectedFigure.AtLeast("all_solved", 0.8, "share of runs solved with all gates, over both tasks"),
        ExpectedFigure.AtLeast("gates_needed", 3, "how many of the three gates are missed on at least one task: 2 runs of 5 fewer solved, or twice the sequences (median, unsolved runs at the budget)"),
    ];

    /// <inheritdoc/>
    public override ClaimResult Run(ClaimRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        IReadOnlyList<ulong> seeds = run.SeedsOf(this);
        long budget = run.Full ? FullFactor * MostSequences : MostSequences;
        OutsideError[][] outside = Outside(seeds);
        Job[] jobs = [.. from seed in seeds from task in Enumerable.Range(0, 2) from variant in GateVariant.All select new Job(variant, task, seed)];
        Trial[] outcomes = ClaimTrials.Run(
            jobs, run, job => $"{job.Variant.Name}, {Task(job.Task).Name}, seed {job.Seed}", job => job.Variant.Gate is 0 or 3 ? 2 : 1, (job, backend, share) => Train(job, budget, backend, run, share));

        Trial[] Of(GateVariant variant, int task) => [.. jobs.Zip(outcomes).Where(p => p.First.Variant == variant && p.First.Task == task).Select(p => p.Second)];
        var rows = GateVariant.All.Select(v => new Row(v, Of(v, 0), Of(v, 1))).ToArray();
        List<ClaimFigure> figures = Figures(outside, rows, budget);
        return new ClaimResult(this, figures, Sentence(figures, rows, budget), [.. Blocks(outside, rows, budget)])
        {
            Reduced = run.Full ? "" : $"at most {ClaimNumbers.Count(budget)} training sequences in place of a full run's {ClaimNumbers.Count(FullFactor * budget)}",
        };
    }

    private OutsideError[][] Outside(IReadOnlyList<ulong> seeds)
    {
        using var backend = new CpuBackend(1);
        return [.. seeds.Select(seed => _gates.Select(o => OutsideError.Measure(backend, seed, Hidden, Length, o)).ToArray())];
    }

    private SequenceTask Task(int task) => task == 0 ? new AddingTask(Length) : new LatestTask(Length);

    private Trial Train(Job job, long budget, CpuBackend backend, ClaimRun run, Action<double> share)
    {
        SequenceTask task = Task(job.Task);
        Lstm layer = job.Variant.Make(task.InputSize, Hidden);
        var network = new TaskNetwork(layer, task.OutputSize);
        network.Build(backend, job.Seed);
        job.Variant.Prepare(layer);
        double limit = job.Task == 0 ? 0.01 : 0.005;
        var options = new TaskTrainingOptions
        {
            MostSequences = budget,
            IsSolved = score => score.Loss <= limit,
            Trainer = new TrainerOptions { LearningRate = 0.01 },
        };
        TaskOutcome outcome = TaskTraining.Run(backend, network, task, options, job.Seed, run.Cancellation, share);
        return new Trial(outcome.IsSolved, outcome.Sequences, outcome.Test.Loss, job.Task == 1 && outcome.IsSolved ? Longer(backend, network, job.Seed) : double.NaN);
    }

    private double Longer(CpuBackend backend, TaskNetwork network, ulong seed)
    {
        var task = new LatestTask(LongerFactor * Length);
        using var arena = new Arena(backend);
        return TaskEvaluation.Score(new Tape(backend, arena), network, task, TaskEvaluation.Draw(task, seed, "test", LongerSequences)).Loss;
    }

    private static List<ClaimFigure> Figures(OutsideError[][] outside, Row[] rows, long budget)
    {
        var figures = new List<ClaimFigure>
        {
            SeedStatistics.Mean("closed_over_open", [.. outside.Select(o => o[0].IntoCell[0] / o[^1].IntoCell[0])]),
            new("closed_form_error", outside.SelectMany(o => o).Max(o => Math.Abs((o.IntoCell[0] / o.ClosedForm) - 1))),
            new("all_solved", (double)rows[0].Both.Count(o => o.IsSolved) / rows[0].Both.Count()),
            new("gates_needed", rows.Count(r => r.Variant.Gate >= 0 && IsMissed(r, rows[0], budget))),
        };
        foreach (Row row in rows)
        {
            foreach ((string task, Trial[] outcomes) in new[] { ("adding", row.Adding), ("latest", row.Latest) })
            {
                figures.Add(new ClaimFigure($"{row.Variant.Key}_{task}_solved", (double)outcomes.Count(o => o.IsSolved) / outcomes.Length));
                figures.Add(new ClaimFigure($"{row.Variant.Key}_{task}_sequences", Median(outcomes, budget)));
            }

            figures.Add(new ClaimFigure($"{row.Variant.Key}_latest_longer_error", row.LongerLoss));
        }

        return figures;
    }

    private static bool IsMissed(Row row, Row whole, long budget) => IsWorse(row.Adding, whole.Adding, budget) || IsWorse(row.Latest, whole.Latest, budget);

    private static bool IsWorse(Trial[] without, Trial[] with, long budget) =>
        5 * (with.Count(o => o.IsSolved) - without.Count(o => o.IsSolved)) >= 2 * with.Length || Median(without, budget) >= 2 * Median(with, budget);

    // Runs that were not solved stand at the budget.
    private static double Median(Trial[] outcomes, long budget)
    {
        double[] sorted = [.. outcomes.Select(o => o.IsSolved ? (double)o.Sequences : budget).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private string Sentence(List<ClaimFigure> figures, Row[] rows, long budget)
    {
        double F(string name) => figures.First(f => f.Name == name).Value;
        bool holds = ClaimResult.Judge(this, figures) == true;
        Row[] needed = [.. rows.Where(r => r.Variant.Gate >= 0 && IsMissed(r, rows[0], budget))], notNeeded = [.. rows.Where(r => r.Variant.Gate >= 0 && !IsMissed(r, rows[0], budget))];
        string Solved(Row row) => $"{row.Variant.Name}: {row.Adding.Count(o => o.IsSolved)} and {row.Latest.Count(o => o.IsSolved)}";
        return $"{(holds ? "The claim came out" : "The claim did not come out in full")}: with the output gate at 0.01 an error at the output reaches the cell with {ClaimNumbers.Short(F("closed_over_open"))} of the size that it has with the gate at 0.99. "
            + $"Of {rows[0].Adding.Length} runs, adding and latest were solved by: {string.Join("; ", rows.Select(Solved))}. "
            + (notNeeded.Length == 0 ? "Every gate was missed on at least one task. "
                : $"{(needed.Length == 0 ? "No gate was missed" : $"Missed on at least one task: {string.Join(", ", needed.Select(r => r.Variant.Name))}")}; not missed here: {string.Join(", ", notNeeded.Select(r => r.Variant.Name))}. ")
            + $"On latest over {LongerFactor * Length} steps, the networks that had solved it over {Length} have a squared error of {ClaimNumbers.Short(F("all_latest_longer_error"))} with all gates and {ClaimNumbers.Short(F("no_forget_latest_longer_error"))} without the forget gate (always saying 1/2: 0.083). "
            + $"Coupled gates took {ClaimNumbers.Count(F("coupled_adding_sequences"))} and {ClaimNumbers.Count(F("coupled_latest_sequences"))} sequences (median), all gates {ClaimNumbers.Count(F("all_adding_sequences"))} and {ClaimNumbers.Count(F("all_latest_sequences"))}.";
    }

    private IEnumerable<Block> Blocks(OutsideError[][] outside, Row[] rows, long budget)
    {
        Axis variants = Axis.Category("", [.. rows.Select(r => r.Variant.Name)]);
        yield return new LineChart("An error at the last output, in the cell of the steps before", Axis.Range("steps before the last", 1, Length), [.. _shown.Select(o => new Series($"output gate {o}", Mean(outside, o)))])
        {
            Caption = "The output gate is held at one value for the whole sequence. Root mean square over units, geometric mean over seeds.",
            Summary = $"With the gate at 0.99 the cell one step before receives {ClaimNumbers.Short(Mean(outside, Open)[0])} of an error, with the gate at 0.01 {ClaimNumbers.Short(Mean(outside, Closed)[0])}; over more steps the closed gate falls further behind, since nothing comes back by way of the recurrent weights either.",
            ValueName = "share of the error",
            IsLogarithmic = true,
        };
        yield return new BarChart("Runs solved, by the gate that was taken away", variants, [new Series("adding", [.. rows.Select(r => Share(r.Adding))]), new Series("latest", [.. rows.Select(r => Share(r.Latest))])])
        {
            Summary = string.Join("; ", rows.Select(r => $"{r.Variant.Name}: adding {Share(r.Adding):P0}, latest {Share(r.Latest):P0}")) + ".",
            ValueName = "share of runs solved",
        };
        yield return new LineChart("The error in the cell one step before, over the output gate", Axis.Number("output gate", _gates), [
            new Series("measured", [.. _gates.Select(o => Mean(outside, o)[0])]),
            new Series("o·(1 − tanh²c)·f", [.. _gates.Select((_, k) => Math.Exp(outside.Average(o => Math.Log(o[k].ClosedForm))))], SeriesRole.Baseline),
        ])
        {
            Summary = "The error that reaches the cell grows with the output gate as o·(1 − tanh²c)·f says.",
            ValueName = "share of the error",
        };
        string Cell(Trial[] outcomes) => $"{outcomes.Count(o => o.IsSolved)} of {outcomes.Length}";
        string Range(Trial[] outcomes) => outcomes.Any(o => o.IsSolved)
            ? $"{ClaimNumbers.Count(outcomes.Where(o => o.IsSolved).Min(o => o.Sequences))} – {ClaimNumbers.Count(outcomes.Where(o => o.IsSolved).Max(o => o.Sequences))}"
            : "–";
        yield return new Table(
            [new("Cell", Alignment.Left), new("Adding solved"), new("sequences"), new("squared error"), new("Latest solved"), new("sequences"), new("squared error"), new($"over {LongerFactor * Length} steps")],
            [
                .. rows.Select(r => TableRow.Of(
                    r.Variant.Name, Cell(r.Adding), Range(r.Adding), ClaimNumbers.Short(r.Adding.Average(o => o.Loss)), Cell(r.Latest), Range(r.Latest), ClaimNumbers.Short(r.Latest.Average(o => o.Loss)), ClaimNumbers.Short(r.LongerLoss))),
            ])
        {
            Caption = "With all gates, and with one taken away",
            Note = $"Sequences until solved, the least and the most of the runs that were; the others were not within {ClaimNumbers.Count(budget)}. Squared error on untouched sequences, mean over all runs; over the longer sequences, mean over the runs that were solved.",
        };
    }

    private static double Share(Trial[] outcomes) => (double)outcomes.Count(o => o.IsSolved) / outcomes.Length;

    private double[] Mean(OutsideError[][] outside, double gate)
    {
        int place = Array.IndexOf(_gates, gate);
        return [.. Enumerable.Range(0, Length).Select(lag => Math.Exp(outside.Average(o => Math.Log(Math.Max(o[place].IntoCell[lag], double.Epsilon)))))];
    }

    private sealed record Job(GateVariant Variant, int Task, ulong Seed);

    private sealed record Trial(bool IsSolved, long Sequences, double Loss, double LongerLoss);

    private sealed record Row(GateVariant Variant, Trial[] Adding, Trial[] Latest)
    {
        public IEnumerable<Trial> Both => Adding.Concat(Latest);

        /// <summary>Mean over the runs that were solved; not a number where none was.</summary>
        public double LongerLoss => Latest.Where(o => o.IsSolved).Select(o => o.LongerLoss).DefaultIfEmpty(double.NaN).Average();
    }
}
