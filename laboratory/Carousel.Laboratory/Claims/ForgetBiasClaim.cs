using System.Globalization;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.ForgetBias;
using Carousel.Laboratory.Claims.Lag;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims;

/// <summary>Where the forget gates' biases begin, and how that tells over lags.</summary>
internal sealed class ForgetBiasClaim : Claim
{
    private readonly BiasSettings? _settings;

    /// <summary>The claim.</summary>
    /// <param name="settings">Lags, tasks and budget; null for its own.</param>
    public ForgetBiasClaim(BiasSettings? settings = null) => _settings = settings;

    /// <inheritdoc/>
    public override string Name => "forget-bias";

    /// <inheritdoc/>
    public override string Title => "How forget gates should begin";

    /// <inheritdoc/>
    public override string Statement =>
        "An LSTM's forget gates should begin open: a bias of 1 learns long lags better than 0, and biases spread for "
        + "the lag learn the longest ones best.";

    /// <inheritdoc/>
    public override string Question =>
        "How fast does an LSTM learn over growing lags when its forget gates' biases begin at −1, 0, 1, 3, 5, or "
        + "spread for the lag (chrono)?";

    /// <inheritdoc/>
    public override string Setup =>
        "LSTMs of 32 units on adding and temporal order at each lag, batches of 16, Adam with a rate of 0.01, "
        + "gradients clipped at norm 1, the same weights and sequences for each bias of a seed. "
        + "Chrono: each forget gate's bias is ln u, u uniform in 1 … lag − 1, and its input gate's −ln u. Compared is "
        + "the mean of the learning curve over the whole budget: the validation loss as a share of what chance gives, "
        + "which is known for runs that fail as well. Lower by 5 % counts as better; against the best constant, which "
        + "is known only afterwards, as good is enough. Whether a solved run keeps to its rule (adding: to twice the "
        + "error) is told by 512 test sequences at the end. Constants are compared at the longest lag at which one of "
        + "them solves half of its runs: the plan was to compare them at the longest of all, "
        + "but there a first run showed all of them at chance.";

    /// <inheritdoc/>
    public override string Source =>
        "Gers, Schmidhuber and Cummins 2000; Jozefowicz, Zaremba and Sutskever 2015; Tallec and Ollivier 2018";

    /// <inheritdoc/>
    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtMost(
            "bias_1_over_bias_0", BiasComparison.Better,
            "error over training with bias 1, by that with bias 0, at the longest lag that a constant bias learns"),
        ExpectedFigure.AtMost("bias_1_over_bias_minus_1", BiasComparison.Better, "the same by that with bias −1"),
        ExpectedFigure.AtMost(
            "chrono_over_bias_1_longest", BiasComparison.Better,
            "error over training at the longest lag with chrono, by that with bias 1"),
        ExpectedFigure.AtMost(
            "chrono_over_best_constant_longest", BiasComparison.NotWorse,
            "the same by that of the best of the constant biases"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<ClaimOption> Options { get; } =
    [
        new ClaimOption("task", [.. LagTask.All.Select(t => t.Key)], "Only this task."),
        LagBudget.Length,
    ];

    /// <inheritdoc/>
    public override ClaimResult Run(ClaimRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        int? length = run.Whole(this, "length");
        BiasSettings whole = _settings ?? (run.Full ? BiasSettings.Full : BiasSettings.Default);
        string? task = run.Option("task");
        BiasSettings settings = whole with
        {
            Lags = length is { } lag ? [lag] : whole.Lags,
            Tasks = task is null ? whole.Tasks : [.. LagTask.All.Where(t => t.Key == task)],
        };
        List<BiasGroup> groups = Measure(run, settings);
        List<MeasuredFigure> figures = [.. length is null && task is null
            ? Ratios(groups, settings)
            : [], .. Single(groups)];
        return new ClaimResult(
            this, figures, BiasSentence.Of(groups, settings), [.. BiasPictures.Draw(groups, settings)])
        {
            Reduced = run.Full ? "" : string.Create(
                CultureInfo.InvariantCulture,
                $"copy, a lag of {BiasSettings.Full.Lags[^1]}, and training beyond {settings.MostSequences:N0} "
                + $"sequences; --full has them, with {BiasSettings.Full.MostSequences:N0} sequences."),
        };
    }

    private List<BiasGroup> Measure(ClaimRun run, BiasSettings settings)
    {
        BiasCase[] cases =
        [
            .. from lag in settings.Lags.Reverse()
               from task in settings.Tasks
               from start in BiasStart.All
               from seed in run.SeedsOf(this)
               select new BiasCase(task, start, lag, seed),
        ];
        BiasOutcome[] outcomes = ClaimTrials.Run(
            cases, run, c => c.Name, c => c.Lag, (c, backend, progress) => c.Run(settings, backend, run, progress));
        return
        [
            .. from task in settings.Tasks
               from start in BiasStart.All
               from lag in settings.Lags
               select new BiasGroup(outcomes.Where(
                   o => o.Case.Task == task && o.Case.Start == start && o.Case.Lag == lag)),
        ];
    }

    private static IEnumerable<MeasuredFigure> Ratios(IReadOnlyList<BiasGroup> groups, BiasSettings settings) =>
    [
        .. BiasComparison.All(groups, settings).Select(c => c.Measure(groups)),
        new MeasuredFigure("longest_lag_of_constants", BiasComparison.LongestLearned(groups, settings)),
    ];

    private static IEnumerable<MeasuredFigure> Single(IReadOnlyList<BiasGroup> groups)
    {
        yield return LagFigures.Kept(groups.Sum(g => g.Kept), groups.Sum(g => g.Solved));
        foreach (BiasGroup group in groups)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"{group.Start.Key}_{group.Task.Key}_{group.Lag}");
            yield return SeedStatistics.Mean($"{key}_error", group.Areas);
            yield return new MeasuredFigure($"{key}_solved", (double)group.Solved / group.Seeds);
        }
    }
}
