using System.Globalization;
using System.Text;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring.Translations;

namespace Carousel.Tasks.Captioning;

/// <summary>A measurement as the table that every job has, as one sentence, and as lines.</summary>
internal static class CaptionResults
{
    private static readonly JobMetric _bleu = new("bleu", "BLEU") { HigherIsBetter = true, Decimals = 1 };
    private static readonly JobMetric _chrf = new("chrf", "chrF") { HigherIsBetter = true, Decimals = 1 };
    private static readonly JobMetric _exact = new("exact", "exact") { HigherIsBetter = true, IsShare = true, Decimals = 1 };
    private static readonly JobMetric _distinct = new("distinct", "different sentences") { Abbreviation = "different", Decimals = 0 };

    /// <param name="scores">The model first, then the baselines.</param>
    /// <param name="pictures">How many pictures were described.</param>
    public static JobResult Of(IReadOnlyList<(string Key, CaptionScore Score)> scores, int pictures)
    {
        CaptionScore model = scores[0].Score, best = scores.Skip(1).Select(s => s.Score).MaxBy(s => s.Chrf)!;
        string verdict = model.Chrf > best.Chrf ? "" : " No better by letters than that simple method: look at the sentences before using it.";
        return new JobResult(
            [_bleu, _chrf, _exact, _distinct],
            [.. scores.Select(s => new JobScore(s.Key, s.Score.Name, new Dictionary<string, double>
            {
                ["bleu"] = s.Score.Bleu, ["chrf"] = s.Score.Chrf, ["exact"] = s.Score.Exact, ["distinct"] = s.Score.Distinct,
            }))],
            $"Of {FigureText.Counted(pictures, "picture")} {FigureText.Percent(model.Exact, 1)} get word for word a sentence that was said of them; chrF {Number(model.Chrf)} against {Number(best.Chrf)} by {best.Name}.{verdict}")
        {
            Details = [$"BLEU {BleuScore.Signature}, chrF {CharacterScore.Signature}, in small letters against each picture's first sentence"],
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

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
