using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Agreement;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims;

/// <summary>"The keys to the cabinet … are": the subject's number over nouns of the other number.</summary>
internal sealed class AgreementClaim : Claim
{
    private const double Bar = 0.95;
    private const double Lead = 0.01;
    private const string LeadName = "lstm_above_elman_6_attractors";
    private static readonly int[] _shown = [2, 4, AgreementTrial.Most];
    private readonly AgreementSettings? _settings;

    /// <summary>The claim.</summary>
    /// <param name="settings">Sizes of the run; null for its own.</param>
    public AgreementClaim(AgreementSettings? settings = null) => _settings = settings;

    /// <inheritdoc/>
    public override string Name => "agreement";

    /// <inheritdoc/>
    public override string Title => "Agreement of verb and subject over attractors";

    /// <inheritdoc/>
    public override string Statement =>
        "\"The keys to the cabinet … are\": an LSTM keeps the number of the subject over nouns that would have the "
        + "verb otherwise, and does so better than a simple recurrent network.";

    /// <inheritdoc/>
    public override string Question =>
        "Does a network that was trained to name the next word give the verb the number of its subject, with more "
        + "attractors between them than training had, and further away?";

    /// <inheritdoc/>
    public override string Setup =>
        "A made English of 52 words: a subject; prepositional phrases and relative clauses, each with a noun of its "
        + "own, and adverbs; the verb; an object (\"the keys near the man that the dog sees often please the woman "
        + $".\"). {ComparedCells.Names} of 48 units are trained to name the next word on 64,000 fresh sentences (Adam, "
        + $"32 "
        + "a batch, rate 0.01 falling along a cosine), five seeds each, in two ways: on sentences of up to six phrases "
        + "between subject and verb, and on short ones of up to two; each further phrase comes with probability ½. No "
        + "training sentence has more than two attractors (nouns between in the other number) or two adverbs. Tested "
        + "on 400 minimal pairs of each kind: right where the verb in the subject's number is likelier than the same "
        + "verb in the other. Test sentences have up to six attractors, more than any in training, or up to 32 adverbs "
        + "behind one attractor. The bounds were first meant for 4 attractors and for training on short sentences; "
        + "after a first trial they were moved to 6 attractors and to the longer sentences; both are shown. With "
        + "MODEL and PAIRS, a language model of one's own is asked by minimal pairs of one's own.";

    /// <inheritdoc/>
    public override string Source =>
        "Linzen, Dupoux and Goldberg 2016; Marvin and Linzen 2018 (minimal pairs); Bock and Miller 1991 (attraction)";

