using System.Globalization;
using System.Text;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring.Translations;

namespace Carousel.Tasks.Captioning;

/// <summary>A measurement as the table that every job has, as one sentence, and as lines.</summary>
internal static class CaptionResults
{
    public const string NearestName = "nearest";
    public const string FrequentName = "most_frequent";

    private static readonly JobMetric _bleu = new("bleu", "BLEU") { HigherIsBetter = true, Decimals = 1 };
    private static readonly JobMetric _characters = new("chrf2", "chrF2") { HigherIsBetter = true, Decimals = 1 };
    private static readonly JobMetric _exact = new("exact", "exact") { HigherIsBetter = true, IsShare = true, Decimals = 1 };
    private static readonly JobMetric _distinct = new("distinct", "different sentences") { Abbreviation = "different", Decimals = 0 };

    /// <param name="scores">The model first, then the baselines.</param>
    /// <param name="pictures">How many pictures were described.</param>
    public static JobResult Of(IReadOnlyList<(string Key, CaptionScore Score)> scores, int pictures)
    {
        CaptionScore model = scores[0].Score, best = scores.Skip(1).Select(s => s.Score).MaxBy(s => s.Characters)!;
        string verdict = model.Characters > best.Characters ? "" : " No better by letters than that simple method: look at the sentences before using it.";
        return new JobResult(
            [_bleu, _characters, _exact, _distinct],
            [.. scores.Select(s => new JobScore(s.Key, s.Score.Name, new Dictionary<string, double>
            {
                ["bleu"] = s.Score.Bleu, ["chrf2"] = s.Score.Characters, ["exact"] = s.Score.Exact, ["distinct"] = s.Score.Distinct,
            }))],
            $"Of {FigureText.Counted(pictures, "picture")} {FigureText.Percent(model.Exact, 1)} get word for word a sentence that was said of them; chrF2 {Number(model.Characters)} against {Number(best.Characters)} by {best.Name}.{verdict}")
        {
            Details = [$"BLEU {BleuScore.Signature}, chrF2 {CharacterScore.Signature}, in small letters against each picture's first sentence"],
        };
    }

    public static string Lines(IReadOnlyList<CaptionedPicture> pictures, IReadOnlyList<string> found)
    {
        var text = new StringBuilder("picture\tsentence\n");
        for (int k = 0; k < pictures.Count; k++)
        {
            text.Append(pictures[k].Name).Append('\t').Append(found[k]).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>That pictures were stretched.</summary>
    public static string AboutSizes(int others, int all, (int Width, int Height) size, CaptionDesign design) =>
        $"{FigureText.Count(others)} of {FigureText.Counted(all, "picture")} {(others == 1 ? "is" : "are")} not {size.Width} by {size.Height} as the first one learned from: all are stretched to {design.Width} by {design.Height}.";

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
