using Carousel.Jobs.Sound;

namespace Carousel.Jobs.Tests.Sound;

public class LoudFramesTests
{
    private static readonly SoundFeatureOptions _options = new()
    {
        Kind = SoundFeatureKind.Mfcc,
        Energy = true,
        Normalization = SoundNormalization.Speech,
    };

    [Theory]
    [InlineData(SoundFeatureKind.Mfcc, true)]
    [InlineData(SoundFeatureKind.Mfcc, false)]
    [InlineData(SoundFeatureKind.LogMel, true)]
    [InlineData(SoundFeatureKind.LogMel, false)]
    public void Of_FindsTheVoice_BetweenSilences(SoundFeatureKind kind, bool energy)
    {
        SoundFeatureOptions options = _options with { Kind = kind, Energy = energy };
        SoundRecording voice = MadeVoice.Of(130, 8000, 0.5);
        var sound = voice with { Samples = [.. new float[4000], .. voice.Samples, .. new float[4000]] };
        float[] bare = SoundFeatures.Of(sound, options with { Normalization = SoundNormalization.None });
        bool[] loud = LoudFrames.Of(bare, options);

        // Frames of 25 ms, 10 ms apart, lie wholly in the voice from number 50 to 97.
        Assert.All(Enumerable.Range(50, 47), frame => Assert.True(loud[frame], $"{frame}"));
        Assert.All(Enumerable.Range(0, 47), frame => Assert.False(loud[frame], $"{frame}"));
    }

    [Fact]
    public void Of_CountsEveryFrame_WhereAllAreEqual() =>
        Assert.All(LoudFrames.Of(new float[5 * _options.FrameFeatures], _options), Assert.True);

    [Fact]
    public void Speech_HasMeanZeroAndDeviationOne_OverLoudFrames_HoweverMuchSilenceThereIs()
    {
        float[] rows = SoundFeatures.Of(Between(4000), _options), longer = SoundFeatures.Of(Between(12_000), _options);
        float[] bare = SoundFeatures.Of(Between(4000), _options with { Normalization = SoundNormalization.None });
        bool[] loud = LoudFrames.Of(bare, _options);
        for (int f = 0; f < _options.Features; f++)
        {
            double[] values =
            [
                .. Enumerable.Range(0, loud.Length).Where(t => loud[t])
                    .Select(t => (double)rows[(t * _options.Features) + f]),
            ];
            Assert.Equal(0, values.Average(), 1e-5);
            Assert.Equal(1, Math.Sqrt(values.Average(v => v * v)), 1e-5);
        }

        Assert.Equal(rows, longer.Take(rows.Length), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.All(longer, value => Assert.True(float.IsFinite(value)));

        static SoundRecording Between(int silence)
        {
            SoundRecording voice = MadeVoice.Of(130, 8000, 0.5);
            return voice with { Samples = [.. new float[4000], .. voice.Samples, .. new float[silence]] };
        }
    }

    [Fact]
    public void AWarpOfOne_ChangesNoBit() =>
        Assert.Equal(
            SoundFeatures.Of(MadeVoice.Of(130, 8000, 0.3), _options),
            SoundFeatures.Of(MadeVoice.Of(130, 8000, 0.3), _options, warp: 1));
}
