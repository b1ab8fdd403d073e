using Carousel.Backends;
using Carousel.Laboratory.Claims.Clipping;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Claims;

/// <summary>Where gradients explode, clipping keeps the training alive.</summary>
internal sealed class ClippingClaim : Claim
{
    private const int Points = 100;
    private const int FullFactor = 5;
    private const double DivergedFactor = 10;

    private static readonly ClippingKind[] _kinds = Enum.GetValues<ClippingKind>();

    /// <summary>T of the task.</summary>
    public int Length { get; init; } = 30;

    /// <summary>H.</summary>
    public int Hidden { get; init; } = 16;

    /// <summary>Training steps.</summary>
    public int Steps { get; init; } = 2_000;

    /// <summary>The learning rate, chosen so high that the training is unstable.</summary>
    public double Rate { get; init; } = 1;

    /// <inheritdoc/>
    public override string Name => "clipping";

    /// <inheritdoc/>
    public override string Statement => "Gates do not keep gradients from exploding; clipping them, by value or by norm, keeps the training alive.";

    /// <inheritdoc/>
    public override string Question => "What becomes of an unstable training without clipping, with every value of the gradient cut at 5, and with the whole gradient shrunk to a norm of 1?";

    /// <inheritdoc/>
    public override string Setup =>
        $"LSTM of {Hidden} units on adding over {Length} steps, batches of 32, stochastic gradient descent with momentum 0.9 and a learning rate of {ClaimNumbers.Short(Rate)}, five times one at which the task is learned without clipping, {ClaimNumbers.Count(Steps)} steps. "
        + "The rate was found by trial on three seeds; the bounds are what the claim says. Norms are those before clipping. A run counts as diverged where a number is not finite, or where its squared error on untouched sequences ends above 1.67, ten times that of always saying 1.";

    /// <inheritdoc/>
    public override string Source => "Mikolov 2012 (by value); Pascanu, Mikolov and Bengio 2013 (by norm)";

