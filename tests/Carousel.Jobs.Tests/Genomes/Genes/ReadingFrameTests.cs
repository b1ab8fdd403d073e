using Carousel.Genomes;
using Carousel.Genomes.Genes;

namespace Carousel.Jobs.Tests.Genomes.Genes;

public sealed class ReadingFrameTests
{
    [Fact]
    public void Frames_BeginAtAnyStartCodon_BehindTheStopCodonBefore()
    {
        ReadingFrame[] frames =
        [
            .. ReadingFrame.All(Bases.Of("ATGTAACCATGAAAGTGCCCTTGTGACATG"), shortest: 6).OrderBy(f => f.Stop),
        ];
        Assert.Equal([(3, "0"), (23, "8,14,20")], frames.Select(f => (f.Stop, string.Join(',', f.Starts))));
        Assert.Equal(
            [23], ReadingFrame.All(Bases.Of("ATGTAACCATGAAAGTGCCCTTGTGACATG"), shortest: 18).Select(f => f.Stop));
    }

    [Theory]
    [InlineData("TAA", true)]
    [InlineData("TAG", true)]
    [InlineData("TGA", true)]
    [InlineData("TGG", false)]
    [InlineData("TNA", false)]
    [InlineData("CAA", false)]
    public void StopCodons_AreThree(string codon, bool expected) =>
        Assert.Equal(expected, Codons.IsStop(Bases.Of(codon), 0));

    [Theory]
    [InlineData("ATG", true)]
    [InlineData("GTG", true)]
    [InlineData("TTG", true)]
    [InlineData("CTG", false)]
    [InlineData("NTG", false)]
    [InlineData("ATA", false)]
    public void StartCodons_AreThree(string codon, bool expected) =>
        Assert.Equal(expected, Codons.IsStart(Bases.Of(codon), 0));
}
