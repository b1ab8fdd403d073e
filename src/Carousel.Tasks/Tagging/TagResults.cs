using System.Globalization;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Tagging;

/// <summary>A measurement as the table that every job has, and as one sentence.</summary>
internal static class TagResults
{
    private const int ShownMistakes = 5;

    private static readonly JobMetric _accuracy = new("accuracy", "accuracy") { HigherIsBetter = true, IsShare = true, Decimals = 2 };
    private static readonly JobMetric _unknown = new("accuracy_unknown", "accuracy, unknown words") { Abbreviation = "unknown words", HigherIsBetter = true, IsShare = true, Decimals = 2 };
    private static readonly JobMetric _macroF1 = new("macro_f1", "macro F1") { HigherIsBetter = true, IsShare = true, Decimals = 2 };
    private static readonly JobMetric _f1 = new("f1", "F1 of spans") { Abbreviation = "F1", HigherIsBetter = true, IsShare = true, Decimals = 2 };
    private static readonly JobMetric _precision = new("precision", "precision") { HigherIsBetter = true, IsShare = true, Decimals = 2 };
    private static readonly JobMetric _recall = new("recall", "recall") { HigherIsBetter = true, IsShare = true, Decimals = 2 };

    public static JobResult Of(TagMeasurement measured)
    {
        bool spans = measured.Scheme != LabelScheme.Plain;
        JobMetric[] metrics = spans ? [_f1, _precision, _recall, _accuracy] : measured.IsText ? [_accuracy, _unknown, _macroF1] : [_accuracy, _macroF1];
        return new JobResult(
            metrics,
            [
                new JobScore("carousel", "carousel", Metrics(measured.Model, spans)),
                new JobScore("most_frequent", BaselineTitle(measured), Metrics(measured.Frequent, spans)),
            ],
            Sentence(measured))
        {
            Details = [.. Details(measured)],
        };
    }

    public static string BaselineTitle(TagMeasurement measured) => measured.IsText ? "each word's most frequent label" : "the most frequent label";

    public static string Sentence(TagMeasurement measured)
    {
        TagScores model = measured.Model, frequent = measured.Frequent;
        string baseline = BaselineTitle(measured);
        if (measured.Scheme != LabelScheme.Plain)
        {
            SpanScore found = model.Spans.All, simple = frequent.Spans.All;
            string better = found.F1 > simple.F1 ? "" : " No better: the labels can't be told from these tokens by this model.";
            return $"Of {found.True} spans {found.Right} are found exactly, {found.Found - found.Right} more are found wrongly: F1 {Percent(found.F1)}, against {Percent(simple.F1)} by {baseline}.{better}";
        }

        string unknown = double.IsNaN(model.UnknownAccuracy) ? ""
            : $"; of {Count(model.UnknownTokens)} tokens never seen in training {Percent(model.UnknownAccuracy)} against {Percent(frequent.UnknownAccuracy)}";
        string verdict = model.Accuracy > frequent.Accuracy ? "" : " No better than that simple method.";
        return $"{Percent(model.Accuracy)} of {Count(model.Tokens)} {(measured.IsText ? "tokens" : "steps")} get the right label, against {Percent(frequent.Accuracy)} by {baseline}{unknown}.{verdict}";
    }

    private static IEnumerable<string> Details(TagMeasurement measured)
    {
        if (measured.Scheme != LabelScheme.Plain)
        {
            foreach ((string type, SpanScore score) in measured.Model.Spans.Types)
            {
                yield return $"{(type.Length == 0 ? "spans" : type)}: precision {Percent(score.Precision)}, recall {Percent(score.Recall)}, F1 {Percent(score.F1)} ({score.True} true, {score.Found} found, {score.Right} right)";
            }
        }
        else if (measured.Model.Mistakes is { Count: > 0 } mistakes)
        {
            yield return $"most frequent mistakes: {string.Join(", ", mistakes.Take(ShownMistakes).Select(m => $"{m.Found} for {m.True} {m.Count}"))}";
        }
    }

    private static Dictionary<string, double> Metrics(TagScores scores, bool spans)
    {
        var metrics = new Dictionary<string, double> { ["accuracy"] = scores.Accuracy, ["accuracy_unknown"] = scores.UnknownAccuracy, ["macro_f1"] = scores.MacroF1 };
        if (spans)
        {
            SpanScore all = scores.Spans.All;
            (metrics["f1"], metrics["precision"], metrics["recall"], metrics["macro_f1"]) = (all.F1, all.Precision, all.Recall, scores.Spans.MacroF1);
        }

        return metrics;
    }

    private static string Percent(double share) => FigureText.Percent(share, 2);

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
