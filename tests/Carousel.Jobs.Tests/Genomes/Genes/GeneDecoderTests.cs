using Carousel.Genomes;
using Carousel.Genomes.Genes;
using Carousel.Genomes.Labeling;

namespace Carousel.Jobs.Tests.Genomes.Genes;

public sealed class GeneDecoderTests
{
    [Fact]
    public void Genes_AreLegal_AndThoseThatTheNetworkSees_OnBothStrands()
    {
        // 40 alanines between a start and a stop codon; the same on the other strand after it.
        string gene = $"ATG{string.Concat(Enumerable.Repeat("GCC", 40))}TAA", spacer = "CACACACACACACCCACACC";
        byte[] bases =
        [
            .. Bases.Of(spacer + gene + spacer), .. Bases.ReverseComplement(Bases.Of(gene)), .. Bases.Of(spacer),
        ];
        GenomeAnnotation known = new(
            [
                new CodingGene("a", [new NucleotideSpan(20, 146)], false),
                new CodingGene("b", [new NucleotideSpan(166, 292)], true),
            ],
            []);
        NucleotideTracks tracks = GeneClasses.Tracks(bases, known, isSpliced: false);
        var odds = new NetworkOdds(bases, Sure(tracks.Labels[0], 7), Sure(tracks.Labels[1], 5));
        IReadOnlyList<CodingGene> found = GeneDecoder.Genes(GeneDecoder.Candidates(bases, odds), 0);
        Assert.Equal([(20, 146, false), (166, 292, true)], found.Select(g => (g.Start, g.End, g.IsReverse)));
        Assert.Empty(GeneDecoder.Genes(GeneDecoder.Candidates(bases, odds), 1e6));
    }

    private static float[] Sure(byte[] labels, int classes) =>
        [.. labels.SelectMany(l => Enumerable.Range(0, classes).Select(c => c == l ? -0.05f : -4f))];
}
