using System.Globalization;
using System.Text;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Text;

namespace Carousel.Tasks.Language;

/// <summary>Measures a language model on the last part of its text, beside n-grams of everything before that part.</summary>
internal static class LanguageMeasuring
{
    private const int Order = 5;
    private const int SampleUnits = 600;
    private const double SampleTemperature = 0.8;

    public static JobResult Measure(LanguagePlan plan, LanguageModel model, string command, CancellationToken cancellation)
    {
        float[] surprises = model.Surprises(plan.Units, plan.Split.Test, cancellation);
        LanguageMetrics own = LanguageMetrics.Of(surprises), ngram = Baseline(plan, Order), frequencies = Baseline(plan, 1);
        JobScore[] scores =
        [
            own.ToScore("carousel", "carousel"),
            ngram.ToScore("kneser_ney", $"Kneser–Ney, order {Order}"),
            frequencies.ToScore("frequencies", $"frequencies of {plan.Unit}"),
        ];
        string sentence = Sentence(plan, own, ngram);
        string[] samples = [.. Enumerable.Range(0, 2).Select(k => Sample(plan, model, plan.Fit.Seed + (ulong)k, cancellation))];
        return new JobResult(LanguageMetrics.Columns, scores, sentence)
        {
            Details = Details(plan, surprises),
            Report = LanguageReport.Make(plan, model, scores, surprises, samples, sentence, command),
            Files =
            [
                JobFile.OfText(LanguagePlan.SampleFileName, string.Join("\n\n----\n\n", samples) + "\n"),
                JobFile.OfText(LanguagePlan.SurpriseFileName, Table(plan, surprises)),
            ],
        };
    }

    private static LanguageMetrics Baseline(LanguagePlan plan, int order)
    {
        var counts = new KneserNey(plan.Units.AsSpan(0, plan.Split.Test), plan.Tokeniser.Vocabulary.Count, order);
        return LanguageMetrics.Of(counts.Surprises(plan.Units, plan.Split.Test));
    }

    private static string Sample(LanguagePlan plan, LanguageModel model, ulong seed, CancellationToken cancellation)
    {
        using Speaker speaker = model.NewSpeaker(new SpeakingOptions { Temperature = SampleTemperature, Seed = seed });
        using var text = new StringWriter();
        int[] prime = [.. plan.Prime];
        text.Write(plan.Options.Prime is null ? "" : plan.Tokeniser.Decode(prime));
        speaker.Say(prime, SampleUnits, text, cancellation);
        return text.ToString();
    }

    private static string Sentence(LanguagePlan plan, LanguageMetrics own, LanguageMetrics ngram)
    {
        double change = (own.Perplexity / ngram.Perplexity) - 1;
        string comparison = change < 0
            ? $"its perplexity is {FigureText.Percent(-change)} below that of interpolated Kneser–Ney n-grams of order {Order}"
            : $"interpolated Kneser–Ney n-grams of order {Order} are better: their perplexity is {FigureText.Percent(1 - (ngram.Perplexity / own.Perplexity))} lower";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"On the last {FigureText.Count(plan.Split.End - plan.Split.Test)} {plan.Unit}, which it has not seen, the model needs {own.Bits:0.000} bits a {plan.Tokeniser.UnitName}; {comparison}.");
    }

    /// <summary>Where a unit is more than a character, what that comes to a character and a byte: numbers that models with other units share.</summary>
    private static string[] Details(LanguagePlan plan, float[] surprises)
    {
        if (plan.Tokeniser.Kind is UnitKind.Characters or UnitKind.Residues or UnitKind.Words)
        {
            return [];
        }

        string text = plan.Tokeniser.Decode(plan.Units.AsSpan(plan.Split.Test));
        double nats = LanguageMetrics.Of(surprises).Nats * surprises.Length;
        return [string.Create(
            CultureInfo.InvariantCulture,
            $"that is {nats / Math.Max(1, text.EnumerateRunes().Count()):0.0000} nats a character, {nats / Math.Log(2) / Math.Max(1, Encoding.UTF8.GetByteCount(text)):0.0000} bits a byte")];
    }

    private static string Table(LanguagePlan plan, float[] surprises)
    {
        using var text = new StringWriter();
        LanguageTables.Write(plan.Tokeniser, plan.Units.AsSpan(plan.Split.Test), surprises, text);
        return text.ToString();
    }
}
