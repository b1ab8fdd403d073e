using Carousel.Cells;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Gradient;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims;

/// <summary>
/// Errors vanish or explode on their way back through time in a simple recurrent network; gates keep them.
/// </summary>
internal sealed class GradientClaim : Claim
{
    private const int ClosedSteps = 100;
    private const double Exact = 1e-6;
    private const double Floor = 1e-300;

    /// <summary>T of the task.</summary>
    public int Length { get; init; } = 100;

    /// <summary>H.</summary>
    public int Hidden { get; init; } = 16;

    /// <summary>Most training sequences of a network.</summary>
    public long MostSequences { get; init; } = 64_000;

    /// <summary>Sequences over which flow is averaged.</summary>
    public int FlowSequences { get; init; } = 4;

    /// <summary>The cell that has gates and no state beside what it shows.</summary>
    internal static RecurrentCell Gated => CellKind.Gru.ToCell();

    /// <inheritdoc/>
    public override string Name => "gradient";

    /// <inheritdoc/>
    public override string Title => "How far errors travel back through time";

    /// <inheritdoc/>
    public override string Statement =>
        "An error goes back through a linear recurrent unit as a power of ρ, through a linear LSTM cell as the product "
        + "of its forget gates; after training at least ten times as much of it reaches the first step in the cells of "
        + "an LSTM, or in a GRU, as in a simple recurrent network.";

    /// <inheritdoc/>
    public override string Question =>
        $"How much of an error at the last step reaches the state q steps before, in {ComparedCells.Networks}, "
        + "before and after training?";

    /// <inheritdoc/>
    public override string Setup =>
        $"Networks of {Hidden} units, trained by Adam (rate {ComparedCells.LearningRate(CellKind.Elman)} for Elman "
        + $"nets, "
        + $"{ComparedCells.LearningRate(CellKind.Lstm)} for the others, as in lag; norm clipped at 1) on adding "
        + $"over {Length} "
        + $"steps until the squared error is below 0.01 or {ClaimNumbers.Count(MostSequences)} sequences were shown. "
        + "The flow is the Jacobian of the state after the last step by the state before, its Frobenius norm over the "
        + "square root of H: the root mean square of what is left of a random error of length 1. "
        + "It is averaged over fixed sequences, by whatever way the error came: forget gates and recurrent weights "
        + "together; the product of the forget gates is reported beside it, and not judged. "
        + $"The flow that is drawn is in single precision. The same in double precision is held against finite "
        + $"differences of the state, at lags up to {TrainedFlow.GreatestLagOfDifferences} and for gains "
        + $"from {ClaimNumbers.Short(StateDifferences.Least)} (smaller ones the differences do not resolve), "
        + "and against the one that is drawn at all lags; two linear cells (an Elman unit with ρ = 0.9, a cell with f "
        + "= 0.99) are held against their closed forms. Diverged runs stay in with the parameters that they ended "
        + "with.";

    /// <inheritdoc/>
    public override string Source =>
        "Hochreiter 1991; Bengio, Simard and Frasconi 1994; Hochreiter and Schmidhuber 1997";

