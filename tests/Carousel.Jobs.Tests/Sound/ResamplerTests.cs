using Carousel.Jobs.Sound;

namespace Carousel.Jobs.Tests.Sound;

public class ResamplerTests
{
    [Theory]
    [InlineData(16000, 8000)]
    [InlineData(44100, 16000)]
    [InlineData(8000, 16000)]
    [InlineData(11025, 8000)]
    public void Convert_KeepsATone_OfThePassBand(int from, int to)
    {
        float[] output = Resampler.Convert(Tone(700, from, from / 4), from, to), expected = Tone(700, to, to / 4);

        Assert.Equal(((from / 4 * to) + from - 1) / from, output.Length);
        int edge = to / 50;
        double worst = Enumerable.Range(edge, expected.Length - (2 * edge)).Max(n => Math.Abs(output[n] - expected[n]));
        Assert.True(worst < 2e-4, $"{worst}");
    }

    [Fact]
    public void Convert_TakesAToneAway_ThatTheNewRateCantHold()
    {
        float[] output = Resampler.Convert(Tone(5000, 16000, 4000), 16000, 8000);

        // Within the filter's length of the ends the tone begins and ends, which has other frequencies.
        Assert.True(output.Skip(50).SkipLast(50).Max(Math.Abs) < 2e-4);
    }

    [Theory]
    [InlineData(44100, 8000)]
    [InlineData(8000, 11025)]
    [InlineData(8000, 8000)]
    public void Push_GivesTheSameBits_ForAnyBlocks(int from, int to)
    {
        float[] input = Tone(700, from, 2000), whole = Resampler.Convert(input, from, to);
        var resampler = new Resampler(from, to);
        foreach (int block in (int[])[1, 7, 333])
        {
            resampler.Reset();
            var output = new SampleQueue();
            for (int at = 0; at < input.Length; at += block)
            {
                resampler.Push(input.AsSpan(at, Math.Min(block, input.Length - at)), output);
            }

            resampler.Finish(output);
            Assert.Equal(whole, output.Waiting.ToArray());
        }
    }

    [Fact]
    public void Push_TakesNoMemory_OnceWarm()
    {
        var resampler = new Resampler(44100, 8000);
        var output = new SampleQueue();
        float[] block = Tone(700, 44100, 882);
        Testing.Allocations.AssertNone(
            () =>
            {
                resampler.Push(block, output);
                output.Drop(output.Count);
            },
            warmUps: 20);
    }

    private static float[] Tone(double hertz, int rate, int count) =>
        [.. Enumerable.Range(0, count).Select(n => (float)(0.5 * Math.Sin(2 * Math.PI * hertz * n / rate)))];
}
