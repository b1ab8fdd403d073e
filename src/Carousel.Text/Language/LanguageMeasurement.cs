using System.Text;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Text;
using Carousel.Report;

namespace Carousel.Language;

/// <summary>
/// The scores of a language model on the last part of its text, compared with n-grams of all earlier text.
/// </summary>
internal sealed class LanguageMeasurement
{
    /// <summary>The order of the n-grams where nothing has chosen one.</summary>
    public const int UsualOrder = 5;

    private const int SampleUnits = 600;
    private const double SampleTemperature = 0.8;
    private const int ShownUnits = 1500;

    // A unit that takes six bits is as dark as it gets.
    private const double Darkest = 6 * 0.6931471805599453;

    private readonly LanguagePlan _plan;
    private readonly LanguageModel _model;
    private readonly float[] _surprises;

    /// <summary>Measures.</summary>
    public LanguageMeasurement(LanguagePlan plan, LanguageModel model, CancellationToken cancellation) =>
        (_plan, _model, _surprises) = (plan, model, model.Surprises(plan.Units, plan.Split.Test, cancellation));

    private ReadOnlySpan<int> Measured => _plan.Units.AsSpan(_plan.Split.Test);

    private int Order => _model.Counts?.Order ?? UsualOrder;

    private string UnitName => _plan.Tokenizer.UnitName;

    /// <summary>The result, with samples and the contents of the report.</summary>
    public JobResult ToResult(CancellationToken cancellation)
    {
        LanguageMetrics own = LanguageMetrics.Of(_surprises), ngram = Baseline(Order);
        LanguageMetrics? alone = _model.Counts is null ? null : LanguageMetrics.Of(
            _model.SurprisesOfNetwork(_plan.Units, _plan.Split.Test, cancellation));
        LanguageMetrics? learning = !_plan.Options.Adapt ? null : LanguageMetrics.Of(
            _model.SurprisesLearning(_plan.Units, _plan.Split.Test, cancellation));
        double change = (own.Perplexity / ngram.Perplexity) - 1;
        string comparison = change < 0
            ? $"its perplexity is {FigureText.Percent(-change)} below that of interpolated Kneser–Ney n-grams of "
                + $"order {Order}"
            : $"interpolated Kneser–Ney n-grams of order {Order} are better: their perplexity "
                + $"is {FigureText.Percent(1 - (ngram.Perplexity / own.Perplexity))} lower";
        string[] samples = [.. Enumerable.Range(0, 2).Select(k => Sample(_plan.Fit.Seed + (ulong)k, cancellation))];
        using var table = new StringWriter();
        LanguageMetrics.Write(_plan.Tokenizer, Measured, _surprises, table);
        return new JobResult(
            LanguageMetrics.Columns,
            [
                own.ToScore("carousel", "carousel"),
                .. Optional.Of(learning is { } on ? on.ToScore("learning", "carousel, learning on") : null),
                .. Optional.Of(alone is { } network ? network.ToScore("network", "network alone") : null),
                ngram.ToScore("kneser_ney", $"Kneser–Ney, order {Order}"),
                Baseline(1).ToScore("frequencies", $"frequencies of {_plan.Unit}"),
            ],
            Invariant.Of(
                $"On the last {FigureText.Count(Measured.Length)} {_plan.Unit}, which it has not seen, the model needs "
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
        (_model.Counts is { } counts && counts.Order == order && counts.Units.Length == _plan.Split.Test
            ? counts.Table
            : new KneserNey(_plan.Units.AsSpan(0, _plan.Split.Test), _plan.Tokenizer.Vocabulary.Count, order))
        .Surprises(_plan.Units, _plan.Split.Test));

    private string Sample(ulong seed, CancellationToken cancellation)
    {
        using Generator speaker = _model.NewGenerator(
            new GenerationOptions { Temperature = SampleTemperature, Seed = seed });
        using var text = new StringWriter();
        int[] prime = [.. _plan.Prime];
        text.Write(_plan.Options.Prime is null ? "" : _plan.Tokenizer.Decode(prime));
        speaker.Say(prime, SampleUnits, text, cancellation);
        return text.ToString();
    }

    /// <summary>
    /// Where a unit is more than a character, what that comes to a character and a byte: numbers that models with other
    /// units share.
    /// </summary>
    private string[] Details(LanguageMetrics own)
    {
        if (_plan.Tokenizer.Kind is UnitKind.Characters or UnitKind.Residues or UnitKind.Words)
        {
            return [];
        }

        string text = _plan.Tokenizer.Decode(Measured);
        double nats = own.Nats * _surprises.Length;
        return [Invariant.Of(
            $"that is {nats / Math.Max(1, text.EnumerateRunes().Count()):0.0000} nats per character, "
            + $"{nats / Math.Log(2) / Math.Max(1, Encoding.UTF8.GetByteCount(text)):0.0000} bits per byte")];
    }

    private JobPage Page(string[] samples)
    {
        LanguageDesign design = _plan.Design;
        return new JobPage(
            $"A language model of {_plan.Text.Name}",
            $"Every {UnitName} of the test set, {FigureText.Count(Measured.Length)} of "
            + $"{FigureText.Count(_plan.Split.End)}, is predicted once from all before it. The n-grams were counted on "
            + $"everything before the test set and share the model's {FigureText.Count(design.VocabularySize)} "
            + $"{_plan.Unit}.",
            [
                new Section("Samples", [.. samples.Select(s => new CodeBlock(s))])
                {
                    Lead = "Drawn one unit at a time at temperature 0.8; not selected among several.",
                },
                Surprise(),
            ])
        {
            Note = $"Nats and bits are means over the {_plan.Unit}.",
            ScoreTitle = $"Validation nats per {UnitName} by epoch",
            LossTitle = $"Training nats per {UnitName} by epoch, with dropout",
            Settings =
            [
                new Fact("table", $"{FigureText.Count(design.VocabularySize)} rows of {design.Embedding}"),
                new Fact("dropout", Invariant.Of(
                    $"{design.InputDropout} before, {design.Dropout} between, {design.OutputDropout} after the layers, "
                    + $"{(design.Locked ? "one mask per batch" : "drawn at every step")}; weights "
                    + $"{design.WeightDrop}")),
                new Fact("fingerprint", _plan.UnitsFingerprint),
            ],
        };
    }

    private Section Surprise()
    {
        Tokenizer tokenizer = _plan.Tokenizer;
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
            new ColoredText($"The first {FigureText.Count(count)} {_plan.Unit} of the test set", parts)
            {
                Caption = $"The darker a {UnitName}, the less the model expected it.",
            },
            Histogram.Of($"Bits per {UnitName}", [.. _surprises.Select(s => s / Math.Log(2))], bins: 24) with
            {
                CountName = _plan.Unit,
            },
        ]);
    }
}
