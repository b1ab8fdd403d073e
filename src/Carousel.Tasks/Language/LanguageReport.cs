using System.Globalization;
using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Language;

/// <summary>The report of a language model: the page that a person would forward.</summary>
internal static class LanguageReport
{
    private const int ShownUnits = 1500;

    // A unit that takes six bits is as dark as it gets.
    private const double Darkest = 6 * 0.6931471805599453;

    public static ReportDocument Make(
        LanguagePlan plan, LanguageModel model, IReadOnlyList<JobScore> scores, float[] surprises, string[] samples, string sentence, string command) =>
        new($"A language model of {plan.Text.Name}", sentence.Replace(" %", "\u00a0%", StringComparison.Ordinal),
        [
            Result(plan, scores), Samples(samples), Surprise(plan, surprises), Training(plan, model), Settings(plan, model, command),
        ])
        {
            Kicker = $"carousel language · {plan.Text.Name}",
        };

    private static Section Result(LanguagePlan plan, IReadOnlyList<JobScore> scores)
    {
        string Number(JobScore score, JobMetric metric) => FigureText.Number(score.Metrics[metric.Key], metric.Decimals ?? 3);
        double best = scores.Min(s => s.Metrics["nats"]);
        return new Section("Result",
        [
            new Table(
                [new TableColumn("", Alignment.Left), .. LanguageMetrics.Columns.Select(m => new TableColumn($"{m.Title}{(m.Key == "perplexity" ? "" : $" a {plan.Tokeniser.UnitName}")}"))],
                [.. scores.Select(s => new TableRow(
                    [new TableCell(s.Title), .. LanguageMetrics.Columns.Select(m => new TableCell(Number(s, m), s.Metrics["nats"] == best))], IsEmphasised: s == scores[0]))]),
        ])
        {
            Lead = $"Every {plan.Tokeniser.UnitName} of the last part, {FigureText.Count(plan.Split.End - plan.Split.Test)} of {FigureText.Count(plan.Split.End)}, is guessed once, each from those before it. The n-grams were counted on everything before that part and share the model's {FigureText.Count(plan.Tokeniser.Vocabulary.Count)} {plan.Unit}.",
        };
    }

    private static Section Samples(string[] samples) => new("What it says", [.. samples.Select(s => new CodeBlock(s))])
    {
        Lead = "Drawn one unit at a time at temperature 0.8; nothing was chosen among several.",
    };

    private static Section Surprise(LanguagePlan plan, float[] surprises)
    {
        int count = Math.Min(ShownUnits, surprises.Length), first = plan.Split.Test;
        var parts = new List<ColouredPart>(count);
        for (int i = 0; i < count; i++)
        {
            string text = plan.Tokeniser.Decode([plan.Units[first + i]]);
            if (i > 0 && plan.Tokeniser.IsSpaceBetween(plan.Units[first + i - 1], plan.Units[first + i]))
            {
                parts.Add(new ColouredPart(" ", 0));
            }

            double bits = surprises[i] / Math.Log(2);
            parts.Add(new ColouredPart(text, 0.8 * Math.Min(1, surprises[i] / Darkest), string.Create(CultureInfo.InvariantCulture, $"{bits:0.0} bits")));
        }

        double[] all = [.. surprises.Select(s => s / Math.Log(2))];
        return new Section("Where it was surprised",
        [
            new ColouredText($"The first {FigureText.Count(count)} {plan.Unit} of the part that measures", parts)
            {
                Caption = $"The darker a {plan.Tokeniser.UnitName}, the less the model expected it.",
            },
            Histogram.Of($"Bits a {plan.Tokeniser.UnitName}", all, bins: 24) with { CountName = plan.Unit },
        ]);
    }

    private static Section Training(LanguagePlan plan, LanguageModel model)
    {
        FitSummary summary = model.Summary;
        int epochs = Math.Max(1, summary.History.Count);
        return new Section("Training",
        [
            new LineChart($"Nats a {plan.Tokeniser.UnitName} by epoch", Axis.Range("epoch", 1, epochs),
            [
                new Series("validation", [.. summary.History.Select(e => e.Score ?? double.NaN)], SeriesRole.Forecast),
                new Series("training, with dropout", [.. summary.History.Select(e => e.TrainingLoss)], SeriesRole.Plain),
            ])
            {
                Markers = summary.BestEpoch > 0 ? [new Marker(summary.BestEpoch - 1, "best")] : [],
            },
        ])
        {
            Lead = plan.Options.Validation > 0
                ? $"The best epoch on the validation part was {summary.BestEpoch}; its parameters are kept."
                : "Nothing was held out to choose an epoch: the last parameters are kept.",
        };
    }

    private static Section Settings(LanguagePlan plan, LanguageModel model, string command)
    {
        LanguageDesign design = plan.Design;
        TrainingChoices training = plan.Training;
        return new Section("Settings and data",
        [
            new Facts(
            [
                new Fact("model", plan.Describe()),
                new Fact("parameters", FigureText.Count(model.Summary.Parameters)),
                new Fact("table", $"{FigureText.Count(design.VocabularySize)} rows of {design.Embedding}"),
                new Fact("dropout", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{design.InputDropout} before, {design.Dropout} between, {design.OutputDropout} after the layers, {(design.Locked ? "one mask a batch" : "drawn at every step")}; weights {design.WeightDrop}")),
                new Fact("training", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{training.Optimizer}, learning rate {training.LearningRate}, {training.Schedule}, {training.Batch} streams of {plan.Length} {plan.Unit}, {training.Epochs} epochs")),
                new Fact("seed", $"{model.Summary.Seed}"),
                new Fact("data", $"{plan.Text.Name}, {FigureText.Count(plan.Split.End)} {plan.Unit}, fingerprint {plan.UnitsFingerprint}"),
            ]),
            new CodeBlock(command) { Caption = "The command that makes it again" },
        ]);
    }
}
