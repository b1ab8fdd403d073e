using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Agreement;

namespace Carousel.Laboratory.Tests.Claims.Agreement;

public sealed class MinimalPairTests
{
    [Fact]
    public void Lines_ArePairs_WithTheirClasses()
    {
        IReadOnlyList<MinimalPair> pairs = Read("right\twrong\tclass", "a is\ta are\tsimple", "", " b are \tb is");
        Assert.Equal(
            [new MinimalPair("a is", "a are", "simple", 2), new MinimalPair("b are", "b is", "", 4)], pairs);
    }

    [Theory]
    [InlineData("a is", "pairs.tsv:1: the line has no tab.")]
    [InlineData("a\tb\tc\td", "pairs.tsv:1: there are 4 columns.")]
    [InlineData("a\t ", "pairs.tsv:1: a sentence is empty.")]
    [InlineData("a\ta ", "pairs.tsv:1: the two sentences are the same.")]
    [InlineData("", "pairs.tsv has no minimal pair.")]
    [InlineData("right\twrong", "pairs.tsv has no minimal pair.")]
    public void Others_AreRefused_WithTheirPlace(string line, string message)
    {
        var refused = Assert.Throws<DataFormatException>(() => Read(line));
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AModelWithoutPairs_IsToldWhatIsMissing() => Assert.Contains(
        "PAIRS.tsv",
        Assert.Throws<DataFormatException>(() => new AgreementClaim().Run(new ClaimRun { Inputs = ["model"] }))
            .Message,
        StringComparison.Ordinal);

    private static IReadOnlyList<MinimalPair> Read(params string[] lines) =>
        MinimalPair.Read(lines.Select((text, k) => new TextLine(k + 1, text)), "pairs.tsv");
}
