using Carousel.Speech;

namespace Carousel.Jobs.Tests.Speech;

public class WordMatchesTests
{
    [Fact]
    public void Matches_AreTheLongestCommonOnes() =>
        Assert.Equal([(0, 0), (1, 2), (2, 3)], WordMatches.Of(["a", "b", "c"], ["a", "c", "b", "c"]));

    [Fact]
    public void Offsets_AreOfWordsThatWereHeard()
    {
        SpeechClip clip = TinySpeech.Word("lo", 250, 0.1) with { Transcript = "lo mi hi", WordEnds = [0.5, 1, 2] };
        Assert.Equal([-0.25, 0.5], WordMatches.Offsets(clip, ["lo", "ho", "hi"], [0.25, 1, 2.5]));
        Assert.Empty(WordMatches.Offsets(clip with { WordEnds = [] }, ["lo"], [0.25]));
    }

    [Theory]
    [InlineData(new[] { -3.0, 1, 2 }, 2.0)]
    [InlineData(new[] { -3.0, 1 }, 2.0)]
    [InlineData(new double[0], null)]
    public void MedianDistance_TakesNoSides(double[] offsets, double? median) =>
        Assert.Equal(median, WordMatches.MedianDistance(offsets));
}
