using Carousel.Genomes;
using Carousel.Genomes.Genes;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.Simulation;

namespace Carousel.Jobs.Tests.Genomes.Genes;

public sealed class SplicedPathTests
{
    [Fact]
    public void Genes_WithIntrons_AreFoundToTheBase_WhereTheNetworkIsSure()
    {
        Genome genome = GenomeSimulation.Make(SimulatedKind.Spliced, 15_000, seed: 5);
        byte[] bases = genome.Sequences[0].Bases;
        GenomeAnnotation known = genome.Annotations[0];
        Assert.Contains(known.Genes, g => g.Parts.Count > 2);
        NucleotideTracks tracks = GeneClasses.Tracks(bases, known, isSpliced: true);
        IReadOnlyList<CodingGene> found = GeneDecoder.Spliced(
            bases, Sure(tracks.Labels[0], 9), Sure(tracks.Labels[1], 5), 0);
        Assert.Equal(known.Genes.Select(Structure), found.Select(Structure));
        Assert.Empty(GeneDecoder.Spliced(bases, Sure(tracks.Labels[0], 9), Sure(tracks.Labels[1], 5), 1e6));
    }

    private static string Structure(CodingGene gene) =>
        $"{gene.IsReverse} {string.Join(' ', gene.Parts.Select(p => $"{p.Start}-{p.End}"))}";

    private static float[] Sure(byte[] labels, int classes) =>
        [.. labels.SelectMany(l => Enumerable.Range(0, classes).Select(c => c == l ? -0.05f : -6f))];
}
