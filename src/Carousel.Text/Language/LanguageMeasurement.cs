using System.Text;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Text;
using Carousel.Report;

namespace Carousel.Language;

/// <summary>
/// The scores of a language model on the last part of its text, compared with n-grams of all earlier text.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="model">The fitted model.</param>
/// <param name="cancellation">Stops the measurement.</param>
internal sealed class LanguageMeasurement(LanguagePlan plan, LanguageModel model, CancellationToken cancellation)
{
    /// <summary>The order of the n-grams where nothing has chosen one.</summary>
    public const int UsualOrder = 5;

    private const int SampleUnits = 600;
    private const double SampleTemperature = 0.8;
    private const int ShownUnits = 1500;

    // A unit that takes six bits is as dark as it gets.
    private const double Darkest = 6 * 0.6931471805599453;

    private readonly float[] _surprises = model.Surprises(plan.Units, plan.Split.Test, cancellation);

    private ReadOnlySpan<int> Measured => plan.Units.AsSpan(plan.Split.Test);

    private int Order => model.Counts?.Order ?? UsualOrder;

    private string UnitName => plan.Tokenizer.UnitName;

    /// <summary>The result, with samples and the contents of the report.</summary>
    public JobResult ToResult()
    {
        LanguageMetrics own = LanguageMetrics.Of(_surprises), ngram = Baseline(Order);
        LanguageMetrics? alone = model.Counts is null ? null : LanguageMetrics.Of(
            model.SurprisesOfNetwork(plan.Units, plan.Split.Test, cancellation));
        LanguageMetrics? learning = !plan.Options.Adapt ? null : LanguageMetrics.Of(
            model.SurprisesLearning(plan.Units, plan.Split.Test, cancellation));
        LanguageMetrics frequencies = Baseline(1);
        (string best, double perplexity) = frequencies.Nats < ngram.Nats
            ? ($"the frequencies of {plan.Unit}", frequencies.Perplexity)
            : ($"interpolated Kneser–Ney n-grams of order {Order}", ngram.Perplexity);
        double change = (own.Perplexity / perplexity) - 1;
        string comparison = Math.Abs(change) < 0.0005 ? $"its perplexity equals that of {best}"
            : change < 0 ? $"its perplexity is {FigureText.Percent(-change)} below that of {best}"
            : $"{best} are better: their perplexity is {FigureText.Percent(1 - (perplexity / own.Perplexity))} lower";
        string[] samples = [.. Enumerable.Range(0, 2).Select(k => Sample(plan.Fit.Seed + (ulong)k))];
        using var table = new StringWriter();
        LanguageMetrics.Write(plan.Tokenizer, Measured, _surprises, table);
        return new JobResult(
            LanguageMetrics.Columns,
            [
                own.ToScore("carousel", "carousel"),
                .. Optional.Of(learning?.ToScore("learning", "carousel, learning on")),
                .. Optional.Of(alone?.ToScore("network", "network alone")),
                ngram.ToScore("kneser_ney", $"Kneser–Ney, order {Order}"),
                frequencies.ToScore("frequencies", $"frequencies of {plan.Unit}"),
            ],
            Invariant.Of(
                $"On the last {FigureText.Count(Measured.Length)} {plan.Unit}, which it has not seen, the model needs "
                + $"{own.Bits:0.000} bits per {UnitName}; {comparison}."))
        {
            Details = Details(own),
            Files =
            [
                JobFile.OfText(LanguagePlan.SampleFileName, string.Join("\n\n----\n\n", samples) + "\n"),
                JobFile.OfText(LanguagePlan.SurpriseFileName, table.ToString()),
            ],
            Page = Page(samples),
        };
    }

    private LanguageMetrics Baseline(int order) => LanguageMetrics.Of(
        (model.Counts is { } counts && counts.Order == order && counts.Units.Length == plan.Split.Test
            ? counts.Table
            : new KneserNey(plan.Units.AsSpan(0, plan.Split.Test), plan.Tokenizer.Vocabulary.Count, order))
        .Surprises(plan.Units, plan.Split.Test));

