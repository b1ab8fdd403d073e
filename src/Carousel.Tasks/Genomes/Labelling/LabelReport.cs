using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Genomes.Logos;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes.Labelling;

/// <summary>The report of a model of labels.</summary>
internal static class LabelReport
{
    public static ReportDocument Make(LabelPlan plan, LabelModel model, LabelMeasurement measured, string command)
    {
        var sections = new List<Section>
        {
            new("Result",
            [
                GenomeSections.Scores(measured.ToResult()),
                new Table(
                    [new TableColumn("label", Alignment.Left), new TableColumn("bases"), new TableColumn("precision"), new TableColumn("recall"), new TableColumn("F1")],
                    [.. measured.Classes.Select((c, k) => new TableRow(
                        [new TableCell(c), new TableCell(FigureText.Count(measured.Counts[k].True)), new TableCell(FigureText.Percent(measured.Counts[k].Precision)), new TableCell(FigureText.Percent(measured.Counts[k].Recall)), new TableCell(FigureText.Percent(measured.Counts[k].F1))]))]),
            ]),
        };
        if (measured.Gates.Count > 0)
        {
            sections.Add(new Section("Forget gates at boundaries", [.. measured.Gates.Select(g => new Paragraph(LabelMeasurement.Describe(g)))])
            {
                Lead = "A low forget gate drops what was kept. Chance is the same set of places shifted in a circle, so that their distances stay.",
            });
        }

        if (LogoSection.Make(model.Backend, model.Network, plan.Genome.Sequences.MaxBy(s => s.Length)!.Bases, []) is { } logos)
        {
            sections.Add(logos);
        }

        sections.Add(JobSections.TrainingByScore(model.Summary, "Cross-entropy on the part that chooses, by epoch", "Training loss by epoch, nats"));
        sections.Add(JobSections.Settings(plan, model.Summary, plan.Training, [], command));
        return new ReportDocument($"Labels of {Path.GetFileName(plan.DataName)}", measured.Sentence(), sections) { Kicker = $"carousel genome · {plan.DataName}" };
    }
}
