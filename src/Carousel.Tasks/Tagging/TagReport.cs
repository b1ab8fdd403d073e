using System.Globalization;
using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Tagging;

/// <summary>The report of a tagger: how good on each label, what it mistakes for what, in which sentences, and what it makes of words that it never saw.</summary>
internal static class TagReport
{
    private const int ShownLabels = 20;
    private const int ShownMistakes = 15;
    private const int ShownSentences = 12;
    private const int ShownTokens = 40;
    private const int ShownWords = 20;

    public static ReportDocument Make(TagPlan plan, Tagger tagger, TagMeasurement measured, string command)
    {
        var sections = new List<Section> { Result(measured), Labels(measured), Mistakes(measured), Examples(measured) };
        if (measured.IsText)
        {
            sections.Add(Unknown(measured));
        }

        sections.Add(JobSections.TrainingByScore(tagger.Summary, "Validation score by epoch (lower is better)"));
        string dropout = string.Create(CultureInfo.InvariantCulture, $"inputs {plan.Design.InputDropout}, outputs {plan.Design.Cell.Dropout}, words {plan.Design.WordDropout}");
        sections.Add(JobSections.Settings(plan, tagger.Summary, plan.Training, [new Fact("dropout", dropout)], command));
        string headline = TagResults.Sentence(measured).Replace(" %", "\u00a0%", StringComparison.Ordinal);
        return new ReportDocument($"Labels of {Path.GetFileName(plan.DataName)}", headline, sections) { Kicker = $"carousel tag · {plan.DataName}" };
    }

    private static Section Result(TagMeasurement measured)
    {
        bool spans = measured.Scheme != LabelScheme.Plain;
        (string, TagScores)[] rows = [("carousel", measured.Model), (TagResults.BaselineTitle(measured), measured.Frequent)];
        TableColumn[] columns =
        [
            new("", Alignment.Left), .. spans ? [new TableColumn("F1 of spans"), new TableColumn("precision"), new TableColumn("recall")] : Array.Empty<TableColumn>(),
            new("accuracy"), new("accuracy, unknown words"), .. spans ? Array.Empty<TableColumn>() : [new TableColumn("macro F1")],
        ];
        return new Section("Result",
        [
            new Table(columns, [.. rows.Select((r, k) => new TableRow(
                [
                    new TableCell(r.Item1),
                    .. spans ? Cells(r.Item2.Spans.All) : [],
                    new TableCell(Percent(r.Item2.Accuracy)), new TableCell(Percent(r.Item2.UnknownAccuracy)),
                    .. spans ? Array.Empty<TableCell>() : [new TableCell(Percent(r.Item2.MacroF1))],
                ],
                IsEmphasised: k == 0))]),
        ])
        {
            Lead = string.Create(
                CultureInfo.InvariantCulture,
                $"{FigureText.Counted(measured.Sentences.Count, "sentence")}, {FigureText.Counted(measured.Model.Tokens, "token")} that neither method learned from. {(spans ? "A span is right where both ends and the type are, as seqeval counts." : "")}"),
        };
    }

    private static Section Labels(TagMeasurement measured)
    {
        TableColumn[] columns = [new("", Alignment.Left), new("true"), new("found"), new("right"), new("precision"), new("recall"), new("F1")];
        var blocks = new List<Block>();
        if (measured.Scheme != LabelScheme.Plain)
        {
            blocks.Add(new Table(columns, [.. measured.Model.Spans.Types.Select(t => Row(t.Key.Length == 0 ? "spans" : t.Key, t.Value.True, t.Value.Found, t.Value.Right, Cells(t.Value, f1Last: true)))]));
        }

        blocks.Add(new Table(columns, [.. measured.Model.Labels.Take(ShownLabels * 2).Select(l => Row(
            l.Label, l.True, l.Found, l.Right, [new TableCell(Percent(l.Precision)), new TableCell(Percent(l.Recall)), new TableCell(Percent(l.F1))]))]));
        return new Section(measured.Scheme == LabelScheme.Plain ? "Each label" : "Each type of span, and each label", blocks);
    }

    private static Section Mistakes(TagMeasurement measured)
    {
        string[] labels = [.. measured.Model.Labels.Take(ShownLabels).Select(l => l.Label)];
        float[] shares = [.. labels.SelectMany(t =>
        {
            int all = Math.Max(1, measured.Model.Labels.First(l => l.Label == t).True);
            return labels.Select(f => t == f ? 0 : (float)measured.Model.Count(t, f) / all);
        })];
        return new Section("What it mistakes for what",
        [
            new HeatMap("Share of a label's tokens that were given another one", Axis.Category("given", labels), labels, shares) { RowName = "true", Minimum = 0 },
            new Table(
                [new TableColumn("true", Alignment.Left), new TableColumn("given", Alignment.Left), new TableColumn("times"), new TableColumn("such as", Alignment.Left)],
                [.. measured.Model.Mistakes.Take(ShownMistakes).Select(m => new TableRow(
                    [new TableCell(m.True), new TableCell(m.Found), new TableCell(Text(m.Count)), new TableCell(string.Join(", ", Tokens(measured, m.True, m.Found).Take(6)))]))]),
        ]);
    }

