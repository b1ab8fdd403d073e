using Carousel.Jobs.Sound;

namespace Carousel.Jobs.Tests.Sound;

public class SoundEndTests
{
    [Theory]
    [InlineData(0.5, 0.001, 1000)] // 54 decibels below: quiet
    [InlineData(0.5, 0.1, 1400)]   // 14 decibels below: the end of a word
    [InlineData(0.0, 0.0, 1400)]   // silence has no end
    public void End_LiesBehindTheLastLoudFrame(double loud, double soft, int end) =>
        Assert.Equal(
            end,
            SoundEnd.Of([.. Enumerable.Repeat((float)loud, 1000), .. Enumerable.Repeat((float)soft, 400)], 8000 / 4));

    [Fact]
    public void End_OfACutFrame_IsTheSoundsLength() => Assert.Equal(7, SoundEnd.Of([1, 1, 1, 1, 1, 1, 1], 500));
}