    /// <inheritdoc/>
    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtMost(
            "finite_difference_error", Exact,
            "flow in double precision against finite differences of the state, largest share by which they differ "
            + "(lags up to 20, gains from 10⁻⁵)"),
        ExpectedFigure.AtMost("elman_closed_form_error", Exact, "linear Elman unit against ρ^(L−1), as a share"),
        ExpectedFigure.AtMost("lstm_closed_form_error", Exact, "linear LSTM cell against f^(L−1), as a share"),
        ExpectedFigure.AtLeast(
            "trained_lstm_over_elman_log10", 1,
            "powers of ten by which more comes back over the whole sequence in a trained LSTM's cell than in an Elman "
            + "net"),
        ExpectedFigure.AtLeast("trained_gru_over_elman_log10", 1, "the same for a trained GRU"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<ClaimInput> Inputs { get; } =
    [
        new ClaimInput(
            "MODEL",
            "A forecaster's model file, to measure the flow through its recurrent layers instead; over random inputs "
            + "where no data is named."),
        ModelRows.Input,
    ];

    /// <inheritdoc/>
    public override bool HasFull => false;

    /// <inheritdoc/>
    public override ClaimResult Run(ClaimRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Inputs.Count > 0 ? ModelFlow.Run(this, run) : RunNetworks(run);
    }

    /// <summary>The power of ten of a share, which may be 0.</summary>
    internal static double Log(double gain) => Math.Log10(Math.Max(gain, Floor));

    private ClaimResult RunNetworks(ClaimRun run)
    {
        IReadOnlyList<ulong> seeds = run.SeedsOf(this);
        (CellKind Cell, ulong Seed)[] jobs =
        [
            .. seeds.SelectMany(seed => ComparedCells.All.Select(cell => (cell, seed))),
        ];
        TrainedFlow[] all = ClaimTrials.Run(
            jobs, run, job => $"{ComparedCells.Name(job.Cell)}, seed {job.Seed}",
            job => job.Cell == CellKind.Gru ? 0.3 : 1,
            (job, backend, share) => TrainedFlow.Measure(job.Cell, job.Seed, this, backend, share, run.Cancellation));
        List<MeasuredFigure> figures = [.. Judged(all), .. Others(all)];
        return new ClaimResult(
            this, figures, GradientSentence.Of(this, figures, seeds.Count), [.. GradientPictures.Of(all, Length)]);
    }

    private static IEnumerable<MeasuredFigure> Judged(TrainedFlow[] all)
    {
        double elman = LinearCells.Elman(ClosedSteps), lstm = LinearCells.Lstm(ClosedSteps);
        return
        [
            new("finite_difference_error", Largest(all.Select(f => f.Differences.LargestError))),
            new("elman_closed_form_error", Math.Abs((elman / Math.Pow(LinearCells.Radius, ClosedSteps - 1)) - 1)),
            new("lstm_closed_form_error", Math.Abs((lstm / Math.Pow(LinearCells.Forget, ClosedSteps - 1)) - 1)),
            OverElman("trained_lstm_over_elman_log10", all, CellKind.Lstm, f => f.Trained),
            OverElman("trained_gru_over_elman_log10", all, CellKind.Gru, f => f.Trained),
            OverElman("untrained_lstm_over_elman_log10", all, CellKind.Lstm, f => f.Untrained),
            OverElman("untrained_gru_over_elman_log10", all, CellKind.Gru, f => f.Untrained),
            new(
                "seeds_below_ten_times",
                Enumerable.Range(0, all.Length / ComparedCells.All.Count).Count(k => Lead(all, k) < 1)),
            new("elman_linear_100_steps", elman),
            new("lstm_linear_100_steps", lstm),
            new("finite_difference_comparisons", all.Sum(f => f.Differences.Comparisons)),
            new("single_precision_error", Largest(all.Select(f => f.SingleError))),
        ];
    }

    // By how many powers of ten the lesser of the two is ahead of the Elman net of the same seed.
    private static double Lead(TrainedFlow[] all, int seed) =>
        Math.Min(Log(Of(all, CellKind.Lstm)[seed].Trained["c"][^1]), Log(Of(all, CellKind.Gru)[seed].Trained["h"][^1]))
            - Log(Of(all, CellKind.Elman)[seed].Trained["h"][^1]);

    private static IEnumerable<MeasuredFigure> Others(TrainedFlow[] all)
    {
        foreach (CellKind cell in ComparedCells.All)
        {
            (TrainedFlow[] ofCell, string key) = (Of(all, cell), ComparedCells.Key(cell));
            foreach (string part in ofCell[0].Trained.Keys)
            {
                yield return SeedStatistics.Mean(
                    $"{key}_{part}_untrained_log10", [.. ofCell.Select(f => Log(f.Untrained[part][^1]))]);
                yield return SeedStatistics.Mean(
                    $"{key}_{part}_trained_log10", [.. ofCell.Select(f => Log(f.Trained[part][^1]))]);
            }

            if (cell == CellKind.Elman)
            {
                yield return SeedStatistics.Mean(
                    "elman_radius_trained", [.. ofCell.Select(f => f.First.Parts[0].Theory[1])]);
                yield return SeedStatistics.Mean(
                    "elman_radius_power_log10", [.. ofCell.Select(f => Log(f.Theory["h"][^1]))]);
            }
            else if (cell == CellKind.Lstm)
            {
                double[] gates = [.. ofCell.Select(f => Log(f.Theory["c"][^1]))];
                yield return SeedStatistics.Mean("lstm_c_forget_product_log10", gates);
                yield return new MeasuredFigure(
                    "lstm_c_forget_share",
                    Math.Pow(10, gates.Average() - ofCell.Average(f => Log(f.Trained["c"][^1]))));
            }

            yield return new MeasuredFigure($"{key}_solved", ofCell.Count(f => f.Outcome.IsSolved));
            yield return new MeasuredFigure($"{key}_diverged", ofCell.Count(f => f.Outcome.IsDiverged));
        }

        int solved = all.Count(f => f.Outcome.IsSolved);
        yield return new MeasuredFigure(
            "solved_on_test", solved == 0 ? double.NaN : (double)all.Count(f => f.IsSolvedOnTest) / solved);
    }

    private static MeasuredFigure OverElman(
        string name, TrainedFlow[] all, CellKind cell, Func<TrainedFlow, Dictionary<string, double[]>> of)
    {
        string part = cell == CellKind.Lstm ? "c" : "h";
        return SeedStatistics.Mean(
            name,
            [
                .. Of(all, cell)
                    .Zip(Of(all, CellKind.Elman), (x, elman) => Log(of(x)[part][^1]) - Log(of(elman)["h"][^1])),
            ]);
    }

    // In the order of the seeds.
    private static TrainedFlow[] Of(TrainedFlow[] all, CellKind cell) => [.. all.Where(f => f.Cell == cell)];

    // Not a number as soon as one is none.
    private static double Largest(IEnumerable<double> values) => values.Aggregate(0.0, Math.Max);
}