    private static Section Examples(TagMeasurement measured)
    {
        int[] wrong = [.. Enumerable.Range(0, measured.Sentences.Count).Where(s => !measured.Sentences[s].Labels.SequenceEqual(measured.Found[s]))];
        int stride = Math.Max(1, wrong.Length / ShownSentences);
        return new Section("Sentences with mistakes",
        [
            .. wrong.Where((_, k) => k % stride == 0).Take(ShownSentences).Select(s => new Paragraph(Marked(measured.Sentences[s], measured.Found[s]))),
        ])
        {
            Lead = string.Create(CultureInfo.InvariantCulture, $"{wrong.Length:N0} of {measured.Sentences.Count:N0} sentences have one or more. Shown is each wrong token as token [given, not true]."),
        };
    }

    private static Section Unknown(TagMeasurement measured)
    {
        TagScores model = measured.Model, frequent = measured.Frequent;
        string[][] words =
        [
            .. measured.Sentences.SelectMany((s, k) => Enumerable.Range(0, s.Labels.Count)
                .Where(t => !measured.IsKnown(s.Tokens[t]) && s.Labels[t] != measured.Found[k][t])
                .Select(t => new[] { s.Tokens[t], s.Labels[t], measured.Found[k][t] })),
        ];
        int stride = Math.Max(1, words.Length / ShownWords);
        return new Section("Words that it never saw",
        [
            new Table(
                [new TableColumn("", Alignment.Left), new TableColumn("tokens"), new TableColumn("carousel"), new TableColumn(TagResults.BaselineTitle(measured))],
                [
                    new TableRow([new TableCell("seen in training"), new TableCell(Text(model.Tokens - model.UnknownTokens)), new TableCell(Known(model)), new TableCell(Known(frequent))]),
                    new TableRow([new TableCell("never seen"), new TableCell(Text(model.UnknownTokens)), new TableCell(Percent(model.UnknownAccuracy)), new TableCell(Percent(frequent.UnknownAccuracy))]),
                ]),
            new Table(
                [new TableColumn("unknown word with a wrong label", Alignment.Left), new TableColumn("true", Alignment.Left), new TableColumn("given", Alignment.Left)],
                [.. words.Where((_, k) => k % stride == 0).Take(ShownWords).Select(w => new TableRow([.. w.Select(x => new TableCell(x))]))]),
        ])
        {
            Lead = "An unknown word has no row of its own: its label comes from its characters and its neighbours. The simple method takes the label of its ending.",
        };
    }

    private static string Marked(TokenSentence sentence, IReadOnlyList<string> found)
    {
        int first = Math.Max(0, Enumerable.Range(0, found.Count).First(t => found[t] != sentence.Labels[t]) - (ShownTokens / 2));
        int last = Math.Min(found.Count, first + ShownTokens);
        IEnumerable<string> tokens = Enumerable.Range(first, last - first)
            .Select(t => found[t] == sentence.Labels[t] ? sentence.Tokens[t] : $"{sentence.Tokens[t]} [{found[t]}, not {sentence.Labels[t]}]");
        return $"{(first > 0 ? "… " : "")}{string.Join(' ', tokens)}{(last < found.Count ? " …" : "")}";
    }

    private static IEnumerable<string> Tokens(TagMeasurement measured, string label, string found) => measured.Sentences
        .SelectMany((s, k) => Enumerable.Range(0, s.Labels.Count).Where(t => s.Labels[t] == label && measured.Found[k][t] == found).Select(t => s.Tokens[t]))
        .GroupBy(t => t, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key);

    private static TableRow Row(string name, int there, int found, int right, IReadOnlyList<TableCell> shares) =>
        new([new TableCell(name), new TableCell(Text(there)), new TableCell(Text(found)), new TableCell(Text(right)), .. shares]);

    private static TableCell[] Cells(SpanScore score, bool f1Last = false)
    {
        TableCell f1 = new(Percent(score.F1)), precision = new(Percent(score.Precision)), recall = new(Percent(score.Recall));
        return f1Last ? [precision, recall, f1] : [f1, precision, recall];
    }

    private static string Known(TagScores scores) =>
        Percent((double)(scores.Right - scores.UnknownRight) / Math.Max(1, scores.Tokens - scores.UnknownTokens));

    private static string Percent(double share) => FigureText.Percent(share, 2).Replace(" ", "\u00a0", StringComparison.Ordinal);

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
