using Carousel.Laboratory.Textbook.Acts;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Textbook;

/// <summary>Made stories, and how boundaries are scored.</summary>
public class ActStoryTests
{
    [Theory]
    [InlineData(new[] { 100, 200 }, new[] { 105, 190 }, 1.0)]
    [InlineData(new[] { 100, 200 }, new[] { 105 }, 2.0 / 3)]
    [InlineData(new[] { 100 }, new[] { 95, 105 }, 2.0 / 3)]
    [InlineData(new[] { 100 }, new[] { 150 }, 0.0)]
    [InlineData(new int[0], new int[0], 1.0)]
    public void F1_CountsEachBoundaryOnce(int[] truth, int[] found, double expected) =>
        Assert.Equal(expected, ActScore.F1(truth, found, 10), 1e-12);

    [Theory]
    [InlineData("Tones")]
    [InlineData("Events")]
    [InlineData("Text")]
    public void Acts_HaveTheirLeastLength_AndAStoryOfOneActHasNoBoundary(string kind)
    {
        StoryKind told = Enum.Parse<StoryKind>(kind);
        var random = new TrialRandom(1, "acts", 0);
        var story = ActStory.Draw(told, 3000, 200, random);
        int[] ends = [0, .. story.Boundaries, 3000];
        Assert.True(story.Boundaries.Length > 3);
        Assert.All(ends.Zip(ends[1..]), pair => Assert.True(pair.Second - pair.First >= 200));
        Assert.All(story.Symbols, s => Assert.InRange(s, 0, ActStory.Alphabet - 1));
        Assert.Empty(ActStory.Draw(told, 3000, 3000, random).Boundaries);
    }

    [Fact]
    public void Events_AreAsFrequentInEveryAct()
    {
        int[] symbols = ActStory.Draw(StoryKind.Events, 20_000, 1000, new TrialRandom(2, "acts", 0)).Symbols;
        Assert.All(symbols.Chunk(1000), act => Assert.All(
            Enumerable.Range(0, 7), e => Assert.InRange(act.Count(s => s == e), 90, 200)));
    }
}
