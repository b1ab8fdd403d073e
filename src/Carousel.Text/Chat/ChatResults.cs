using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>Answers to questions whose answers are known, as a table and a sentence.</summary>
internal static class ChatResults
{
    public const string NearestTitle = "nearest question";

    private static readonly JobMetric[] _metrics =
    [
        JobMetric.Share("right", "right"), JobMetric.Share("right_seen", "seen words"),
        JobMetric.Share("right_new", "new words"),
    ];

    /// <summary>The table and the sentence.</summary>
    /// <param name="measured">The answers.</param>
    /// <param name="seen">The words of the training set, in lower case.</param>
    public static JobResult Of(TranslationMeasurement measured, IReadOnlySet<string> seen)
    {
        bool[] isNew =
            [.. measured.Pairs.Select(p => !CopySlots.LowerWordsOf(p.Target).All(w => CopySlots.IsOf(seen, w)))];
        JobScore Score(string name, string title, IReadOnlyList<string> found)
        {
            bool[] right = [.. found.Zip(measured.Pairs, (f, p) => f == p.Target)];
            (string Key, double Share)[] shares =
            [
                ("right", Share(right, _ => true)), ("right_seen", Share(right, k => !isNew[k])),
                ("right_new", Share(right, k => isNew[k])),
            ];
            return new(
                name, title, shares.Where(s => !double.IsNaN(s.Share)).ToDictionary(s => s.Key, s => s.Share));
        }

        JobScore[] scores =
            [Score("carousel", "carousel", measured.Found), Score("nearest", NearestTitle, measured.Words)];
        (double model, double nearest) = (scores[0].Metrics["right"], scores[1].Metrics["right"]);
        int news = isNew.Count(n => n);
        return new JobResult(
            _metrics, scores,
            $"{FigureText.Percent(model, 1)} of {FigureText.Counted(isNew.Length, "answer")} "
            + $"{(isNew.Length == 1 ? "is" : "are")} right word for word; the nearest-question baseline gets "
            + $"{FigureText.Percent(nearest, 1)}.{(model > nearest ? "" : " The model is no better than it.")}")
        {
            Details =
            [
                $"{FigureText.Counted(news, "answer")} need{(news == 1 ? "s" : "")} new words: words that the training "
                + "set does not contain, and that the model has to copy.",
            ],
        };
    }

    /// <summary>The share of right ones among some; NaN without any.</summary>
    private static double Share(bool[] right, Func<int, bool> isOf) =>
        right.Where((_, k) => isOf(k)).Select(r => r ? 1 : 0.0).DefaultIfEmpty(double.NaN).Average();
}
