using System.Globalization;
using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Inspecting.Attribution;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring;

namespace Carousel.Tasks.Classification;

/// <summary>The report of a classification: the page that a person would forward.</summary>
internal static class ClassReport
{
    private const int MostExamples = 4;
    private const int MostClasses = 30;

    public static ReportDocument Make(
        ClassPlan plan, Classifier classifier, ClassAnswers answers, JobResult result, string command, CancellationToken cancellation) =>
        new($"Classes of {Path.GetFileName(plan.DataName)}", result.Sentence.Replace(" %", "\u00a0%", StringComparison.Ordinal),
        [
            Result(result),
            Classes(answers),
            Reliability(answers, classifier),
            .. Reasons(classifier, answers, cancellation) is { } reasons ? [reasons] : Array.Empty<Section>(),
            Training(classifier.Summary),
            Settings(plan, classifier, command),
        ])
        {
            Kicker = $"carousel classify · {plan.DataName}",
        };

    private static Section Result(JobResult result)
    {
        TableColumn[] columns = [new("", Alignment.Left), .. result.Metrics.Select(m => new TableColumn(m.Title))];
        TableRow[] rows =
        [
            .. result.Scores.Select((score, i) => new TableRow(
                [new TableCell(score.Title), .. result.Metrics.Select(m => Cell(m, score, result.Scores))], IsEmphasised: i == 0)),
        ];
        return new Section("Result", [new Table(columns, rows), .. result.Notes.Select(n => new Paragraph(n, Tone.Quiet))]);
    }

    private static TableCell Cell(JobMetric metric, JobScore score, IReadOnlyList<JobScore> all)
    {
        if (!score.Metrics.TryGetValue(metric.Key, out double value))
        {
            return new TableCell(FigureText.Unknown);
        }

        double[] values = [.. all.Where(s => s.Metrics.ContainsKey(metric.Key)).Select(s => s.Metrics[metric.Key])];
        string text = metric.IsShare ? FigureText.Percent(value).Replace(' ', '\u00a0') : FigureText.Number(value, metric.Decimals ?? 3);
        return new TableCell(text, value == (metric.HigherIsBetter ? values.Max() : values.Min()));
    }

    private static Section Classes(ClassAnswers answers)
    {
        ConfusionMatrix confusion = answers.Confusion();
        int shown = Math.Min(confusion.Classes, MostClasses);
        string[] names = [.. answers.Labels.Take(shown)];
        var shares = new float[shown * shown];
        for (int t = 0; t < shown; t++)
        {
            for (int a = 0; a < shown; a++)
            {
                shares[(t * shown) + a] = confusion.TrueCount(t) == 0 ? float.NaN : (float)confusion[t, a] / confusion.TrueCount(t);
            }
        }

        TableRow[] rows =
        [
            .. names.Select((name, c) => TableRow.Of(
                name, FigureText.Count(confusion.TrueCount(c)), FigureText.Number(confusion.Precision(c), 3), FigureText.Number(confusion.Recall(c), 3),
                FigureText.Number(confusion.F1(c), 3), Taken(confusion, c, answers.Labels))),
        ];
        return new Section("Classes",
        [
            new HeatMap("What each class was taken for", Axis.Category("answer", names), names, shares)
            {
                RowName = "truth", Minimum = 0, Maximum = 1, ValueName = "share of the class", Decimals = 3,
            },
            new Table([new("class", Alignment.Left), new("count"), new("precision"), new("recall"), new("F1"), new("taken for", Alignment.Left)], rows),
        ])
        {
            Lead = shown < confusion.Classes ? $"The first {shown} of {confusion.Classes} classes." : "A row is a true class; the diagonal holds the right answers.",
        };
    }

    private static string Taken(ConfusionMatrix confusion, int label, IReadOnlyList<string> names) => string.Join(", ", Enumerable.Range(0, confusion.Classes)
        .Where(o => o != label && confusion[label, o] > 0).OrderByDescending(o => confusion[label, o]).Take(3).Select(o => $"{names[o]} ({confusion[label, o]})"));

