using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Genomes.Logos;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes.Genes;

/// <summary>The report of a gene finder.</summary>
internal static class GeneReport
{
    private const int ShownGenes = 25;

    public static ReportDocument Make(GenePlan plan, GeneFinder finder, GeneMeasurement measured, string command) =>
        new($"Genes of {Path.GetFileName(plan.Test.Name)}", measured.Sentence(),
        [
            new Section("Result", [GenomeSections.Scores(measured.ToResult())])
            {
                Lead = "A coding base is right where its strand is right too. A stop is right where the last base of its codon and the strand are; genes that share a stop count once. A whole gene is right in every base.",
            },
            Missed(plan, measured),
            .. LogoSection.Make(finder.Backend, finder.Network, plan.Genome.Sequences.MaxBy(s => s.Length)!.Bases, ["AGGAGG", "ATG"]) is { } logos ? [logos] : Array.Empty<Section>(),
            JobSections.TrainingByScore(finder.Summary, "Cross-entropy on the part that chooses, by epoch", "Training loss by epoch, nats"),
            JobSections.Settings(plan, finder.Summary, plan.Training, [], command),
        ])
        {
            Kicker = $"carousel genome · {plan.DataName}",
        };

    private static Section Missed(GenePlan plan, GeneMeasurement measured)
    {
        var (missed, wrong) = (new List<TableRow>(), new List<TableRow>());
        for (int s = 0; s < measured.Known.Count; s++)
        {
            HashSet<(int, bool)> known = [.. measured.Known[s].Genes.Select(g => (g.StopPlace, g.IsReverse))], found = [.. measured.Found[s].Select(g => (g.StopPlace, g.IsReverse))];
            missed.AddRange(measured.Known[s].Genes.Where(g => !found.Contains((g.StopPlace, g.IsReverse))).Select(g => Row(plan.Test.Sequences[s].Name, g)));
            wrong.AddRange(GeneScores.Counted(measured.Known[s], measured.Found[s]).Where(g => !known.Contains((g.StopPlace, g.IsReverse))).Select(g => Row(plan.Test.Sequences[s].Name, g)));
        }

        return new Section("Genes missed, and genes found that are none",
        [
            Table(missed) with { Caption = $"{FigureText.Count(missed.Count)} missed{(missed.Count > ShownGenes ? $"; the first {ShownGenes} are shown" : "")}." },
            Table(wrong) with { Caption = $"{FigureText.Count(wrong.Count)} found that are not annotated{(wrong.Count > ShownGenes ? $"; the first {ShownGenes} are shown" : "")}." },
        ]);
    }

    private static Table Table(List<TableRow> rows) => new(
        [new TableColumn("sequence", Alignment.Left), new TableColumn("gene", Alignment.Left), new TableColumn("from"), new TableColumn("to"), new TableColumn("strand", Alignment.Left), new TableColumn("bases"), new TableColumn("score")],
        [.. rows.Take(ShownGenes)]);

    private static TableRow Row(string sequence, CodingGene gene) => new(
    [
        new TableCell(sequence), new TableCell(gene.Name), new TableCell(FigureText.Count(gene.Start + 1)), new TableCell(FigureText.Count(gene.End)),
        new TableCell(gene.IsReverse ? "reverse" : "forward"), new TableCell(FigureText.Count(gene.CodingLength)), new TableCell(FigureText.Number(gene.Score, 1)),
    ]);
}
