using Carousel.Genomes;
using Carousel.Genomes.Genes;
using Carousel.Genomes.Labeling;

namespace Carousel.Jobs.Tests.Genomes.Genes;

public sealed class GeneClassesTests
{
    [Fact]
    public void Tracks_CountCodons_AlongBothStrands_AndAcrossIntrons()
    {
        GenomeAnnotation annotation = new(
            [
                new CodingGene("a", [new NucleotideSpan(1, 5), new NucleotideSpan(8, 10)], false),
                new CodingGene("b", [new NucleotideSpan(12, 18)], true),
            ], [new NucleotideSpan(19, 20)]);
        NucleotideTracks tracks = GeneClasses.Tracks(new byte[20], annotation, isSpliced: true);
        Assert.Equal([0, 1, 2, 3, 1, 7, 7, 7, 2, 3, 0, 0, 6, 5, 4, 6, 5, 4, 0, 255], tracks.Labels[0]);
        Assert.Equal([0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 4, 0, 0, 0, 0, 2, 0, 255], tracks.Labels[1]);
    }

    [Fact]
    public void TheOtherStrand_HasTheTracksOfTheReverseComplement()
    {
        byte[] bases = RandomBases.Make(20, seed: 2);
        GenomeAnnotation annotation = new(
            [new CodingGene("a", [new NucleotideSpan(1, 5), new NucleotideSpan(8, 10)], false)], []);
        GenomeAnnotation other = new(
            [new CodingGene("a", [new NucleotideSpan(10, 12), new NucleotideSpan(15, 19)], true)], []);
        NucleotideTracks read = GeneClasses.Tracks(bases, annotation, isSpliced: true)
            .Window(0, 20, GeneClasses.Heads(isSpliced: true), isReverse: true);
        NucleotideTracks expected = GeneClasses.Tracks(Bases.ReverseComplement(bases), other, isSpliced: true);
        Assert.Equal(expected.Sequence, read.Sequence);
        Assert.Equal(expected.Labels, read.Labels);
    }

    [Fact]
    public void Windows_BeyondTheEnds_AreUnknown()
    {
        NucleotideTracks window = new NucleotideTracks([0, 1, 2], [[1, 2, 3]], [])
            .Window(-1, 5, GeneClasses.Heads(isSpliced: false), isReverse: false);
        Assert.Equal([4, 0, 1, 2, 4], window.Sequence);
        Assert.Equal([255, 1, 2, 3, 255], window.Labels[0]);
    }
}
