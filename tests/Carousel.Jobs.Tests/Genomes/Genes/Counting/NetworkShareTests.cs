using Carousel.Genomes;
using Carousel.Genomes.Genes;
using Carousel.Genomes.Simulation;

namespace Carousel.Jobs.Tests.Genomes.Genes.Counting;

public sealed class NetworkShareTests
{
    private static readonly GenomePart _part = GenomeSimulation.Make(SimulatedKind.Bacteria, 90_000, seed: 6).Whole[0];

    [Fact]
    public void ANetworkThatKnowsTheGenes_IsAdded_AndOneThatKnowsNothingIsNot()
    {
        GeneCounting counting = GeneLearning.From([_part.Within(new NucleotideSpan(0, 60_000))])!;
        GenomePart validation = _part.Within(new NucleotideSpan(60_000, 90_000));
        FoundFrames counted = counting.Frames(validation.Bases);
        IReadOnlyList<byte[]> labels = GeneClasses.Tracks(validation.Bases, validation.Annotation, false).Labels;
        var knowing = new NetworkOdds(validation.Bases, Logarithms(labels[0], 7), Logarithms(labels[1], 5));
        byte[] none = new byte[validation.Bases.Length];
        var ignorant = new NetworkOdds(validation.Bases, Logarithms(none, 7), Logarithms(none, 5));
        FoundFrames unsure = counted with { Genes = [.. counted.Genes.Select(g => g / 8)] };
        Assert.Equal(1, NetworkShare.Choose([validation], (_, share) => unsure.With(knowing, 0, share)));
        Assert.Equal(0, NetworkShare.Choose([validation], (_, share) => counted.With(ignorant, 0, share)));
        Assert.Equal(counted.Genes, counted.With(knowing, 0, 0).Genes);
    }

    private static float[] Logarithms(byte[] labels, int classes) =>
        [.. labels.SelectMany(l => Enumerable.Range(0, classes).Select(c => c == l ? -0.05f : -4f))];
}
