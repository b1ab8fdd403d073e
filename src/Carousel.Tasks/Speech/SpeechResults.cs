using System.Globalization;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring;

namespace Carousel.Tasks.Speech;

/// <summary>A measurement as the table that every job has, and as one sentence.</summary>
internal static class SpeechResults
{
    private const int ShownMistakes = 3;

    private static readonly JobMetric[] _metrics =
    [
        new("wer", "word error rate") { Abbreviation = "WER", IsShare = true, Decimals = 2 },
        new("cer", "character error rate") { Abbreviation = "CER", IsShare = true, Decimals = 2 },
        new("exact", "recordings without an error") { Abbreviation = "exact", HigherIsBetter = true, IsShare = true, Decimals = 1 },
        new("word_end_ms", "ms to a word's end") { Abbreviation = "end ms", Decimals = 0 },
    ];

    public static JobResult Of(SpeechMeasurement measured) => new(
        _metrics,
        [
            new JobScore("carousel", "carousel", Metrics(measured.Model, measured.EndError)),
            .. measured.Baselines.Select(b => new JobScore(b.Method.Name, b.Method.Title, Metrics(b.Errors))),
        ],
        Sentence(measured))
    {
        Details = [.. Details(measured)],
    };

    public static string Sentence(SpeechMeasurement measured)
    {
        EditCounts words = measured.Model.Words;
        (TranscriptBaseline simple, TranscriptErrors best) = measured.Baselines.Where(b => !b.Method.IsTold).MinBy(b => b.Errors.Words.Rate);
        string verdict = words.Rate < best.Words.Rate ? "" : " No better than that simple method.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Of {words.Length:N0} words {words.Substitutions:N0} are heard as others, {words.Deletions:N0} are missed and {words.Insertions:N0} are added: word error rate {Percent(words.Rate)}, against {Percent(best.Words.Rate)} by {simple.Title}.{verdict}");
    }

    /// <summary>What the training never saw, a sentence.</summary>
    public static IEnumerable<string> AboutUnknown(SpeechSymbols symbols, IReadOnlyList<SpeechClip> clips)
    {
        string[] unknown = [.. clips.SelectMany(c => symbols.Unknown(c.Transcript))];
        string[] different = [.. unknown.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (different.Length > 0)
        {
            string kind = symbols.Kind == SymbolKind.Words ? "words" : "characters";
            yield return $"The training part has no {string.Join(", ", different.Take(5).Select(s => $"'{s}'"))}{(different.Length > 5 ? $" and {different.Length - 5} more {kind}" : "")}: they can't be heard, and count as errors {(unknown.Length == 1 ? "once" : $"{unknown.Length} times")}.";
        }
    }

    private static IEnumerable<string> Details(SpeechMeasurement measured)
    {
        foreach (int c in Enumerable.Range(0, measured.Clips.Count).Where(c => !measured.IsRight(c)).Take(ShownMistakes))
        {
            yield return $"{measured.Clips[c].Name}: '{measured.Found[c].Text}' for '{measured.Clips[c].Transcript}'";
        }
    }

    private static Dictionary<string, double> Metrics(TranscriptErrors errors, double? endError = null)
    {
        var metrics = new Dictionary<string, double> { ["wer"] = errors.Words.Rate, ["cer"] = errors.Characters.Rate, ["exact"] = errors.Exact };
        if (endError is { } seconds)
        {
            metrics["word_end_ms"] = 1000 * seconds;
        }

        return metrics;
    }

    private static string Percent(double share) => FigureText.Percent(share, 2);
}
