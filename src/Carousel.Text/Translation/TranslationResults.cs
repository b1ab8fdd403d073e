using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;

namespace Carousel.Translation;

/// <summary>A measurement as the table that every job has, and as one sentence.</summary>
internal static class TranslationResults
{
    public const string DictionaryTitle = "word by word";
    public const string CopyTitle = "the source unchanged";

    private static readonly JobMetric _bleu = new("bleu", "BLEU") { HigherIsBetter = true, Decimals = 2 };
    private static readonly JobMetric _characters = new("chrf2", "chrF2") { HigherIsBetter = true, Decimals = 2 };

    public static JobResult Of(TranslationMeasurement measured) => new(
        [_bleu, _characters],
        [
            Score("carousel", "carousel", measured.Model), Score("dictionary", DictionaryTitle, measured.Dictionary),
            Score("copy", CopyTitle, measured.Copied),
        ],
        Sentence(measured))
    {
        Details =
        [
            Invariant.Of(
                $"BLEU {string.Join(" / ", measured.Model.Bleu.Precisions.Select(p => FigureText.Number(p, 1)))}, "
                + $"brevity {FigureText.Number(measured.Model.Bleu.BrevityPenalty, 3)}, "
                + $"{measured.Model.Bleu.Tokens:N0} tokens for {measured.Model.Bleu.ReferenceTokens:N0}"),
            $"BLEU {BleuScore.Signature}",
            $"chrF2 {CharacterScore.Signature}",
        ],
    };

    public static string Sentence(TranslationMeasurement measured)
    {
        // BLEU is 0 without four tokens in a line.
        bool isShort = measured.Pairs.All(p => Tokens13a.Of(p.Target).Length < BleuCounts.Order);
        double Of(TranslationScores scores) => isShort ? scores.Characters : scores.Bleu.Score;
        double model = Of(measured.Model), words = Of(measured.Dictionary);
        string verdict = model > words && model > Of(measured.Copied)
            ? ""
            : " No better than a simple method: more data or more epochs are needed.";
        (double own, double other) = (measured.Model.Characters, measured.Dictionary.Characters);
        string opposite = (model - words) * (own - other) < 0
            ? Invariant.Of($" chrF2 says the opposite: {own:0.0} against {other:0.0}.") : "";
        return $"{FigureText.Counted(measured.Pairs.Count, "line")} get {(isShort ? "chrF2" : "BLEU")} "
            + $"{FigureText.Number(model, 1)}, against {FigureText.Number(words, 1)} word by word.{opposite}{verdict}";
    }

    private static JobScore Score(string name, string title, TranslationScores scores) =>
        new(
            name, title,
            new Dictionary<string, double> { ["bleu"] = scores.Bleu.Score, ["chrf2"] = scores.Characters });
}
