using System.Globalization;
using Carousel.Laboratory.Claims.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Agreement;

/// <summary>The pictures and the table of the claim on agreement; every point is the mean over the seeds.</summary>
internal static class AgreementPictures
{
    private static readonly int[] _shown = [0, 1, 2, 4, 6];

    /// <summary>The pictures, the most telling first, then the table.</summary>
    /// <param name="outcomes">All trials.</param>
    public static IReadOnlyList<Block> Draw(IReadOnlyList<AgreementOutcome> outcomes) =>
        [OverAttractors(outcomes, true), OverAttractors(outcomes, false), OverDistance(outcomes), Figures(outcomes)];

    private static LineChart OverAttractors(IReadOnlyList<AgreementOutcome> outcomes, bool isShort)
    {
        Series[] lines = [.. Lines(outcomes, isShort, o => o.OverAttractors)];
        int phrases = isShort ? AgreementTrial.Short : AgreementTrial.Most;
        return new LineChart(
            $"Right verbs over attractors, trained on up to {phrases} phrases",
            Axis.Range("nouns of the other number between subject and verb", 0, AgreementTrial.Most + 1), lines)
        {
            ValueName = "share of right verbs",
            Span = ValueSpan.Share,
            Decimals = 3,
            Markers = [new Marker(Tasks.AgreementTask.MostAttractors, "most in training")],
            Caption =
                $"Training sentences have at most {phrases} phrases between subject and verb and at "
                + $"most {Tasks.AgreementTask.MostAttractors} attractors. By guessing ½.",
            Summary = $"At {AgreementTrial.Most} attractors: {At(lines, AgreementTrial.Most)}.",
        };
    }

    private static LineChart OverDistance(IReadOnlyList<AgreementOutcome> outcomes)
    {
        Series[] lines = [.. Lines(outcomes, false, o => o.OverDistance)];
        string[] names = [.. AgreementTrial.Adverbs.Select(k => k.ToString(CultureInfo.InvariantCulture))];
        return new LineChart(
            "Right verbs over distance, one attractor",
            Axis.Category("adverbs between the attractor and the verb", names), lines)
        {
            ValueName = "share of right verbs",
            Span = ValueSpan.Share,
            Decimals = 3,
            Markers =
            [
                new Marker(
                    names.IndexOf(Tasks.AgreementTask.MostAdverbs.ToString(CultureInfo.InvariantCulture)),
                    "most in training"),
            ],
            Caption = $"Trained on up to {AgreementTrial.Most} phrases and {Tasks.AgreementTask.MostAdverbs} adverbs.",
            Summary = $"At {names[^1]} adverbs: {At(lines, names.Length - 1)}.",
        };
    }

    private static Table Figures(IReadOnlyList<AgreementOutcome> outcomes)
    {
        TableColumn[] columns =
        [
            new("network", Alignment.Left), new("phrases in training"), new("parameters"), new("nats a word"),
            .. _shown.Select(n => new TableColumn($"{n} attractors")),
            new("6, least of the seeds"), new("6 nouns of the same number"), new("32 adverbs"), new("stopped"),
        ];
        var rows = Groups(outcomes).Select(g => TableRow.Of(
        [
            ComparedCells.Name(g.Key.Cell),
            $"up to {g.Key.MostPhrases}",
            g.First().Parameters.ToString("N0", CultureInfo.InvariantCulture),
            g.Average(o => o.Loss).ToString("0.000", CultureInfo.InvariantCulture),
            .. _shown.Select(n => ClaimNumbers.PercentTenths(g.Average(o => o.OverAttractors[n]))),
            ClaimNumbers.PercentTenths(g.Min(o => o.OverAttractors[^1])),
            ClaimNumbers.PercentTenths(g.Average(o => o.OverNouns[^1])),
            ClaimNumbers.PercentTenths(g.Average(o => o.OverDistance[^1])),
            $"{g.Count(o => o.IsDiverged)} of {g.Count()}",
        ]));
        return new Table(columns, [.. rows])
        {
            Caption = "Share of minimal pairs of which the right verb is the likelier one, mean over the seeds",
            Note =
                "Nats a word: cross-entropy of the next word on sentences as in training. Stopped: training ended with "
                + "a number that is not finite.",
        };
    }

    private static IEnumerable<IGrouping<(int MostPhrases, CellKind Cell), AgreementOutcome>> Groups(
        IEnumerable<AgreementOutcome> outcomes) =>
        outcomes.GroupBy(o => (o.Trial.MostPhrases, o.Trial.Cell));

    private static IEnumerable<Series> Lines(
        IReadOnlyList<AgreementOutcome> outcomes, bool isShort, Func<AgreementOutcome, double[]> values) =>
        Groups(outcomes.Where(o => o.Trial.IsShort == isShort))
            .Select(
                g =>
                    new Series(
                        ComparedCells.Name(g.Key.Cell),
                        [.. Enumerable.Range(0, values(g.First()).Length).Select(i => g.Average(o => values(o)[i]))]));

    private static string At(Series[] lines, int at) =>
        string.Join(", ", lines.Select(l => $"{l.Name} {ClaimNumbers.PercentTenths(l.Values[at])}"));
}
