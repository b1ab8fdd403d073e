using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Brackets;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims;

/// <summary>Counting and keeping a stack: words of brackets, beyond the trained length and depth.</summary>
internal sealed class BracketsClaim : Claim
{
    private const double Bar = 0.99;
    private readonly BracketSettings? _settings;

    /// <summary>The claim.</summary>
    /// <param name="settings">Sizes of the run; null for its own.</param>
    public BracketsClaim(BracketSettings? settings = null) => _settings = settings;

    /// <inheritdoc/>
    public override string Name => "brackets";

    /// <inheritdoc/>
    public override string Title => "Nested brackets: counting and a small stack";

    /// <inheritdoc/>
    public override string Statement =>
        "An LSTM learns to count and to keep a small stack: trained on short words of nested brackets, it closes the "
        + "brackets of words twice as long.";

    /// <inheritdoc/>
    public override string Question =>
        "Does a network that has seen bracket words of at most 50 symbols and depth 5 know which bracket may close "
        + "next in longer and in deeper words?";

    /// <inheritdoc/>
    public override string Setup =>
        "Words of balanced brackets of 1, 2 and 3 kinds. A network of 48 units reads a word symbol by symbol and names "
        + "after every symbol the bracket that may close next, or none where all are closed (for one kind: may one "
        + "close, or is the count at zero); an opening bracket may always follow, so that this is the set of symbols "
        + "that may. A step is right where this answer is, a closing where the answer right before a closing bracket "
        + "was its kind. For one kind the steps with and without an open bracket are weighed alike as well, since they "
        + "are so unlike in number. Trained on 64,000 fresh words of 2 to 50 symbols and depth at most 5 (every word "
        + "of a length as likely; Adam, 32 words a batch, rate 0.01 falling along a cosine); tested on 200 words each "
        + "of 50, 100, 200 and 400 symbols of that depth, and of 100 symbols for each depth from 1 to 10. "
        + $"{ComparedCells.Names} have equal units, not equal parameters.";

    /// <inheritdoc/>
    public override string Source =>
        "Task: Gers and Schmidhuber 2001; Suzgun, Gehrmann, Belinkov and Shieber 2019; Hewitt, Hahn, Ganguli, Liang "
        + "and Manning 2020";