    private string Sample(ulong seed)
    {
        using Generator speaker = model.NewGenerator(
            new GenerationOptions { Temperature = SampleTemperature, Seed = seed });
        using var text = new StringWriter();
        int[] prime = [.. plan.Prime];
        text.Write(plan.Options.Prime is null ? "" : plan.Tokenizer.Decode(prime));
        speaker.Say(prime, SampleUnits, text, cancellation);
        return text.ToString();
    }

    /// <summary>
    /// Where a unit is more than a character, what that comes to a character and a byte: numbers that models with other
    /// units share.
    /// </summary>
    private string[] Details(LanguageMetrics own)
    {
        if (plan.Tokenizer.Kind is UnitKind.Characters or UnitKind.Residues or UnitKind.Words)
        {
            return [];
        }

        string text = plan.Tokenizer.Decode(Measured);
        double nats = own.Nats * _surprises.Length;
        return [Invariant.Of(
            $"that is {nats / Math.Max(1, text.EnumerateRunes().Count()):0.0000} nats per character, "
            + $"{nats / Math.Log(2) / Math.Max(1, Encoding.UTF8.GetByteCount(text)):0.0000} bits per byte")];
    }

    private JobPage Page(string[] samples)
    {
        LanguageDesign design = plan.Design;
        return new JobPage(
            $"A language model of {plan.Text.Name}",
            $"Every {UnitName} of the test set, {FigureText.Count(Measured.Length)} of "
            + $"{FigureText.Count(plan.Split.End)}, is predicted once from all before it. The n-grams were counted on "
            + $"everything before the test set and share the model's {FigureText.Count(design.VocabularySize)} "
            + $"{plan.Unit}.",
            [
                new Section("Samples", [.. samples.Select(s => new CodeBlock(s))])
                {
                    Lead = "Drawn one unit at a time at temperature 0.8; not selected among several.",
                },
                Surprise(),
            ])
        {
            Note = $"Nats and bits are means over the {plan.Unit}.",
            ScoreTitle = $"Validation nats per {UnitName} by epoch",
            LossTitle = $"Training nats per {UnitName} by epoch, with dropout",
            Settings =
            [
                new Fact("table", $"{FigureText.Count(design.VocabularySize)} rows of {design.Embedding}"),
                new Fact("dropout", Invariant.Of(
                    $"{design.InputDropout} before, {design.Dropout} between, {design.OutputDropout} after the layers, "
                    + $"{(design.Locked ? "one mask per batch" : "drawn at every step")}; weights "
                    + $"{design.WeightDrop}")),
                new Fact("fingerprint", plan.UnitsFingerprint),
            ],
        };
    }

    private Section Surprise()
    {
        Tokenizer tokenizer = plan.Tokenizer;
        int count = Math.Min(ShownUnits, _surprises.Length);
        var parts = new List<ColoredPart>(count);
        for (int i = 0; i < count; i++)
        {
            if (i > 0 && tokenizer.IsSpaceBetween(Measured[i - 1], Measured[i]))
            {
                parts.Add(new ColoredPart(" ", 0));
            }

            parts.Add(new ColoredPart(
                tokenizer.Decode([Measured[i]]), 0.8 * Math.Min(1, _surprises[i] / Darkest),
                Invariant.Of($"{_surprises[i] / Math.Log(2):0.0} bits")));
        }

        return new Section("Surprise",
        [
            new ColoredText($"The first {FigureText.Count(count)} {plan.Unit} of the test set", parts)
            {
                Caption = $"The darker a {UnitName}, the less the model expected it.",
            },
            Histogram.Of($"Bits per {UnitName}", [.. _surprises.Select(s => s / Math.Log(2))], bins: 24) with
            {
                CountName = plan.Unit,
            },
        ]);
    }
}