    private static Section Reliability(ClassAnswers answers, Classifier classifier)
    {
        IReadOnlyList<ReliabilityBin> bins = ProbabilityMetrics.Reliability(answers.Labels.Count, answers.Probabilities, answers.Truth);
        Axis axis = Axis.Category("probability of the answer", [.. bins.Select(b => $"{Fixed(b.Low, "0.0")} to {Fixed(b.High, "0.0")}")]);
        return new Section("Can the probabilities be trusted?",
        [
            new BarChart("Share of right answers by their probability", axis,
            [
                new Series("said", [.. bins.Select(b => b.Confidence)], SeriesRole.Baseline),
                new Series("right", [.. bins.Select(b => b.Right)], SeriesRole.Forecast),
            ]) { Caption = "Where both bars are equally high, probabilities mean what they say.", Width = ChartWidth.Half },
            new BarChart("How many answers have that probability", axis, [new Series("answers", [.. bins.Select(b => (double)b.Count)])]) { Width = ChartWidth.Half },
        ])
        {
            Lead = $"Scores are divided by the temperature {Fixed(classifier.Origin.Temperature, "0.00")}, fitted on training data that the network in question had not learned from.",
        };
    }

    /// <summary>The surest right answers and the surest wrong ones, and what each hung on.</summary>
    private static Section? Reasons(Classifier classifier, ClassAnswers answers, CancellationToken cancellation)
    {
        int[] order = [.. Enumerable.Range(0, answers.Truth.Length).OrderByDescending(answers.Confidence)];
        int[] chosen =
        [
            .. order.Where(n => answers.Answers[n] == answers.Truth[n]).DistinctBy(n => answers.Answers[n]).Take(MostExamples / 2),
            .. order.Where(n => answers.Answers[n] != answers.Truth[n]).Take(MostExamples / 2),
        ];
        ClassInspection inside = classifier.Inside();
        return AttributionSection.Of(
            inside,
            [.. chosen.Select(n => new AttributionExample(TitleOf(answers, n), inside.Sequence(answers.Data, answers.Data.Samples[n]), answers.Answers[n]))],
            "The surest right answers of two classes, and the two surest wrong ones.", cancellation);
    }

    private static string TitleOf(ClassAnswers answers, int n)
    {
        bool isRight = answers.Answers[n] == answers.Truth[n];
        ClassSample sample = answers.Data.Samples[n];
        return $"{(isRight ? "Right" : "Wrong")}: {sample.Id} is said to be {answers.Labels[answers.Answers[n]]} ({FigureText.Percent(answers.Confidence(n), 0).Replace(' ', '\u00a0')}){(isRight ? "" : $", but is {sample.Label}")}";
    }

    private static Section Training(FitSummary summary) => new("Training",
    [
        new LineChart("Surprise by epoch", Axis.Range("epoch", 1, Math.Max(1, summary.History.Count)),
        [
            new Series("on what was not learned from", [.. summary.History.Select(e => e.Score ?? double.NaN)], SeriesRole.Forecast),
            new Series("while training, with noise", [.. summary.History.Select(e => e.TrainingLoss)]),
        ])
        {
            Markers = summary.BestEpoch > 0 ? [new Marker(summary.BestEpoch - 1, "best")] : [],
            ValueName = "nats",
        },
    ])
    {
        Lead = $"The best epoch was {summary.BestEpoch}; its parameters are kept.",
    };

    private static Section Settings(ClassPlan plan, Classifier classifier, string command) => new("Settings and data",
    [
        new Carousel.Report.Facts(
        [
            .. plan.Facts.Select(f => new Fact(f.Name, f.Fact)),
            new Fact("parameters", FigureText.Count(classifier.Summary.Parameters)),
            new Fact("dropout", Fixed(plan.Design.Dropout, "0.##")),
            new Fact("training", string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.Choices.Optimizer}, learning rate {plan.Choices.LearningRate}, {plan.Choices.Schedule}, batch {plan.Choices.Batch}, {plan.Choices.Epochs} epochs at most; label smoothing {plan.Training.Smoothing}, word dropout {plan.Training.WordDropout}, noise {plan.Training.Jitter}")),
            new Fact("seed", $"{classifier.Summary.Seed}"),
            new Fact("fingerprint", classifier.Origin.Fingerprint),
        ]),
        new CodeBlock(command) { Caption = "The command that makes it again" },
    ]);

    private static string Fixed(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