    /// <inheritdoc/>
    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtLeast("none_diverged", 0.8, "share of runs that diverged without clipping"),
        ExpectedFigure.AtMost("value_diverged", 0.2, "the same, clipped by value at 5"),
        ExpectedFigure.AtMost("norm_diverged", 0.2, "the same, clipped by norm at 1"),
        ExpectedFigure.AtMost("norm_error", AddingTask.TrivialError, "squared error at the end, clipped by norm, median (always saying 1: 0.167)"),
    ];

    /// <inheritdoc/>
    public override ClaimResult Run(ClaimRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        IReadOnlyList<ulong> seeds = run.SeedsOf(this);
        int steps = run.Full ? FullFactor * Steps : Steps;
        Job[] jobs = [.. from seed in seeds from kind in _kinds select new Job(kind, seed)];
        ClippedOutcome[] all = ClaimTrials.Run(
            jobs, run, job => $"{Label(job.Kind)}, seed {job.Seed}", job => job.Kind == ClippingKind.None ? 0.1 : 1, (job, backend, share) => Train(job, steps, backend, run, share));
        ClippedOutcome[][] byKind = [.. _kinds.Select(kind => jobs.Zip(all).Where(p => p.First.Kind == kind).Select(p => p.Second).ToArray())];

        var figures = new List<ClaimFigure>();
        foreach ((ClippingKind kind, ClippedOutcome[] outcomes) in _kinds.Zip(byKind))
        {
            figures.Add(new ClaimFigure($"{Key(kind)}_diverged", (double)outcomes.Count(IsDiverged) / outcomes.Length));
            figures.Add(new ClaimFigure($"{Key(kind)}_broken_off", (double)outcomes.Count(o => double.IsInfinity(o.Test)) / outcomes.Length));
            double error = Median(outcomes.Select(o => o.Test));
            figures.Add(new ClaimFigure($"{Key(kind)}_error", double.IsFinite(error) ? error : double.NaN));
            figures.Add(SeedStatistics.Mean($"{Key(kind)}_largest_norm_log10", [.. outcomes.Select(o => Math.Log10(o.Norms.Where(double.IsFinite).Max()))]));
        }

        return new ClaimResult(this, figures, Sentence(figures, byKind, steps), [.. Blocks(byKind, steps)])
        {
            Reduced = run.Full ? "" : $"{ClaimNumbers.Count(steps)} training steps in place of a full run's {ClaimNumbers.Count(FullFactor * steps)}",
        };
    }

    private ClippedOutcome Train(Job job, int steps, CpuBackend backend, ClaimRun run, Action<double> share)
    {
        var task = new AddingTask(Length);
        var network = new TaskNetwork(Cells.Make(CellKind.Lstm, task.InputSize, Hidden), task.OutputSize);
        network.Build(backend, job.Seed);
        return ClippedTraining.Run(backend, network, task, job.Kind, Rate, steps, job.Seed, share, run.Cancellation);
    }

    private string Sentence(List<ClaimFigure> figures, ClippedOutcome[][] byKind, int steps)
    {
        double F(string name) => figures.First(f => f.Name == name).Value;
        int seeds = byKind[0].Length;
        string Of(int kind)
        {
            int diverged = byKind[kind].Count(IsDiverged), brokenOff = byKind[kind].Count(o => double.IsInfinity(o.Test));
            string error = Median(byKind[kind].Select(o => o.Test)) is var median && double.IsFinite(median) ? $", squared error at the end {ClaimNumbers.Short(median)} (median)" : "";
            string ended = brokenOff > 0 ? $", {brokenOff} of them with numbers that were not finite after {ClaimNumbers.Count(Median(byKind[kind].Where(o => double.IsInfinity(o.Test)).Select(o => (double)o.Losses.Count)))} steps (median)" : "";
            return $"{Label(_kinds[kind])}: {diverged} of {seeds} runs diverged{ended}{error}";
        }

        bool byValueFails = F("value_diverged") > 0.2 && F("norm_diverged") <= 0.2;
        string verdict = ClaimResult.Judge(this, figures) == true ? "The claim came out"
            : byValueFails ? "The claim came out for the norm, not for values" : "The claim did not come out as expected";
        return $"{verdict}: {Of(0)}; {Of(1)}; {Of(2)}; {ClaimNumbers.Count(steps)} steps. "
            + (byValueFails ? $"A limit of 5 for each of the network's {ClaimNumbers.Count(ParameterCount())} values lets steps through that are {ClaimNumbers.Short(ClippedTraining.ValueLimit * Math.Sqrt(ParameterCount()))} long: it keeps the numbers finite, but not the training." : "");
    }

    private static IEnumerable<Block> Blocks(ClippedOutcome[][] byKind, int steps)
    {
        int width = Math.Max(1, steps / Points);
        Axis axis = Axis.Number("training step", [.. Enumerable.Range(0, steps / width).Select(p => (p + 0.5) * width)]);
        yield return Chart("Loss", "squared error", axis, byKind, o => o.Losses, width);
        yield return Chart("Norm of the gradient before clipping", "norm", axis, byKind, o => o.Norms, width);
        yield return new Table(
            [new("Clipping", Alignment.Left), new("diverged"), new("not finite"), new("squared error, median"), new("lowest"), new("highest"), new("largest norm")],
            [
                .. byKind.Select((outcomes, k) => TableRow.Of(
                    Label(_kinds[k]), $"{outcomes.Count(IsDiverged)} of {outcomes.Length}", $"{outcomes.Count(o => double.IsInfinity(o.Test))}", ClaimNumbers.Short(Median(outcomes.Select(o => o.Test))),
                    ClaimNumbers.Short(outcomes.Min(o => o.Test)), ClaimNumbers.Short(outcomes.Max(o => o.Test)), ClaimNumbers.Short(outcomes.Max(o => o.Norms.Where(double.IsFinite).Max())))),
            ])
        {
            Caption = "What became of the runs",
            Note = "Squared error on untouched sequences at the end; ∞ where the training broke off. Always saying 1 has 0.167.",
        };
    }

    private static LineChart Chart(string title, string value, Axis axis, ClippedOutcome[][] byKind, Func<ClippedOutcome, IReadOnlyList<double>> of, int width) =>
        new(title, axis, [.. byKind.Select((outcomes, k) => new Series(Label(_kinds[k]), Bins(outcomes, of, axis.Count, width)))])
        {
            Caption = "Geometric mean over neighbouring steps and over the runs that still go on; a line ends where none does.",
            Summary = $"{title} over training steps: {string.Join(", ", byKind.Select((outcomes, k) => $"{Label(_kinds[k])} at most {ClaimNumbers.Short(outcomes.Max(o => of(o).Where(double.IsFinite).Max()))}"))}.",
            ValueName = value,
            IsLogarithmic = true,
        };

    private static double[] Bins(ClippedOutcome[] outcomes, Func<ClippedOutcome, IReadOnlyList<double>> of, int count, int width) =>
    [
        .. Enumerable.Range(0, count).Select(p =>
        {
            double[] logarithms = [.. outcomes.SelectMany(o => of(o).Skip(p * width).Take(width)).Where(v => double.IsFinite(v) && v > 0).Select(v => Math.Log(v))];
            return logarithms.Length == 0 ? double.NaN : Math.Exp(logarithms.Average());
        }),
    ];

    // 4H rows of I + H + 1, and the read-out.
    private long ParameterCount() => (4L * Hidden * (2 + Hidden + 1)) + Hidden + 1;

    private static bool IsDiverged(ClippedOutcome outcome) => !(outcome.Test <= DivergedFactor * AddingTask.TrivialError);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }

    private static string Label(ClippingKind kind) => kind switch
    {
        ClippingKind.None => "without clipping",
        ClippingKind.ByValue => "each value cut at 5",
        _ => "norm shrunk to 1",
    };

    private static string Key(ClippingKind kind) => kind switch
    {
        ClippingKind.None => "none",
        ClippingKind.ByValue => "value",
        _ => "norm",
    };

    private sealed record Job(ClippingKind Kind, ulong Seed);
}
