using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Jobs;

/// <summary>Sections that reports of several jobs share.</summary>
internal static class JobSections
{
    /// <summary>The model and its baselines, as a job's page frames them.</summary>
    public static Section Result(JobResult result, JobPage page)
    {
        JobMetric[] metrics = [.. result.Metrics.Where(m => result.Scores.Any(s => s.Metrics.ContainsKey(m.Key)))];
        double[] levels = [.. result.Scores.SelectMany(s => s.Coverage.Keys).Distinct().Order()];
        TableRow[] rows =
        [
            .. result.Scores.Select((score, i) => new TableRow(
                [
                    new TableCell(score.Title), .. metrics.Select(m => Cell(result, score, m)),
                    .. levels.Select(
                        l => new TableCell(FigureText.Percent(score.Coverage.GetValueOrDefault(l, double.NaN)))),
                ],
                IsEmphasized: i == 0)),
        ];
        TableColumn[] columns =
        [
            new("", Alignment.Left), .. metrics.Select(m => new TableColumn(m.Title)),
            .. levels.Select(
                l => new TableColumn(Invariant.Of($"{l}\u00a0% interval covers"))),
        ];
        Block[] effect = result.Baseline is { } baseline ? [new Paragraph(baseline.Sentence)] : [];
        return new Section("Result", [new Table(columns, rows) { Note = page.Note }, .. effect, .. page.Below])
        {
            Lead = page.Lead,
        };
    }

    /// <summary>
    /// How the training went, where validation measures something else than the training's loss: each has a chart.
    /// </summary>
    /// <param name="summary">The training.</param>
    /// <param name="score">What the chart of the validation shows.</param>
    /// <param name="loss">What the chart of the loss shows.</param>
    /// <param name="shown">How a score is shown; null to show it unchanged.</param>
    /// <param name="lossScale">What the losses are multiplied by.</param>
    public static Section TrainingByScore(
        FitSummary summary, string score, string loss = "Training loss by epoch", Func<double, double>? shown = null,
        double lossScale = 1)
    {
        if (summary.History.Count == 0)
        {
            return new Section("Training", []) { Lead = "No network was trained." };
        }

        LineChart Chart(string title, string name, SeriesRole role, IEnumerable<double> values)
        {
            double[] all = [.. values];
            return new LineChart(
                title, Axis.Range("epoch", 1, Math.Max(1, all.Length)), [new Series(name, all, role)])
            {
                Width = ChartWidth.Half,
            };
        }

        LineChart validation = Chart(
            score, "validation", SeriesRole.Forecast,
            summary.History.Select(e => e.Score ?? double.NaN).Select(shown ?? (s => s)));
        return new Section("Training",
        [
            .. Optional.Of(summary.BestScore is null
                ? null
                : validation with { Markers = [new Marker(summary.BestEpoch - 1, "best")] }),
            Chart(loss, "training", SeriesRole.Plain, summary.History.Select(e => lossScale * e.TrainingLoss)),
        ])
        {
            Lead = summary.BestScore is null
                ? "Without a validation set, the last epoch is kept."
                : $"The best epoch on the validation set was {summary.BestEpoch}; its parameters are kept.",
        };
    }

    /// <summary>What was found and decided, how it was trained, and the command.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="summary">The training.</param>
    /// <param name="training">How it was trained.</param>
    /// <param name="further">What else was decided.</param>
    /// <param name="command">The command that makes it again.</param>
    public static Section Settings(
        IJobPlan plan, FitSummary summary, TrainingChoices training, IEnumerable<Fact> further, string command) =>
            new("Settings and data",
        [
            new Carousel.Report.Facts(
            [
                .. plan.Facts.Select(f => new Fact(f.Name, f.Fact)),
                new Fact("parameters", FigureText.Count(summary.Parameters)),
                new Fact("training", Invariant.Of(
                    $"{training.Optimizer}, learning rate {training.LearningRate}, {training.Schedule}, "
                    + $"batch {training.Batch}, {training.Epochs} epochs")),
                .. further,
                new Fact("seed", $"{summary.Seed}"),
            ]),
            new CodeBlock(command) { Caption = "The command that makes it again" },
        ]);

    private static TableCell Cell(JobResult result, JobScore score, JobMetric metric)
    {
        if (!score.Metrics.TryGetValue(metric.Key, out double value))
        {
            return new TableCell(FigureText.Unknown);
        }

        double[] all =
        [
            .. result.Scores.Where(s => s.Metrics.ContainsKey(metric.Key)).Select(s => s.Metrics[metric.Key]),
        ];
        bool isBest = value == (metric.HigherIsBetter ? all.Max() : all.Min());
        return new TableCell(
            metric.IsShare ? FigureText.Percent(value, 2) : FigureText.Number(value, metric.Decimals ?? 3), isBest);
    }
}