    /// <inheritdoc/>
    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtLeast(
            "lstm_1_kind_length_100_least", Bar, "share of right steps in words of 100 symbols, least of the seeds"),
        ExpectedFigure.AtLeast(
            "lstm_2_kinds_length_100_least", Bar, "share of right steps in words of 100 symbols, least of the seeds"),
        ExpectedFigure.AtLeast(
            "lstm_3_kinds_length_100_least", Bar, "share of right steps in words of 100 symbols, least of the seeds"),
        ExpectedFigure.AtLeast(
            "lstm_1_kind_balanced_100_least", Bar,
            "mean of the shares of right steps with and without an open bracket, words of 100 symbols, least of the "
            + "seeds"),
        ExpectedFigure.AtLeast(
            "lstm_2_kinds_closings_100_least", Bar,
            "share of right closing brackets in words of 100 symbols, least of the seeds"),
        ExpectedFigure.AtLeast(
            "lstm_3_kinds_closings_100_least", Bar,
            "share of right closing brackets in words of 100 symbols, least of the seeds"),
    ];

    /// <inheritdoc/>
    public override ClaimResult Run(ClaimRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        BracketSettings settings = _settings ?? (run.Full ? BracketSettings.Full : BracketSettings.Default);
        BracketTrial[] trials =
        [
            .. settings.Kinds.SelectMany(
                kinds =>
                    settings.Cells.SelectMany(
                        cell => run.SeedsOf(this).Select(seed => new BracketTrial(cell, kinds, seed)))),
        ];
        BracketOutcome[] outcomes = ClaimTrials.Run(
            trials, run, t => t.Name, t => t.Cell == CellKind.Elman ? 1 : 2,
            (t, backend, progress) => t.Run(settings, backend, progress, run.Cancellation));
        return new ClaimResult(this, Figures(outcomes), Sentence(outcomes), BracketPictures.Draw(outcomes))
        {
            Reduced = run.Full
                ? ""
                : "64,000 training words a network; the full run has 320,000, and 1,000 test words of each length in "
                    + "place of 200.",
        };
    }

    private static List<MeasuredFigure> Figures(BracketOutcome[] outcomes)
    {
        var expected = new List<MeasuredFigure>();
        var others = new List<MeasuredFigure>();
        foreach (var group in outcomes.GroupBy(o => (o.Trial.Kinds, o.Trial.Cell)))
        {
            string key = $"{ComparedCells.Key(group.Key.Cell)}_{BracketText.Key(group.Key.Kinds)}";
            string strict = group.Key.Kinds == 1 ? "balanced" : "closings";
            (group.Key.Cell == CellKind.Lstm ? expected : others).AddRange(
                [
                    new MeasuredFigure($"{key}_length_100_least", group.Min(o => o.AtBar.Steps)),
                    new MeasuredFigure($"{key}_{strict}_100_least", group.Min(o => o.Strict)),
                ]);
            others.Add(SeedStatistics.MeanShare($"{key}_length_100", [.. group.Select(o => o.AtBar.Steps)]));
            others.Add(SeedStatistics.MeanShare($"{key}_length_400", [.. group.Select(o => o.OverLength[^1].Steps)]));
            others.Add(SeedStatistics.MeanShare($"{key}_depth_6_to_10", [.. group.Select(o => o.Deeper)]));
            others.Add(SeedStatistics.MeanShare($"{key}_words_depth_6_to_10", [.. group.Select(o => o.DeeperWords)]));
        }

        return [.. expected, .. others, new MeasuredFigure("diverged_runs", outcomes.Count(o => o.IsDiverged))];
    }

    private static string Sentence(BracketOutcome[] outcomes)
    {
        BracketOutcome[] lstm = [.. outcomes.Where(o => o.Trial.Cell == CellKind.Lstm)];
        BracketOutcome[] below = [.. lstm.Where(o => !IsMet(o))];
        string verdict = lstm.Length == 0
            ? "No LSTM was run. "
            : below.Length == 0
                ? $"It does for twice the length: in words of {BracketTrial.BarLength} symbols each of "
                    + $"the {lstm.Length} LSTMs is right at 99 % of the steps or more, and of the closing brackets too "
                    + $"(steps, means: {ByKinds(lstm, o => o.AtBar.Steps)}). "
                : $"It did not come out in every run: {below.Length} of {lstm.Length} LSTMs are below 99 % in words "
                    + $"of {BracketTrial.BarLength} symbols ({string.Join("; ", below.Select(Miss))}); their means "
                    + $"are {ByKinds(lstm, o => o.AtBar.Steps)}. ";
        int stopped = outcomes.Count(o => o.IsDiverged);
        return verdict + Beyond(lstm) + Others(outcomes)
            + (stopped == 0
                ? "No run diverged."
                : $"{stopped} of {outcomes.Length} runs diverged and count as they ended.");
    }

    private static bool IsMet(BracketOutcome outcome) => outcome.AtBar.Steps >= Bar && outcome.Strict >= Bar;

    private static string Miss(BracketOutcome outcome) =>
        $"{BracketText.Kinds(outcome.Trial.Kinds)}, "
        + $"seed {outcome.Trial.Seed}: {BracketText.Percent(outcome.AtBar.Steps)} of the steps, "
        + $"{BracketText.Percent(outcome.Strict)} {(outcome.Trial.Kinds == 1 ? "balanced" : "of the closings")}";

    // Each number of kinds for itself: one may be counted on where another is not.
    private static string Beyond(BracketOutcome[] lstm)
    {
        if (lstm.Length == 0)
        {
            return "";
        }

        BracketOutcome[][] groups = [.. lstm.GroupBy(o => o.Trial.Kinds).Select(g => g.ToArray())];
        BracketOutcome[][] holding = [.. groups.Where(g => g.Min(o => o.Deeper) >= Bar)],
            rest = [.. groups.Except(holding)], bounded = [.. rest.Where(g => g.All(IsMet))];
        string text =
            $"In words that reach depth 6 to 10, deeper than any in training, these shares of the steps are "
            + $"right: {ByKinds(lstm, o => o.Deeper)}, and of the words without a wrong "
            + $"step: {ByKinds(lstm, o => o.DeeperWords)}. ";
        return text
            + (holding.Length == 0 ? "" : $"So it holds beyond the trained depth for {Names(holding)}. ")
            + (bounded.Length == 0
                ? ""
                : $"{(holding.Length == 0 ? "So for" : "For")} {Names(bounded)} what it has learned is bounded in "
                    + $"depth, not the rule. ")
            + (rest.Length == bounded.Length
                ? ""
                : $"For {Names([.. rest.Except(bounded)])} it holds neither at the trained depth in every seed nor "
                    + $"beyond. ");

        static string Names(BracketOutcome[][] chosen) =>
            string.Join(", ", chosen.Select(g => BracketText.Kinds(g[0].Trial.Kinds)));
    }

    private static string Others(BracketOutcome[] outcomes)
    {
        var others = outcomes.Where(o => o.Trial.Cell != CellKind.Lstm).GroupBy(o => o.Trial.Cell)
            .Select(g => (Name: ComparedCells.Name(g.Key), All: g.ToArray())).ToArray();
        if (others.Length == 0)
        {
            return "";
        }

        string[] meeting =
        [
            .. from other in others
               let kinds = other.All.GroupBy(o => o.Trial.Kinds).Where(g => g.All(IsMet))
                   .Select(g => BracketText.Kinds(g.Key)).ToArray()
               where kinds.Length > 0
               select $"{other.Name} ({string.Join(", ", kinds)})",
        ];
        string right = string.Join("; ", others.Select(o => $"{o.Name}: {ByKinds(o.All, one => one.AtBar.Steps)}"));
        return $"For comparison at {BracketTrial.BarLength} symbols: {right}. "
            + (meeting.Length == 0
                ? "None of these meets the bar in every seed. "
                : $"The bar is met in every seed by {string.Join(" and ", meeting)} too. ");
    }

    private static string ByKinds(BracketOutcome[] outcomes, Func<BracketOutcome, double> value) => string.Join(
        ", ",
        outcomes.GroupBy(o => o.Trial.Kinds)
            .Select(g => $"{BracketText.Kinds(g.Key)} {BracketText.Percent(g.Average(value))}"));
}
