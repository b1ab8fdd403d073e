using Carousel.Backends;
using Carousel.Inspection;
using Carousel.Inspection.Equations;
using Carousel.Laboratory.Claims.Gradient;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Report;
using Carousel.Training;

namespace Carousel.Laboratory.Claims;

/// <summary>Errors vanish or explode on their way back through time in a simple recurrent network; gates keep them.</summary>
internal sealed class GradientClaim : Claim
{
    private const int ClosedSteps = 100;
    private const double Exact = 1e-6;
    private const double Floor = 1e-300;

    private static readonly int[] _lagsOfDifferences = [1, 2, 5, 10, 20];

    /// <summary>T of the task.</summary>
    public int Length { get; init; } = 100;

    /// <summary>H.</summary>
    public int Hidden { get; init; } = 16;

    /// <summary>Most training sequences of a network.</summary>
    public long MostSequences { get; init; } = 64_000;

    /// <summary>Sequences over which flow is averaged.</summary>
    public int FlowSequences { get; init; } = 4;

    /// <inheritdoc/>
    public override string Name => "gradient";

    /// <inheritdoc/>
    public override string Statement =>
        "In a simple recurrent network an error shrinks or grows exponentially with the steps it goes back; an LSTM's cell hands it back through its forget gates almost whole.";

    /// <inheritdoc/>
    public override string Question => "How much of an error at the last step reaches the state q steps before, in an Elman net, a GRU and an LSTM, before and after training?";

    /// <inheritdoc/>
    public override string Setup =>
        $"Networks of {Hidden} units, trained by Adam (rate 0.01, norm clipped at 1) on adding over {Length} steps until the squared error is below 0.01 or {ClaimNumbers.Count(MostSequences)} sequences were shown. "
        + "The flow is the Jacobian of the state after the last step by the state before, its Frobenius norm over the square root of H: the root mean square of what is left of a random error of length 1. "
        + "It is averaged over fixed sequences. Differences of the state in double precision and two linear cells (an Elman unit with ρ = 0.9, a cell with f = 0.99) check the measurement.";

    /// <inheritdoc/>
    public override string Source => "Hochreiter 1991; Bengio, Simard and Frasconi 1994; Hochreiter and Schmidhuber 1997";

