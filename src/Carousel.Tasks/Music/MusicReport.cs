using System.Globalization;
using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Music;

/// <summary>The report of a model of music: the table, what it played, the training.</summary>
internal static class MusicReport
{
    private const int ShownSteps = 128;

    /// <summary>Makes the report.</summary>
    public static ReportDocument Make(MusicPlan plan, MusicModel model, JobResult result, MusicPiece played, string command) => new(
        "A model of music", result.Sentence, [Result(plan, result), Played(played), Training(model.Summary), Settings(plan, command)])
    {
        Kicker = $"carousel music · {plan.Set.Name}",
    };

    private static Section Result(MusicPlan plan, JobResult result)
    {
        double best = result.Scores.Min(s => s.Metrics["nats"]);
        TableRow[] rows =
        [
            .. result.Scores.Select((s, i) => new TableRow(
                [
                    new TableCell(s.Title), new TableCell(FigureText.Number(s.Metrics["nats"], 3), s.Metrics["nats"] == best),
                    new TableCell(FigureText.Number(s.Metrics["nats_with_first"], 3)), new TableCell(FigureText.Percent(s.Metrics["accuracy"])),
                ],
                IsEmphasised: i == 0)),
        ];
        return new Section("Result", [new Table([new("", Alignment.Left), new("nats a step"), new("with first steps"), new("accuracy of keys")], rows)
        {
            Note = "Nats: binary cross-entropy summed over the 88 keys, the mean over the steps that have one before them; silent steps count like any other. Accuracy: keys that sounded and were foretold, of those that did either.",
        }])
        {
            Lead = $"{plan.Set.Test.Count} pieces that nothing was learned from or chosen by.",
        };
    }

    private static Section Played(MusicPiece played)
    {
        int[][] steps = [.. played.Steps.Take(ShownSteps)];
        int[] sounding = [.. steps.SelectMany(s => s)];
        if (sounding.Length == 0)
        {
            return new Section("Played", [new Paragraph("The model stayed silent.", Tone.Warning)]);
        }

        int[] rows = [.. Enumerable.Range(sounding.Min(), sounding.Max() - sounding.Min() + 1).Reverse()];
        float[] values = [.. rows.SelectMany(p => steps.Select(s => s.Contains(p) ? 1f : 0f))];
        var roll = new HeatMap("What the model played", Axis.Range("step", 1, steps.Length), [.. rows.Select(p => p.ToString(CultureInfo.InvariantCulture))], values)
        {
            RowName = "pitch",
            Minimum = 0,
            Maximum = 1,
            Caption = "Each key sounds with the probability that the model gives it, one independently of the other.",
        };
        return new Section("Played", [roll]) { Lead = $"{steps.Length} steps from silence, as in generated.mid." };
    }

    private static Section Training(FitSummary summary)
    {
        Axis epochs = Axis.Range("epoch", 1, Math.Max(1, summary.History.Count));
        return new Section("Training",
        [
            new LineChart("Validation nats a step by epoch", epochs, [new Series("validation", [.. summary.History.Select(e => e.Score ?? double.NaN)], SeriesRole.Forecast)])
            {
                Markers = summary.BestEpoch > 0 ? [new Marker(summary.BestEpoch - 1, "best")] : [],
                Width = ChartWidth.Half,
            },
            new LineChart(
                "Training nats a step by epoch, with dropout", epochs,
                [new Series("training", [.. summary.History.Select(e => MusicPiece.Keys * e.TrainingLoss)], SeriesRole.Plain)]) { Width = ChartWidth.Half },
        ])
        {
            Lead = $"The best epoch on the validation pieces was {summary.BestEpoch}; its parameters are kept.",
        };
    }

    private static Section Settings(MusicPlan plan, string command) => new("Settings",
    [
        new Facts([.. plan.Facts.Select(f => new Fact(f.Name, f.Fact)), new Fact("fingerprint", plan.Set.Fingerprint())]),
        new CodeBlock(command) { Caption = "The command that makes this again:" },
    ]);
}
