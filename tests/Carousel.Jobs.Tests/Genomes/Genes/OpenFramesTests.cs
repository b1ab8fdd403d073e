using Carousel.Genomes;
using Carousel.Genomes.Genes;
using Carousel.Genomes.Labeling;

namespace Carousel.Jobs.Tests.Genomes.Genes;

public sealed class OpenFramesTests
{
    [Fact]
    public void Lengths_GoFromStopToStop_InEachFrame()
    {
        // Forward, first frame: CCC TAA, then CCC GGG CCC.
        byte[] frames = OpenFrames.Of(Bases.Of("CCCTAACCCGGGCCC"));
        Assert.Equal([Codes(2), Codes(2), Codes(3), Codes(3)], new[] { 0, 3, 6, 12 }.Select(t => frames[t * 6]));
        Assert.Equal(Codes(2), frames[(4 * 6) + 1]);
        Assert.Equal(Codes(4), frames[(1 * 6) + 0]);
        Assert.Equal(0, frames[(0 * 6) + 1]);
    }

    [Fact]
    public void TheOtherStrand_HasTheSameLengths_AtMirroredPlaces()
    {
        byte[] bases = RandomBases.Make(200, seed: 12);
        NucleotideTracks read = new NucleotideTracks(bases, [], OpenFrames.Of(bases))
            .Window(0, 200, GeneClasses.Heads(isSpliced: false), isReverse: true);
        Assert.Equal(OpenFrames.Of(Bases.ReverseComplement(bases)), read.Frames);
    }

    private static byte Codes(int codons) => (byte)(32 * Math.Log(1 + codons));
}
