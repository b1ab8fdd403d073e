using Carousel.Genomes;
using Carousel.Genomes.Logos;

namespace Carousel.Jobs.Tests.Genomes;

public sealed class FilterLogoTests
{
    private static readonly double[] _even = [0.25, 0.25, 0.25, 0.25];

    [Fact]
    public void AWordThatAFilterLooksFor_FitsBest_AndAnotherDoesNot()
    {
        FilterLogo[] logos = [Logo("CCnCC"), Logo("nAGGAGGn")];
        Assert.Equal(12, logos[1].Match(Bases.Of("AGGAGG")), 0.01);
        Assert.Equal(1.0 / 4096, FilterLogo.ShareAsFit(logos, "AGGAGG"));
        Assert.InRange(FilterLogo.ShareAsFit(logos, "TTTTTT"), 0.24, 1);
    }

    private static FilterLogo Logo(string word) =>
        new(
            [
                .. word.SelectMany(
                    c =>
                        Enumerable.Range(0, 4).Select(b => c == 'n' ? 0.25 : Bases.LetterOf(b) == c ? 0.9997 : 0.0001)),
            ], _even);
}
