using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Measuring;

/// <summary>Answers as the table that every job has.</summary>
internal static class ClassScores
{
    private const int MostClassesShown = 12;

    private static readonly JobMetric[] _metrics =
    [
        new("accuracy", "accuracy") { HigherIsBetter = true, IsShare = true, Decimals = 1 },
        new("macro_f1", "macro F1") { HigherIsBetter = true, Decimals = 3 },
        new("nats", "nats") { Decimals = 3 },
        new("brier", "Brier") { Decimals = 3 },
        new("calibration_error", "calibration error") { Abbreviation = "ECE", Decimals = 3 },
    ];

    /// <summary>Table, details and sentence.</summary>
    /// <param name="model">The model's answers.</param>
    /// <param name="baselines">The baselines' answers.</param>
    /// <param name="unit">What is counted, in the plural.</param>
    public static JobResult Of(ClassAnswers model, IReadOnlyList<ClassAnswers> baselines, string unit) =>
        new(_metrics, [.. baselines.Prepend(model).Select(Score)], Sentence(model, baselines, unit))
        {
            Details = Details(model, unit),
        };

    private static JobScore Score(ClassAnswers answers)
    {
        ConfusionMatrix confusion = answers.Confusion();
        var values = new Dictionary<string, double>
        {
            ["accuracy"] = confusion.Accuracy,
            ["macro_f1"] = confusion.MacroF1,
        };
        if (answers.HasProbabilities)
        {
            int C = answers.Labels.Count;
            values["nats"] = ProbabilityMetrics.Nats(C, answers.Probabilities, answers.Truth);
            values["brier"] = ProbabilityMetrics.Brier(C, answers.Probabilities, answers.Truth);
            values["calibration_error"] = ProbabilityMetrics.CalibrationError(C, answers.Probabilities, answers.Truth);
        }

        return new JobScore(answers.Name, answers.Title, values.Where(v => double.IsFinite(v.Value)).ToDictionary());
    }

    private static string Sentence(ClassAnswers model, IReadOnlyList<ClassAnswers> baselines, string unit)
    {
        double own = model.Accuracy;
        string all = model.Truth.Length == 1 ? $"1 {unit[..^1]} was"
            : $"{FigureText.Count(model.Truth.Length)} {unit} were";
        string said = $"{FigureText.Percent(own)} of {all} classified correctly";
        if (baselines.Count == 0)
        {
            return $"{said}.";
        }

        ClassAnswers best = baselines.MaxBy(b => b.Accuracy)!;
        double other = best.Accuracy;
        bool isClear = IsBeyondChance(best, model) || IsBeyondChance(model, best);
        string compared = other == own ? $", as many as with {TitleOf(best)}"
            : $"; {TitleOf(best)} {(other > own && isClear ? "does better with" : "reaches")} "
                + $"{FigureText.Percent(other)}{(isClear ? "" : ", a difference that may be chance")}";
        ClassAnswers last = baselines[^1];
        string doubt = last == best || last.Name != "most_frequent" || IsBeyondChance(model, last) ? ""
            : $" This is not clearly better than {TitleOf(last)} ({FigureText.Percent(last.Accuracy)}).";
        string[] never = [.. model.Labels.Where((_, c) => model.Truth.Contains(c) && !model.Answers.Contains(c))];
        return $"{said}{compared}.{doubt}"
            + (never.Length == 0 ? "" : $" Never answered: {FigureText.Listed(never, MostClassesShown)}.");

        static string TitleOf(ClassAnswers answers) =>
            answers.Name == "most_frequent" ? $"always answering {answers.Labels[answers.Answers[0]]}"
                : answers.Title;
    }

    /// <summary>Whether one is right more often where only one of two is right, at 95 % (McNemar 1947).</summary>
    private static bool IsBeyondChance(ClassAnswers better, ClassAnswers other)
    {
        int won = Count(better.Answers, other.Answers), lost = Count(other.Answers, better.Answers);
        return won - lost > 1.96 * Math.Sqrt(won + lost);

        int Count(int[] right, int[] wrong) => Enumerable.Range(0, other.Truth.Length)
            .Count(i => right[i] == other.Truth[i] && wrong[i] != other.Truth[i]);
    }

    /// <summary>Precision, recall and F1 of each class, and the answers for its sequences.</summary>
    private static List<string> Details(ClassAnswers model, string unit)
    {
        ConfusionMatrix confusion = model.Confusion();
        if (confusion.Classes > MostClassesShown)
        {
            return [];
        }

        int width = Math.Max("class".Length, model.Labels.Max(l => l.Length));
        var lines = new List<string>
        {
            $"{"class".PadRight(width)}  count  precision  recall     F1  most often confused with",
        };
        for (int c = 0; c < confusion.Classes; c++)
        {
            FoundCounts counts = confusion.Of(c);
            int wrong = Enumerable.Range(0, confusion.Classes).Where(o => o != c).MaxBy(o => confusion[c, o]);
            string taken = confusion[c, wrong] == 0 ? "" : $"{model.Labels[wrong]} ({confusion[c, wrong]})";
            string Shown(double share) => FigureText.Number(counts.True == 0 ? double.NaN : share, 3);
            lines.Add(Invariant.Of(
                $"{model.Labels[c].PadRight(width)}  {counts.True,5}  {Shown(counts.Precision),9} "
                + $" {Shown(counts.Recall),6}  {Shown(counts.F1),5}  {taken}").TrimEnd());
        }

        string lacking = string.Join(", ", model.Labels.Where((_, c) => confusion.TrueCount(c) == 0));
        lines.AddRange(lacking.Length == 0 ? [""]
            : [$"There are no {unit} of {lacking}, so precision, recall and F1 are not computed for them.", ""]);
        return lines;
    }
}
