using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Jobs;

/// <summary>
/// The report of a job around what the job itself shows: headline, result, training, settings, the command that makes
/// it again.
/// </summary>
internal static class JobReport
{
    /// <summary>Makes the report.</summary>
    /// <param name="fitted">What was measured.</param>
    /// <param name="result">What was found.</param>
    /// <param name="page">What the job shows of it.</param>
    /// <param name="command">The command line.</param>
    public static ReportDocument Make<TModel>(Fitted<TModel> fitted, JobResult result, JobPage page, string command)
        where TModel : class, IJobModel
    {
        (TrainingChoices training, FitSummary summary) = (fitted.Training, fitted.Model.Summary);
        return new ReportDocument(page.Title, result.Sentence.Replace(" %", "\u00a0%"),
        [
            Result(result, page),
            .. page.Sections,
            Training(summary, page, fitted.Plan.LossScale),
            Settings(
                fitted.Plan.Facts, command,
                [
                    new("answers", fitted.Model.Share.Sentence),
                    new("parameters", FigureText.Count(summary.Parameters)),
                    new("training", Invariant.Of(
                        $"{training.Optimizer}, learning rate {training.LearningRate}, Cosine, "
                        + $"batch {training.Batch}, {training.Epochs} epochs")),
                    .. page.Settings,
                    new("seed", $"{summary.Seed}"),
                ]),
        ])
        {
            Kicker = $"carousel {fitted.Plan.Verb} · {fitted.Plan.DataName}",
        };
    }

    /// <summary>What was found and decided, and the command that makes the report again.</summary>
    public static Section Settings(IEnumerable<JobFact> facts, string command, params Fact[] more) =>
        new("Settings and data",
        [
            new Facts([.. facts.Select(f => new Fact(f.Name, f.Fact)), .. more]),
            new CodeBlock(command) { Caption = "The command that makes it again" },
        ]);

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
    private static Section Training(FitSummary summary, JobPage page, double lossScale)
    {
        if (summary.History.Count == 0)
        {
            return new Section("Training", []) { Lead = "Without training." };
        }

        LineChart Chart(string title, string name, SeriesRole role, IEnumerable<double> values)
        {
            return new LineChart(
                title, Axis.Range("epoch", 1, summary.History.Count), [new Series(name, [.. values], role)])
            {
                Width = ChartWidth.Half,
            };
        }

        return new Section("Training",
        [
            .. Optional.Of(summary.BestScore is null
                ? null
                : Chart(
                    page.ScoreTitle, "validation", SeriesRole.Forecast,
                    summary.History.Select(e => e.Score ?? double.NaN).Select(page.Shown ?? (s => s)))
                with
                { Markers = [new Marker(summary.BestEpoch - 1, "best")] }),
            Chart(
                page.LossTitle, "training", SeriesRole.Plain,
                summary.History.Select(e => lossScale * e.TrainingLoss)),
        ])
        {
            Lead = summary.BestScore is null
                ? "Without a validation set, the last epoch is kept."
                : $"The best epoch on the validation set was {summary.BestEpoch}; its parameters are kept.",
            IsFolded = true,
        };
    }

    private static TableCell Cell(JobResult result, JobScore score, JobMetric metric)
    {
        if (!score.Metrics.TryGetValue(metric.Key, out double value))
        {
            return new TableCell(FigureText.Unknown);
        }

        IEnumerable<double> all = result.Scores.Where(s => s.Metrics.ContainsKey(metric.Key))
            .Select(s => s.Metrics[metric.Key]);
        bool isBest = value == (metric.HigherIsBetter ? all.Max() : all.Min());
        return new TableCell(
            metric.IsShare ? FigureText.Percent(value, 2) : FigureText.Number(value, metric.Decimals ?? 3), isBest);
    }
}
