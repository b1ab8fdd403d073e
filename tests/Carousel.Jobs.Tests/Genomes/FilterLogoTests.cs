using Carousel.Genomes;
using Carousel.Genomes.Logos;

namespace Carousel.Jobs.Tests.Genomes;

public sealed class FilterLogoTests
{
    private static readonly double[] _even = [0.25, 0.25, 0.25, 0.25];

    [Fact]
    public void Information_IsTwoBitsForOneBase_AndNoneForTheBackground()
    {
        FilterLogo logo = Logo("AGnG");
        Assert.Equal([2, 2, 0, 2], logo.Information.Select(b => Math.Round(b, 1)));
        Assert.Equal([2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0], logo.Heights.Take(12).Select(b => Math.Round(b, 1)));
    }

    [Fact]
    public void AWordThatAFilterLooksFor_HasTheFirstRank_AndAnotherDoesNot()
    {
        FilterLogo[] logos = [Logo("CCnCC"), Logo("nAGGAGGn") with { Filter = 7 }];
        SoughtWord found = SoughtWord.Of(logos, "AGGAGG");
        Assert.Equal((7, 1, 4096), (found.Filter, found.Rank, found.Words));
        Assert.Equal(12, found.Match, 0.01);
        Assert.InRange(SoughtWord.Of(logos, "TTTTTT").Rank, 1000, 4096);
    }

    private static FilterLogo Logo(string word) =>
        new(
            0, 100,
            [
                .. word.SelectMany(
                    c =>
                        Enumerable.Range(0, 4).Select(b => c == 'n' ? 0.25 : Bases.LetterOf(b) == c ? 0.9997 : 0.0001)),
            ], _even);
}
