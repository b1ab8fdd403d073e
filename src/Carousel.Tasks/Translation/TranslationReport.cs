using System.Globalization;
using Carousel.Report;
using Carousel.Tasks.Decoding;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring.Translations;

namespace Carousel.Tasks.Translation;

/// <summary>The report of a translator: how good, where it looked, what it wrote.</summary>
internal static class TranslationReport
{
    private const int ShownMatrices = 6;
    private const int ShownLines = 30;
    private const int MostSymbols = 40;

    public static ReportDocument Make(TranslationPlan plan, Translator translator, TranslationMeasurement measured, string command, CancellationToken cancellation)
    {
        Section[] sections =
        [
            Result(measured), .. plan.Design.Attention is null ? Array.Empty<Section>() : [Looks(translator, measured, cancellation)], Lines(measured),
            JobSections.TrainingByScore(translator.Summary, "BLEU of greedy translations of the validation part by epoch", shown: lacking => 100 - lacking),
            Settings(plan, translator, command),
        ];
        return new ReportDocument($"Translations of {Path.GetFileName(plan.DataName)}", TranslationResults.Sentence(measured), sections) { Kicker = $"carousel translate · {plan.DataName}" };
    }

    private static Section Result(TranslationMeasurement measured)
    {
        (string, TranslationScores)[] rows = [("carousel", measured.Model), (TranslationResults.DictionaryTitle, measured.Dictionary), (TranslationResults.CopyTitle, measured.Copied)];
        return new Section("Result",
        [
            new Table(
                [
                    new("", Alignment.Left), new("BLEU"), new("chrF2"), new("1 token"), new("2 tokens"), new("3 tokens"), new("4 tokens"), new("brevity"),
                ],
                [.. rows.Select((r, k) => new TableRow(
                    [
                        new(r.Item1), Cell(r.Item2.Bleu.Score, 2), Cell(r.Item2.Characters, 2), .. r.Item2.Bleu.Precisions.Select(p => Cell(p, 1)), Cell(r.Item2.Bleu.BrevityPenalty, 3),
                    ],
                    IsEmphasised: k == 0))]),
            new Facts([new Fact("BLEU", BleuScore.Signature), new Fact("chrF2", CharacterScore.Signature)]),
        ])
        {
            Lead = $"{FigureText.Counted(measured.Pairs.Count, "line")} that no method learned from. Word by word puts the likeliest word of a dictionary learned from the same lines (model 1 of Brown and others 1993) in each word's place.",
        };
    }

    private static Section Looks(Translator translator, TranslationMeasurement measured, CancellationToken cancellation)
    {
        int[] shown = [.. Spread([.. Enumerable.Range(0, measured.Pairs.Count).Where(k => translator.Encoder.EncodeSource(measured.Pairs[k].Source).Length is > 4 and <= MostSymbols)], ShownMatrices)];
        IReadOnlyList<Hypothesis>[] found = translator.Search([.. shown.Select(k => measured.Pairs[k].Source)], translator.Design.Beam, cancellation);
        return new Section("Where it looked", [.. shown.SelectMany((k, s) => Matrix(translator, measured, k, found[s][0]))])
        {
            Lead = "A row is a piece of the translation; its colours are the weights of the pieces of the source when it was written. They add up to 1 in each row. A piece that stands twice carries its place.",
        };
    }

    private static IEnumerable<Block> Matrix(Translator translator, TranslationMeasurement measured, int k, Hypothesis found)
    {
        PairEncoder encoder = translator.Encoder;
        string[] columns = PairEncoder.Texts(encoder.Source, encoder.EncodeSource(measured.Pairs[k].Source));
        string[] rows = [.. PairEncoder.Texts(encoder.Target, found.Symbols), .. found.IsComplete ? ["end"] : Array.Empty<string>()];
        int count = Math.Min(rows.Length, MostSymbols);
        float[] weights = [.. found.Attention.Take(count).SelectMany(w => w)];
        yield return new HeatMap($"{measured.Pairs[k].Source} → {measured.Found[k]}", Axis.Category("source", Named(columns)), Named(rows[..count]), weights)
        {
            RowName = "translation",
            Minimum = 0,
            Maximum = 1,
        };
    }

    // The same piece may stand twice: names on an axis are told apart by their place.
    private static string[] Named(string[] pieces) => [.. pieces.Select((p, i) => Array.IndexOf(pieces, p) == i ? p : string.Create(CultureInfo.InvariantCulture, $"{p} {i + 1}"))];

    private static Section Lines(TranslationMeasurement measured) => new("Lines and their translations",
    [
        new Table(
            [new("line", Alignment.Left), new("translation", Alignment.Left), new("reference", Alignment.Left), new("chrF2")],
            [.. Spread([.. Enumerable.Range(0, measured.Pairs.Count)], ShownLines).Select(k => new TableRow(
                [
                    new(measured.Pairs[k].Source), new(measured.Found[k]), new(measured.Pairs[k].Target),
                    Cell(CharacterScore.Of([measured.Found[k]], [measured.Pairs[k].Target]), 1),
                ]))]),
    ])
    {
        Lead = "Taken at equal distances from the whole test part.",
    };

    private static Section Settings(TranslationPlan plan, Translator translator, string command)
    {
        (TranslationOptions options, BeamOptions beam) = (plan.Options, plan.Design.Beam);
        return JobSections.Settings(plan, translator.Summary, plan.Training,
        [
            new Fact("regularisation", string.Create(
                CultureInfo.InvariantCulture,
                $"dropout {plan.Design.Dropout}, label smoothing {options.LabelSmoothing}, averaging {options.Averaging?.ToString(CultureInfo.InvariantCulture) ?? "over half an epoch"}, scheduled sampling {options.ScheduledSampling}")),
            new Fact("search", string.Create(CultureInfo.InvariantCulture, $"beam {beam.Width}, length penalty {beam.LengthPenalty}, coverage penalty {beam.CoveragePenalty}")),
        ],
        command);
    }

    private static IEnumerable<int> Spread(int[] all, int count)
    {
        int stride = Math.Max(1, all.Length / count);
        return all.Where((_, k) => k % stride == 0).Take(count);
    }

    private static TableCell Cell(double number, int decimals) => new(FigureText.Number(number, decimals));
}