    /// <inheritdoc/>
    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtMost("finite_difference_error", Exact, "measured flow against finite differences of the state, largest share by which they differ"),
        ExpectedFigure.AtMost("elman_closed_form_error", Exact, "linear Elman unit against ρ^(L−1), as a share"),
        ExpectedFigure.AtMost("lstm_closed_form_error", Exact, "linear LSTM cell against f^(L−1), as a share"),
        ExpectedFigure.AtLeast("trained_lstm_over_elman_log10", 1, "powers of ten by which more comes back over the whole sequence in a trained LSTM's cell than in an Elman net"),
        ExpectedFigure.AtLeast("trained_gru_over_elman_log10", 1, "the same for a trained GRU"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<ClaimInput> Inputs { get; } =
    [
        new ClaimInput("MODEL", "A forecaster's model file, to measure the flow through its recurrent layers instead."),
        new ClaimInput("DATA", "A CSV file with the columns it was trained on; without it the flow is measured over random inputs."),
    ];

    /// <inheritdoc/>
    public override ClaimResult Run(ClaimRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Inputs.Count > 0 ? ModelFlow.Run(this, run) : RunNetworks(run);
    }

    private ClaimResult RunNetworks(ClaimRun run)
    {
        IReadOnlyList<ulong> seeds = run.SeedsOf(this);
        Job[] jobs = [.. seeds.SelectMany(seed => Cells.All.Select(cell => new Job(cell, seed)))];
        Measured[] all = ClaimTrials.Run(
            jobs, run, job => $"{Cells.Name(job.Cell)}, seed {job.Seed}", job => job.Cell == CellKind.Gru ? 0.3 : 1, (job, backend, share) => Measure(job, backend, run, share));

        double elman = LinearCells.Elman(ClosedSteps), lstm = LinearCells.Lstm(ClosedSteps);
        int last = Length - 1;
        double[] Over(string curve) => [.. seeds.Select(s => Of(CellKind.Elman, s).Trained["h"][last]).Zip(seeds.Select(s => Named(curve, s)), (e, x) => Log(x) - Log(e))];
        double Named(string curve, ulong seed) => curve == "c" ? Of(CellKind.Lstm, seed).Trained["c"][last] : Of(CellKind.Gru, seed).Trained["h"][last];
        Measured Of(CellKind cell, ulong seed) => all[Array.IndexOf(jobs, new Job(cell, seed))];

        var figures = new List<ClaimFigure>
        {
            new("finite_difference_error", all.Max(m => m.DifferenceError)),
            new("elman_closed_form_error", Math.Abs((elman / Math.Pow(LinearCells.Radius, ClosedSteps - 1)) - 1)),
            new("lstm_closed_form_error", Math.Abs((lstm / Math.Pow(LinearCells.Forget, ClosedSteps - 1)) - 1)),
            SeedStatistics.Mean("trained_lstm_over_elman_log10", Over("c")),
            SeedStatistics.Mean("trained_gru_over_elman_log10", Over("h")),
            new("elman_linear_100_steps", elman),
            new("lstm_linear_100_steps", lstm),
        };
        var trained = new List<Curve>();
        var untrained = new List<Curve>();
        foreach (CellKind cell in Cells.All)
        {
            Measured[] ofCell = [.. jobs.Zip(all).Where(p => p.First.Cell == cell).Select(p => p.Second)];
            foreach (string part in ofCell[0].Trained.Keys)
            {
                string name = cell == CellKind.Lstm ? $"LSTM, {(part == "c" ? "cell c" : "output h")}" : Cells.Name(cell);
                trained.Add(new Curve(name, [.. ofCell.Select(m => m.Trained[part])]));
                untrained.Add(new Curve(name, [.. ofCell.Select(m => m.Untrained[part])]));
                string key = $"{Cells.Key(cell)}_{part}";
                figures.Add(SeedStatistics.Mean($"{key}_untrained_log10", [.. ofCell.Select(m => Log(m.Untrained[part][last]))]));
                figures.Add(SeedStatistics.Mean($"{key}_trained_log10", [.. ofCell.Select(m => Log(m.Trained[part][last]))]));
            }

            if (cell == CellKind.Elman)
            {
                figures.Add(SeedStatistics.Mean("elman_radius_trained", [.. ofCell.Select(m => m.First.Parts[0].Theory[1])]));
            }

            figures.Add(new ClaimFigure($"{Cells.Key(cell)}_solved", ofCell.Count(m => m.Outcome.IsSolved)));
        }

        return new ClaimResult(this, figures, Sentence(figures, seeds.Count), [.. Blocks(trained, untrained, jobs, all)]);
    }

    private Measured Measure(Job job, CpuBackend backend, ClaimRun run, Action<double> share)
    {
        var task = new AddingTask(Length);
        var network = new TaskNetwork(Cells.Make(job.Cell, task.InputSize, Hidden), task.OutputSize);
        network.Build(backend, job.Seed);
        float[][] sequences = Sequences(task, job.Seed);
        Dictionary<string, double[]> untrained = Flow(backend, network, sequences, out _);
        var options = new TaskTrainingOptions
        {
            MostSequences = MostSequences,
            IsSolved = score => score.Loss <= 0.01,
            Trainer = new TrainerOptions { LearningRate = 0.01 },
        };
        TaskOutcome outcome = TaskTraining.Run(backend, network, task, options, job.Seed, run.Cancellation, share);
        Dictionary<string, double[]> trained = Flow(backend, network, sequences, out GradientFlow first);
        double error = StateDifferences.LargestError(CellEquations.Of(network.Core)!, StatePart.Of(network.Core), InDouble(sequences[0], task.InputSize), _lagsOfDifferences);
        return new Measured(untrained, trained, first, outcome, error);
    }

    private float[][] Sequences(SequenceTask task, ulong seed)
    {
        TaskBatch batch = TaskEvaluation.Draw(task, seed, "flow", FlowSequences)[0];
        return [.. Enumerable.Range(0, FlowSequences).Select(b => Enumerable.Range(0, Length).SelectMany(t => batch.Step(b, t).ToArray()).ToArray())];
    }

    // Root mean square over sequences, by part of the state.
    private static Dictionary<string, double[]> Flow(Backend backend, TaskNetwork network, float[][] sequences, out GradientFlow first)
    {
        GradientFlow[] flows = [.. sequences.Select(x => GradientFlow.Of(backend, network.Core, x))];
        first = flows[0];
        return first.Parts.Select((part, p) => (part.Name, Gain: Enumerable.Range(0, part.Gain.Count)
            .Select(lag => Math.Sqrt(flows.Average(f => f.Parts[p].Gain[lag] * f.Parts[p].Gain[lag]))).ToArray())).ToDictionary(p => p.Name, p => p.Gain);
    }

    private static double[][] InDouble(float[] input, int width) => [.. input.Chunk(width).Select(row => row.Select(v => (double)v).ToArray())];

    private static double Log(double gain) => Math.Log10(Math.Max(gain, Floor));

    private string Sentence(List<ClaimFigure> figures, int seeds)
    {
        double F(string name) => figures.First(f => f.Name == name).Value;
        string Of(string name) => ClaimNumbers.Short(Math.Pow(10, F(name)));
        string verdict = ClaimResult.Judge(this, figures) == true
            ? "The claim came out"
            : "The claim did not come out as expected";
        return $"{verdict}: of an error at the last of {Length} steps, the first receives {Of("elman_h_trained_log10")} in a trained Elman net, {Of("gru_h_trained_log10")} in a GRU and {Of("lstm_c_trained_log10")} in the cells of an LSTM "
            + $"(geometric means over {seeds} {(seeds == 1 ? "seed" : "seeds")}; before training {Of("elman_h_untrained_log10")}, {Of("gru_h_untrained_log10")} and {Of("lstm_c_untrained_log10")}). "
            + $"The trained Elman nets' R has a spectral radius of {ClaimNumbers.Short(F("elman_radius_trained"))}: {(F("elman_radius_trained") > 1 && F("elman_h_trained_log10") < 0 ? "their errors would explode, were the units not saturated" : "as it was to be expected from its powers")}. "
            + $"Solved the task: Elman {F("elman_solved")}, GRU {F("gru_solved")}, LSTM {F("lstm_solved")} of {seeds}. "
            + $"Over 100 steps a linear Elman unit with ρ = 0.9 keeps {ClaimNumbers.Short(F("elman_linear_100_steps"))} and a cell with f = 0.99 keeps {ClaimNumbers.Short(F("lstm_linear_100_steps"))}, as the closed forms say; "
            + $"measured flow and finite differences of the state differ by at most {ClaimNumbers.Short(F("finite_difference_error"))} of the flow.";
    }

    private IEnumerable<Block> Blocks(List<Curve> trained, List<Curve> untrained, Job[] jobs, Measured[] all)
    {
        yield return Chart($"After training on adding over {Length} steps", trained);
        yield return Chart("Before training", untrained);
        yield return Theory(jobs, all);
    }

    private LineChart Chart(string title, List<Curve> curves) => new(title, Lags(), [.. curves.Select(c => new Series(c.Name, Combine(c, v => v.Average())))])
    {
        Bands = [.. curves.Where(c => c.Seeds.Length > 1).Select(c => new Band($"{c.Name}: lowest to highest", Combine(c, v => v.Min()), Combine(c, v => v.Max())) { Line = c.Name })],
        Caption = "Root mean square share of a random error that is left; geometric mean over seeds.",
        Summary = $"Share of an error left over {Length - 1} steps: {string.Join(", ", curves.Select(c => $"{c.Name} {ClaimNumbers.Short(Combine(c, v => v.Average())[^1])}"))}.",
        ValueName = "share of the error",
        IsLogarithmic = true,
    };

    private LineChart Theory(Job[] jobs, Measured[] all)
    {
        var lines = new List<Series>();
        foreach (CellKind cell in Cells.All.Where(c => c != CellKind.Elman))
        {
            GradientFlow flow = all[Array.FindIndex(jobs, j => j.Cell == cell)].First;
            StateFlow part = flow.Parts[^1];
            string name = cell == CellKind.Lstm ? "LSTM, cell c" : Cells.Name(cell);
            lines.Add(new Series(name, part.Gain));
            lines.Add(new Series($"{name}: {part.TheoryName}", part.Theory, SeriesRole.Baseline));
        }

        return new LineChart("Measured flow and what the gates alone would give, first seed, one sequence, after training", Lags(), lines)
        {
            Caption = "Dashed: the straight way alone, through the forget gates of the LSTM or the update gates of the GRU. What is above it came by way of the recurrent weights.",
            Summary = "Measured error flow of the first seed beside products of update gates and products of forget gates.",
            ValueName = "share of the error",
            IsLogarithmic = true,
        };
    }

    private Axis Lags() => Axis.Range("steps before the last", 0, Length);

    private double[] Combine(Curve curve, Func<IEnumerable<double>, double> how) =>
        [.. Enumerable.Range(0, Length).Select(lag => Math.Pow(10, how(curve.Seeds.Select(s => Log(s[lag])))))];

    private sealed record Job(CellKind Cell, ulong Seed);

    private sealed record Measured(Dictionary<string, double[]> Untrained, Dictionary<string, double[]> Trained, GradientFlow First, TaskOutcome Outcome, double DifferenceError);

    private sealed record Curve(string Name, double[][] Seeds);
}
