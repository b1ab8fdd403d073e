using Carousel.Jobs.Sound;
using Carousel.Speech;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Speech.Listening;

public sealed class StreamMemoryTests(CausalModel fitted) : IClassFixture<CausalModel>
{
    [Fact]
    public void Stream_TakesNoMemory_OnceItIsWarm_FromSamplesToWords()
    {
        // Another rate than the model's, so that the change of rate is in it.
        SpeechClip clip = new WordJoining(3, 3).Join(TinySpeech.Words(), 5, "test", 1);
        float[] samples = Resampler.Convert(clip.Recording.Samples, clip.Recording.Rate, 8000);
        using var stream = new TranscriptionStream(fitted.Model, 8000);
        using var spotting = new TranscriptionStream(fitted.Model, 8000, ["lo", "mi", "hi"]);
        (int words, int hits) = (0, 0);
        Allocations.AssertNone(() =>
        {
            for (int at = 0; at + 160 <= samples.Length; at += 160)
            {
                stream.Push(samples.AsSpan(at, 160));
                spotting.Push(samples.AsSpan(at, 160));
                for (; stream.Words.TryDequeue(out _); words++)
                {
                }

                for (; spotting.Words.TryDequeue(out _); hits++)
                {
                }
            }
        });
        Assert.True(words > 0 && hits > 0, $"{words} words, {hits} keywords");
    }
}
