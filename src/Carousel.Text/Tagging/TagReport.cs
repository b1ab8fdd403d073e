using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Tagging;

/// <summary>
/// What the report of a tagger shows: how good on each label, what it mistakes for what, in which sentences, and what
/// it makes of words that it never saw.
/// </summary>
/// <param name="measured">What was measured.</param>
internal sealed class TagReport(TagMeasurement measured)
{
    private const int ShownLabels = 20, ShownMistakes = 15, ShownSentences = 12, ShownTokens = 40, ShownWords = 20;

    /// <summary>What the job adds to its report.</summary>
    public JobPage Page(string title, TagDesign design) => new(
        title,
        $"{FigureText.Counted(measured.Sentences.Count, "sentence")}, "
        + $"{FigureText.Counted(measured.Model.Tokens, "token")} that no method was trained on."
        + (measured.HasSpans ? " A span is right if both ends and the type are right, as in seqeval." : ""),
        [Labels(), Mistakes(), Examples(), .. Optional.Of(measured.IsText ? Unknown() : null)])
    {
        Settings =
        [
            new Fact("dropout", Invariant.Of(
                $"inputs {design.InputDropout}, outputs {design.Cell.Dropout}, words {design.WordDropout}")),
        ],
    };

    private Section Labels()
    {
        ConfusionMatrix pairs = measured.Model.Pairs;
        Table labels = Scores(measured.Model.Labels.Take(2 * ShownLabels).Select((label, l) => (label, pairs.Of(l))));
        return !measured.HasSpans
            ? new Section("Each label", [labels])
            : new Section("Each type of span, and each label",
            [
                Scores(measured.Model.Spans.Types.Select(t => (t.Key.Length == 0 ? "spans" : t.Key, t.Value))),
                labels,
            ]);
    }

    private Section Mistakes()
    {
        ConfusionMatrix pairs = measured.Model.Pairs;
        string[] labels = [.. measured.Model.Labels.Take(ShownLabels)];
        float[] shares = [.. labels.SelectMany((_, t) => labels.Select((_, f) =>
            t == f ? 0 : (float)pairs[t, f] / Math.Max(1, pairs.TrueCount(t))))];
        return new Section("Confusions",
        [
            new HeatMap(
                "Share of a label's tokens that were given another one", Axis.Category("given", labels), labels, shares)
            {
                RowName = "true",
                Minimum = 0,
            },
            Table.Of(
                ["true", "given", "times", "such as"], measured.Model.Mistakes.Take(ShownMistakes).Select(m => new[]
                {
                    m.True, m.Found, FigureText.Count(m.Count), string.Join(", ", Tokens(m.True, m.Found).Take(6)),
                })),
        ]);
    }

    private Section Examples()
    {
        int[] wrong = [.. Enumerable.Range(0, measured.Sentences.Count)
            .Where(s => !measured.Sentences[s].Labels.SequenceEqual(measured.Found[s]))];
        return new Section("Sentences with mistakes",
        [
            .. TextTable.Spread(wrong, ShownSentences)
                .Select(s => new Paragraph(Marked(measured.Sentences[s], measured.Found[s]))),
        ])
        {
            Lead =
                $"{FigureText.Count(wrong.Length)} of {FigureText.Count(measured.Sentences.Count)} sentences have one "
                + $"or more. "
                + "Shown is each wrong token as token [given, not true].",
        };
    }

    private Section Unknown()
    {
        TagScores model = measured.Model, frequent = measured.Frequent;
        string[][] words =
        [
            .. measured.Sentences.SelectMany((s, k) => Enumerable.Range(0, s.Labels.Count)
                .Where(t => !measured.IsKnown(s.Tokens[t]) && s.Labels[t] != measured.Found[k][t])
                .Select(t => new[] { s.Tokens[t], s.Labels[t], measured.Found[k][t] })),
        ];
        return new Section("Unknown words",
        [
            Table.Of(["", "tokens", "carousel", measured.Baseline],
            [
                [
                    "seen in training", FigureText.Count(model.Tokens - model.UnknownTokens), Known(model),
                    Known(frequent),
                ],
                [
                    "never seen", FigureText.Count(model.UnknownTokens), Percent(model.UnknownAccuracy),
                    Percent(frequent.UnknownAccuracy),
                ],
            ]),
            Table.Of(["unknown word with a wrong label", "true", "given"], TextTable.Spread(words, ShownWords)),
        ])
        {
            Lead = "An unknown word has no embedding: its label is predicted from its characters and its neighbours. "
                + "The baseline takes the label of its ending.",
        };
    }

    private static string Marked(TokenSentence sentence, IReadOnlyList<string> found)
    {
        int wrong = Enumerable.Range(0, found.Count).First(t => found[t] != sentence.Labels[t]);
        int first = Math.Max(0, wrong - (ShownTokens / 2)), last = Math.Min(found.Count, first + ShownTokens);
        IEnumerable<string> tokens = Enumerable.Range(first, last - first).Select(t =>
            found[t] == sentence.Labels[t]
                ? sentence.Tokens[t]
                : $"{sentence.Tokens[t]} [{found[t]}, not {sentence.Labels[t]}]");
        return $"{(first > 0 ? "… " : "")}{string.Join(' ', tokens)}{(last < found.Count ? " …" : "")}";
    }

    private IEnumerable<string> Tokens(string label, string given) => measured.Sentences
        .SelectMany(
            (s, k) =>
                s.Tokens.Where((_, t) => t < s.Labels.Count && s.Labels[t] == label && measured.Found[k][t] == given))
        .CountBy(t => t).OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Key);

    private static Table Scores(IEnumerable<(string Name, FoundCounts Counts)> rows) => Table.Of(
        ["", "true", "found", "right", "precision", "recall", "F1"],
        rows.Select(r => new[]
        {
            r.Name, FigureText.Count(r.Counts.True), FigureText.Count(r.Counts.Found), FigureText.Count(r.Counts.Right),
            Percent(r.Counts.Precision), Percent(r.Counts.Recall), Percent(r.Counts.F1),
        }));

    private static string Known(TagScores scores) =>
        Percent((double)(scores.Right - scores.UnknownRight) / Math.Max(1, scores.Tokens - scores.UnknownTokens));

    private static string Percent(double share) => FigureText.Percent(share, 2).Replace(' ', '\u00a0');
}