    /// <inheritdoc/>
    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtLeast(
            "lstm_6_attractors", Bar,
            "share of right verbs behind 6 attractors, LSTM trained on up to six phrases, mean over the seeds"),
        ExpectedFigure.AtLeast(LeadName, Lead, "the same, less the Elman network's of the same seed"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<ClaimInput> Inputs { get; } =
    [
        new("MODEL", "A model that 'carousel language' wrote, to ask it in place of the networks above."),
        new(
            "PAIRS",
            "A file of minimal pairs: on each line a right sentence, a tab, a wrong one and, if wanted, a tab and a "
            + "class by which they are counted."),
    ];

    /// <inheritdoc/>
    public override ClaimResult Run(ClaimRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Inputs.Count > 0 ? PairScores.Run(this, run) : RunNetworks(run);
    }

    private ClaimResult RunNetworks(ClaimRun run)
    {
        AgreementSettings settings = _settings ?? (run.Full ? AgreementSettings.Full : AgreementSettings.Default);
        AgreementTrial[] trials =
        [
            .. new[] { AgreementTrial.Most, AgreementTrial.Short }.SelectMany(phrases => settings.Cells.SelectMany(
                cell => run.SeedsOf(this).Select(seed => new AgreementTrial(cell, phrases, seed)))),
        ];
        AgreementOutcome[] outcomes = ClaimTrials.Run(
            trials, run, t => $"{ComparedCells.Name(t.Cell)}, up to {t.MostPhrases} phrases, seed {t.Seed}", null,
            (t, backend, progress) => t.Run(settings, backend, progress, run.Cancellation));
        List<MeasuredFigure> figures = Figures(outcomes);
        return new ClaimResult(
            this, figures, Sentence(outcomes, figures.First(f => f.Name == LeadName)), AgreementPictures.Draw(outcomes))
        {
            Reduced = run.Full
                ? ""
                : "64,000 training sentences a network; the full run has 320,000, and 2,000 test sentences of each "
                    + "kind in place of 400.",
        };
    }

    private static double Last(IEnumerable<AgreementOutcome> outcomes, CellKind cell, bool isShort) =>
        outcomes.Where(o => o.Trial.Cell == cell && o.Trial.IsShort == isShort).Select(o => o.OverAttractors[^1])
            .DefaultIfEmpty(double.NaN).Average();

    private static List<MeasuredFigure> Figures(AgreementOutcome[] outcomes)
    {
        var figures = new List<MeasuredFigure>();
        foreach (var group in outcomes.GroupBy(o => (o.Trial.MostPhrases, o.Trial.Cell)))
        {
            string key = ComparedCells.Key(group.Key.Cell) + (group.First().Trial.IsShort ? "_short" : "");
            foreach (int n in _shown)
            {
                figures.Add(SeedStatistics.MeanShare(
                    $"{key}_{n}_attractors", [.. group.Select(o => o.OverAttractors[n])]));
            }

            figures.Add(SeedStatistics.MeanShare($"{key}_32_adverbs", [.. group.Select(o => o.OverDistance[^1])]));
        }

        figures.Add(new MeasuredFigure("diverged_runs", outcomes.Count(o => o.IsDiverged)));
        double[] leads =
        [
            .. from one in outcomes
               where one.Trial is { Cell: CellKind.Lstm, IsShort: false }
               from other in outcomes
               where other.Trial == one.Trial with { Cell = CellKind.Elman }
               select one.OverAttractors[^1] - other.OverAttractors[^1],
        ];
        MeasuredFigure lead = leads.Length == 0 ? new(LeadName, double.NaN) : SeedStatistics.Mean(LeadName, leads);
        MeasuredFigure? lstm = figures.FirstOrDefault(f => f.Name == "lstm_6_attractors");
        return lstm is null ? [lead, .. figures] : [lstm, lead, .. figures.Where(f => f != lstm)];
    }

    private static string Sentence(AgreementOutcome[] outcomes, MeasuredFigure lead)
    {
        double lstm = Last(outcomes, CellKind.Lstm, false);
        string keeps = lstm >= Bar ? "The LSTM keeps the number" : "The LSTM does not keep the number";
        string spread = lead.Interval is { } ends
            ? $", 95 % interval over the seeds {ClaimNumbers.Short(100 * ends.Low)} "
                + $"to {ClaimNumbers.Short(100 * ends.High)}"
            : "";
        string ahead = $"by {ClaimNumbers.Short(100 * lead.Value)} points on the mean{spread}";
        string better = double.IsNaN(lead.Value) ? "and there is no Elman network to hold it against"
            : lead.Value >= Lead ? $"and it does better than the Elman network, {ahead}"
            : $"but that it does better than the Elman network did not come out: it is ahead {ahead}";
        string far = string.Join(", ", outcomes.Where(o => !o.Trial.IsShort).GroupBy(o => o.Trial.Cell)
            .Select(
                g => $"{ComparedCells.Name(g.Key)} {ClaimNumbers.PercentTenths(g.Average(o => o.OverDistance[^1]))}"));
        string text =
            $"{keeps}: behind six attractors, three times as many as in training, it is right in "
            + $"{ClaimNumbers.PercentTenths(lstm)}, {better} ({Line(false)}). With one attractor and 32 adverbs behind "
            + $"it, 16 times as many as in training, they are right in: {far}. Where training had short sentences "
            + $"alone, of at most two phrases, the same test has {Line(true)}";
        double gap = Last(outcomes, CellKind.Lstm, true) - Last(outcomes, CellKind.Elman, true);
        text += gap <= -Lead
            ? ": there the LSTM loses the number beyond the trained number of phrases sooner than the Elman network. "
            : gap >= Lead ? ": there the LSTM carries it further than the Elman network. " : ". ";
        int stopped = outcomes.Count(o => o.IsDiverged);
        return text + (stopped == 0 ? "No run diverged." : $"{stopped} of {outcomes.Length} runs diverged.");

        string Line(bool isShort) => string.Join(
            ", ", outcomes.Where(o => o.Trial.IsShort == isShort).GroupBy(o => o.Trial.Cell)
                .Select(
                    g => $"{ComparedCells.Name(g.Key)} {ClaimNumbers.PercentTenths(Last(outcomes, g.Key, isShort))}"));
    }
}
