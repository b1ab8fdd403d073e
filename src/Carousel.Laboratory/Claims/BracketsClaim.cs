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
    public override string Statement => "An LSTM learns to count and to keep a small stack: trained on short words of nested brackets, it closes the brackets of words twice as long.";

    /// <inheritdoc/>
    public override string Question => "Does a network that has seen bracket words of at most 50 symbols and depth 5 know which bracket may close next in longer and in deeper words?";

    /// <inheritdoc/>
    public override string Setup =>
        "Words of balanced brackets of 1, 2 and 3 kinds. A network of 48 units reads a word symbol by symbol and names after every symbol the bracket that may close next, or none where "
        + "all are closed (for one kind: may one close, or is the count at zero); an opening bracket may always follow, so that this is the set of symbols that may. A step is right where this answer is, "
        + "a closing where the answer right before a closing bracket was its kind. For one kind the steps with and without an open bracket are weighed alike as well, since they are so unlike in number. Trained on 64,000 fresh words of 2 to 50 symbols and depth at most 5 (every word of a length as likely; Adam, 32 words a batch, "
        + "rate 0.01 falling along a cosine); tested on 200 words each of 50, 100, 200 and 400 symbols of that depth, and of 100 symbols for each depth from 1 to 10. Elman, GRU and LSTM have equal units, not equal parameters.";

    /// <inheritdoc/>
    public override string Source => "Task: Gers and Schmidhuber 2001; Suzgun, Gehrmann, Belinkov and Shieber 2019; Hewitt, Hahn, Ganguli, Liang and Manning 2020";

    /// <inheritdoc/>
    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtLeast("lstm_1_kind_length_100_least", Bar, "share of right steps in words of 100 symbols, least of the seeds"),
        ExpectedFigure.AtLeast("lstm_2_kinds_length_100_least", Bar, "share of right steps in words of 100 symbols, least of the seeds"),
        ExpectedFigure.AtLeast("lstm_3_kinds_length_100_least", Bar, "share of right steps in words of 100 symbols, least of the seeds"),
        ExpectedFigure.AtLeast("lstm_1_kind_balanced_100_least", Bar, "mean of the shares of right steps with and without an open bracket, words of 100 symbols, least of the seeds"),
        ExpectedFigure.AtLeast("lstm_2_kinds_closings_100_least", Bar, "share of right closing brackets in words of 100 symbols, least of the seeds"),
        ExpectedFigure.AtLeast("lstm_3_kinds_closings_100_least", Bar, "share of right closing brackets in words of 100 symbols, least of the seeds"),
    ];

    /// <inheritdoc/>
    public override ClaimResult Run(ClaimRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        BracketSettings settings = _settings ?? (run.Full ? BracketSettings.Full : BracketSettings.Default);
        BracketTrial[] trials =
        [
            .. settings.Kinds.SelectMany(kinds => settings.Cells.SelectMany(cell => run.SeedsOf(this).Select(seed => new BracketTrial(cell, kinds, seed)))),
        ];
        BracketOutcome[] outcomes = ClaimTrials.Run(
            trials, run, t => t.Name, t => t.Cell == CellKind.Elman ? 1 : 2, (t, backend, progress) => t.Run(settings, backend, progress, run.Cancellation));
        return new ClaimResult(this, Figures(outcomes), Sentence(outcomes), BracketPictures.Draw(outcomes))
        {
            Reduced = run.Full ? "" : "64,000 training words a network; the full run has 320,000, and 1,000 test words of each length in place of 200.",
        };
    }

    private static List<ClaimFigure> Figures(BracketOutcome[] outcomes)
    {
        var expected = new List<ClaimFigure>();
        var others = new List<ClaimFigure>();
        foreach (var group in outcomes.GroupBy(o => (o.Trial.Kinds, o.Trial.Cell)))
        {
            string key = $"{Cells.Key(group.Key.Cell)}_{BracketText.Key(group.Key.Kinds)}";
            if (group.Key.Cell == CellKind.Lstm)
            {
                string strict = group.Key.Kinds == 1 ? "balanced" : "closings";
                expected.Add(new ClaimFigure($"{key}_length_100_least", group.Min(o => o.AtBar.Steps)));
                expected.Add(new ClaimFigure($"{key}_{strict}_100_least", group.Min(o => o.Strict)));
            }

            others.Add(SeedStatistics.MeanShare($"{key}_length_100", [.. group.Select(o => o.AtBar.Steps)]));
            others.Add(SeedStatistics.MeanShare($"{key}_length_400", [.. group.Select(o => o.OverLength[^1].Steps)]));
            others.Add(SeedStatistics.MeanShare($"{key}_depth_6_to_10", [.. group.Select(o => o.Deeper)]));
            others.Add(SeedStatistics.MeanShare($"{key}_words_depth_6_to_10", [.. group.Select(o => o.DeeperWords)]));
        }

        return [.. expected, .. others];
    }

    private static string Sentence(BracketOutcome[] outcomes)
    {
        BracketOutcome[] lstm = [.. outcomes.Where(o => o.Trial.Cell == CellKind.Lstm)];
        BracketOutcome[] below = [.. lstm.Where(o => o.AtBar.Steps < Bar || o.Strict < Bar)];
        string verdict = lstm.Length == 0
            ? "No LSTM was run. "
            : below.Length == 0
                ? $"It does for twice the length: in words of {BracketTrial.BarLength} symbols each of the {lstm.Length} LSTMs is right at 99 % of the steps or more (means: {ByKinds(lstm, o => o.AtBar.Steps)}). "
                : $"It did not come out in every run: {below.Length} of {lstm.Length} LSTMs are below 99 % in words of {BracketTrial.BarLength} symbols ({string.Join("; ", below.Select(o => $"{BracketText.Kinds(o.Trial.Kinds)}, seed {o.Trial.Seed}: {BracketText.Percent(o.AtBar.Steps)}"))}); their means are {ByKinds(lstm, o => o.AtBar.Steps)}. ";
        string beyond = lstm.Length == 0
            ? ""
            : $"Beyond the trained depth it does not hold: of words that reach depth 6 to 10 it reads without a wrong step only {ByKinds(lstm, o => o.DeeperWords)}, so it has learned a stack of bounded depth, not the rule. ";
        if (lstm.Length > 0 && lstm.Min(o => o.Deeper) >= Bar)
        {
            beyond = $"It holds beyond the trained depth too: in words that reach depth 6 to 10 {ByKinds(lstm, o => o.Deeper)} of the steps are right. ";
        }

        int most = outcomes.Max(o => o.Trial.Kinds);
        var others = outcomes.Where(o => o.Trial.Kinds == most && o.Trial.Cell != CellKind.Lstm).GroupBy(o => o.Trial.Cell)
            .Select(g => $"{Cells.Name(g.Key)} {BracketText.Percent(g.Average(o => o.AtBar.Steps))}").ToList();
        int stopped = outcomes.Count(o => o.IsDiverged);
        return verdict + beyond
            + (others.Count == 0 ? "" : $"For comparison, {BracketText.Kinds(most)} at {BracketTrial.BarLength} symbols: {string.Join(", ", others)}. ")
            + (stopped == 0 ? "No run diverged." : $"{stopped} of {outcomes.Length} runs diverged and count as they ended.");
    }

    private static string ByKinds(BracketOutcome[] outcomes, Func<BracketOutcome, double> value) => string.Join(
        ", ", outcomes.GroupBy(o => o.Trial.Kinds).Select(g => $"{BracketText.Kinds(g.Key)} {BracketText.Percent(g.Average(value))}"));
}
