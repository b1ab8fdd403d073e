using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Baselines;

namespace Carousel.Tagging;

/// <summary>A tagger and the simplest method on the same sentences.</summary>
/// <param name="Sentences">The sentences.</param>
/// <param name="Found">The labels that the tagger gave.</param>
/// <param name="Model">Their scores.</param>
/// <param name="Frequent">The scores of each word's most frequent label.</param>
/// <param name="IsKnown">Whether a token was seen in training.</param>
/// <param name="Scheme">Whether and how labels mark spans.</param>
/// <param name="IsText">False where the steps are numbers.</param>
internal sealed record TagMeasurement(
    IReadOnlyList<TokenSentence> Sentences, IReadOnlyList<IReadOnlyList<string>> Found, TagScores Model,
    TagScores Frequent,
    Func<string, bool> IsKnown, LabelScheme Scheme, bool IsText)
{
    private const int ShownMistakes = 5;

    /// <summary>What the baseline inside is called.</summary>
    public const string ChainName = "linear chain of features";

    /// <summary>The scores of the linear chain; null where there is none.</summary>
    public TagScores? Chain { get; init; }

    /// <summary>The scores of the network without the linear chain; null where it has none.</summary>
    public TagScores? Alone { get; init; }

    /// <summary>What the network adds to the linear chain; null where there is none.</summary>
    public BaselineEffect? Effect { get; init; }

    private static readonly JobMetric _accuracy = JobMetric.Share("accuracy", "accuracy");
    private static readonly JobMetric _unknown =
        JobMetric.Share("accuracy_unknown", "accuracy, unknown words") with { Abbreviation = "unknown words" };
    private static readonly JobMetric _macroF1 = JobMetric.Share("macro_f1", "macro F1");

    private static readonly JobMetric[] _ofSpans =
    [
        JobMetric.Share("f1", "F1 of spans") with { Abbreviation = "F1" }, JobMetric.Share("precision", "precision"),
        JobMetric.Share("recall", "recall"), _accuracy, _unknown with { IsDetail = true },
    ];

    /// <summary>Whether labels mark spans.</summary>
    public bool HasSpans => Scheme != LabelScheme.Plain;

    /// <summary>What the simplest method is called.</summary>
    public string Baseline => BaselineName(IsText);

    /// <summary>What the simplest method is called.</summary>
    /// <param name="isText">False where the steps are numbers.</param>
    public static string BaselineName(bool isText) =>
        isText ? "each word's most frequent label" : "the most frequent label";

    /// <summary>As the table that every job has, and as one sentence.</summary>
    public JobResult ToResult() => new(
        HasSpans ? _ofSpans : IsText ? [_accuracy, _unknown, _macroF1] : [_accuracy, _macroF1],
        [
            new JobScore("carousel", "carousel", Metrics(Model)),
            .. Optional.Of(Alone is null ? null : new JobScore("network_alone", "network alone", Metrics(Alone))),
            .. Optional.Of(Chain is null ? null : new JobScore("linear_chain", ChainName, Metrics(Chain))),
            new JobScore("most_frequent", Baseline, Metrics(Frequent)),
        ],
        HasSpans ? OfSpans() : OfTokens())
    {
        Baseline = Effect,
        Details = HasSpans
            ? [.. Model.Spans.Types.Select(
                t => $"{(t.Key.Length == 0 ? "spans" : t.Key)}: precision {Percent(t.Value.Precision)}, "
                + $"recall {Percent(t.Value.Recall)}, F1 {Percent(t.Value.F1)} ({t.Value.True} true, {t.Value.Found} "
                + $"found, {t.Value.Right} right)")]
            : Model.Mistakes is { Count: > 0 } mistakes
                ? [
                    "most frequent mistakes: " + string.Join(
                        ", ", mistakes.Take(ShownMistakes).Select(m => $"{m.Found} for {m.True} {m.Count}")),
                ]
                : [],
    };

    private string OfSpans()
    {
        FoundCounts found = Model.Spans.All, simple = Frequent.Spans.All;
        string better = found.F1 > simple.F1 || found.F1 == 1
            ? ""
            : " This baseline is equally good or better.";
        return $"{found.Right} of {found.True} spans are found exactly, {found.Found - found.Right} more are wrong: F1 "
            + $"{Percent(found.F1)}, against {Percent(simple.F1)} by {Baseline}.{better}";
    }

    private string OfTokens()
    {
        string unknown = Model.UnknownTokens == 0 ? ""
            : $"; of {FigureText.Count(Model.UnknownTokens)} tokens never seen in "
                + $"training {Percent(Model.UnknownAccuracy)} against {Percent(Frequent.UnknownAccuracy)}";
        string verdict = Model.Accuracy > Frequent.Accuracy ? "" : " This baseline is equally good or better.";
        return $"{Percent(Model.Accuracy)} of {FigureText.Counted(Model.Tokens, IsText ? "token" : "step")} "
            + $"{(Model.Tokens == 1 ? "gets" : "get")} the right label, against {Percent(Frequent.Accuracy)} by "
            + $"{Baseline}{unknown}.{verdict}";
    }

    private Dictionary<string, double> Metrics(TagScores scores)
    {
        var metrics = new Dictionary<string, double>
        {
            ["accuracy"] = scores.Accuracy,
            ["accuracy_unknown"] = scores.UnknownAccuracy,
            ["macro_f1"] = scores.MacroF1,
        };
        if (HasSpans)
        {
            FoundCounts all = scores.Spans.All;
            (metrics["f1"], metrics["precision"], metrics["recall"], metrics["macro_f1"]) =
                (all.F1, all.Precision, all.Recall, scores.Spans.MacroF1);
        }

        return metrics;
    }

    private static string Percent(double share) => FigureText.Percent(share, 2);
}
