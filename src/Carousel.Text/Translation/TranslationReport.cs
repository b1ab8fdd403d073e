using System.Globalization;
using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Translation;

/// <summary>What the report of a translator shows: how good, where it looked, what it wrote.</summary>
internal sealed class TranslationReport(TranslationPlan plan, Translator translator, TranslationMeasurement measured)
{
    private const int ShownMatrices = 6, ShownLines = 30, MostSymbols = 40;

    /// <summary>What the job adds to its report.</summary>
    public JobPage Page(CancellationToken cancellation) => new(
        $"Translations of {Path.GetFileName(plan.DataName)}",
        $"{FigureText.Counted(measured.Pairs.Count, "line")} that no method was trained on. The baseline 'word by "
        + $"word' replaces each word by its most likely translation in a dictionary learned from the training lines "
        + $"(model 1 of Brown and others 1993).",
        [.. Optional.Of(plan.Design.Attention is null ? null : Looks(cancellation)), Lines()])
    {
        Below =
        [
            Precisions(),
            new Facts([new Fact("BLEU", BleuScore.Signature), new Fact("chrF2", CharacterScore.Signature)]),
        ],
        ScoreTitle = "chrF2 of greedy translations of the validation set by epoch",
        Shown = lacking => 100 - lacking,
        Settings = Settings(),
    };

    private Table Precisions() => Table.Of(
        ["", "1 token", "2 tokens", "3 tokens", "4 tokens", "brevity"],
        new[] { ("carousel", measured.Model), (TranslationResults.DictionaryTitle, measured.Dictionary),
            (TranslationResults.CopyTitle, measured.Copied) }
            .Select(r => (string[])
            [
                r.Item1, .. r.Item2.Bleu.Precisions.Select(p => FigureText.Number(p, 1)),
                FigureText.Number(r.Item2.Bleu.BrevityPenalty, 3),
            ]));

    private Section Looks(CancellationToken cancellation)
    {
        int[] shown =
        [
            .. TextTable.Spread(
                [
                    .. Enumerable.Range(0, measured.Pairs.Count).Where(k =>
                        translator.Encoder.EncodeSource(measured.Pairs[k].Source).Length is > 4 and <= MostSymbols),
                ], ShownMatrices),
        ];
        IReadOnlyList<Hypothesis>[] found = translator.Search(
            [.. shown.Select(k => measured.Pairs[k].Source)], translator.Design.Beam, cancellation);
        return new Section("Attention", [.. shown.SelectMany((k, s) => Matrix(k, found[s][0]))])
        {
            Lead =
                "A row is a token of the translation; its colours are the weights of the source tokens when it was "
                + "written. They add up to 1 in each row. A repeated token is shown with its position.",
        };
    }

    private IEnumerable<Block> Matrix(int k, Hypothesis found)
    {
        PairEncoder encoder = translator.Encoder;
        string[] columns = encoder.Texts(encoder.EncodeSource(measured.Pairs[k].Source));
        string[] rows = [.. encoder.Texts(found.Symbols), .. Optional.Of(found.IsComplete
            ? "end"
            : null)];
        int count = Math.Min(rows.Length, MostSymbols);
        float[] weights = [.. found.Attention.Take(count).SelectMany(w => w)];
        yield return new HeatMap(
            $"{measured.Pairs[k].Source} → {measured.Found[k]}", Axis.Category("source", Named(columns)),
            Named(rows[..count]), weights)
        {
            RowName = "translation",
            Minimum = 0,
            Maximum = 1,
        };
    }

    // The same token may occur twice: names on an axis are distinguished by their place.
    private static string[] Named(string[] pieces) =>
        [
            .. pieces.Select(
                (p, i) => Array.IndexOf(pieces, p) == i
                    ? p
                    : Invariant.Of($"{p} {i + 1}")),
        ];

    private Section Lines() => new("Lines and their translations",
    [
        new Table(
            [
                new("line", Alignment.Left), new("translation", Alignment.Left), new("reference", Alignment.Left),
                new("chrF2"),
            ],
            [.. TextTable.Spread(measured.Pairs.Index().ToArray(), ShownLines).Select(p => new TableRow(
                [
                    new(p.Item.Source), new(measured.Found[p.Index]), new(p.Item.Target),
                    new(FigureText.Number(CharacterScore.Of([measured.Found[p.Index]], [[p.Item.Target]]), 1)),
                ]))]),
    ])
    {
        Lead = "Lines taken at equal distances from the whole test set.",
    };

    private Fact[] Settings()
    {
        TranslationOptions options = plan.Options;
        return
        [
            new Fact("regularisation", Invariant.Of(
                $"dropout {plan.Design.Dropout}, label smoothing {TranslationProblem.Smoothing}, averaging "
                + $"{options.Averaging?.ToString(CultureInfo.InvariantCulture) ?? "over half an epoch"}")),
            new Fact("search", translator.Design.Beam.InWords()),
        ];
    }
}
