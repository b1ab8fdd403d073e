using System.Globalization;
using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes;

/// <summary>Sections that the reports of all modes have.</summary>
internal static class GenomeSections
{
    /// <summary>The table of results.</summary>
    public static Table Scores(JobResult result) => new(
        [new TableColumn("", Alignment.Left), .. result.Metrics.Select(m => new TableColumn(m.Title))],
        [
            .. result.Scores.Select((s, k) => new TableRow(
                [
                    new TableCell(s.Title),
                    .. result.Metrics.Select(m => new TableCell(
                        !s.Metrics.TryGetValue(m.Key, out double value) ? FigureText.Unknown : m.IsShare ? FigureText.Percent(value, m.Decimals ?? 1) : FigureText.Number(value, m.Decimals ?? 3))),
                ],
                IsEmphasised: k == 0)),
        ]);

    /// <summary>How the training went.</summary>
    public static Section Training(FitSummary summary, string score)
    {
        double[] losses = [.. summary.History.Select(e => e.TrainingLoss)], scores = [.. summary.History.Select(e => e.Score ?? double.NaN)];
        int epochs = Math.Max(1, losses.Length);
        return new Section("Training",
        [
            new LineChart($"{score} on the part that chooses, by epoch", Axis.Range("epoch", 1, epochs), [new Series("validation", scores, SeriesRole.Forecast)]) { Width = ChartWidth.Half },
            new LineChart("Training loss by epoch, nats", Axis.Range("epoch", 1, epochs), [new Series("training", losses, SeriesRole.Plain)]) { Width = ChartWidth.Half },
        ])
        {
            Lead = $"Epoch {summary.BestEpoch} was the best on the part that chooses; its parameters are kept.",
        };
    }

    /// <summary>What was decided, and the command that makes it again.</summary>
    public static Section Settings(IJobPlan plan, IJobModel model, string command) => new("Settings and data",
    [
        new Facts(
        [
            .. plan.Facts.Select(f => new Fact(f.Name, f.Fact)),
            new Fact("parameters", model.Summary.Parameters.ToString("#,0", CultureInfo.InvariantCulture)),
            new Fact("seed", plan.Fit.Seed.ToString(CultureInfo.InvariantCulture)),
        ]),
        new CodeBlock(command) { Caption = "The command that makes this page again." },
    ]);
}
