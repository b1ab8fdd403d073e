using Carousel.Genomes;
using Carousel.Genomes.Genes;

namespace Carousel.Jobs.Tests.Genomes.Genes.Counting;

public sealed class StartMotifTests
{
    [Fact]
    public void AWordThatStandsBeforeStarts_IsFound_AndSpeaksForThem()
    {
        // AGGTGA at 7 to 9 bases before the start in four of five: not the word that the search begins at.
        byte[] word = Bases.Of("AGGTGA");
        (byte[] Strand, int Start)[] starts =
        [
            .. Enumerable.Range(0, 400).Select(k =>
            {
                byte[] strand = RandomBases.Make(60, seed: (ulong)(k + 1));
                if (k % 5 != 0)
                {
                    word.CopyTo(strand, 40 - 13 - (k % 3));
                }

                return (strand, 40);
            }),
        ];
        StartMotif motif = StartMotif.Find(starts);
        Assert.Equal("AGGTGA", motif.Word);
        Assert.InRange(motif.Share, 0.7, 0.9);
        Assert.True(motif.IsInRange);
        double with = starts.Where((_, k) => k % 5 != 0).Average(s => motif.Of(s.Strand, s.Start)),
            without = starts.Where((_, k) => k % 5 == 0).Average(s => motif.Of(s.Strand, s.Start));
        Assert.True(with > without + 3, $"{with} {without}");
        Assert.Equal(0, motif.Of(starts[0].Strand, 21));
    }

    [Fact]
    public void WithoutStarts_ItIsTheComplementOfTheEndOf16SRibosomalRna() =>
        Assert.Equal("AGGAGG", StartMotif.Find([]).Word);
}
