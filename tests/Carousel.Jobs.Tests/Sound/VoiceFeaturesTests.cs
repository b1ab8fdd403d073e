using Carousel.Jobs.Sound;

namespace Carousel.Jobs.Tests.Sound;

/// <summary>Pitch and loudness of sounds whose pitch is known.</summary>
public sealed class VoiceFeaturesTests
{
    private const int Rate = 8000, Voicing = 0, Pitch = 1, Around = 2, Loudness = 3;

    private static readonly SoundFeatureOptions _options = new()
    {
        Bands = 8,
        Normalization = SoundNormalization.None,
    };

    [Theory]
    [InlineData(75)]
    [InlineData(110)]
    [InlineData(196)]
    [InlineData(311)]
    [InlineData(440)]
    public void Pitch_IsThatOfAKnownTone(double hertz)
    {
        float[][] rows = Rows(MadeVoice.Of(hertz, Rate, 0.3));
        Assert.All(Inner(rows), row =>
        {
            Assert.Equal(Math.Log2(hertz / 150), row[Pitch], 0.02);
            Assert.InRange(row[Voicing], 0.7f, 1f);
            Assert.Equal(0, row[Around], 0.01);
        });
    }

    [Fact]
    public void Pitch_FollowsAGlide_AtAnyRateAndLevel()
    {
        const int Other = 16_000;
        double phase = 0;
        float[] glide = [.. Enumerable.Range(0, Other / 2).Select(n =>
        {
            phase += 100 * Math.Pow(2, 2.0 * n / Other) / Other;
            return (float)(0.2 * Enumerable.Range(1, 5).Sum(k => Math.Sin(2 * Math.PI * k * phase) / k));
        })];
        var sound = new SoundRecording("glide", Other, glide);
        float[][] rows = Rows(sound), quiet = Rows(sound with { Samples = [.. glide.Select(s => s / 8)] });

        // The middle of frame t is at 10 t + 12.5 milliseconds; an octave takes half a second.
        Assert.All(Enumerable.Range(3, rows.Length - 6), t =>
            Assert.Equal(Math.Log2(100.0 / 150) + (2 * ((0.01 * t) + 0.0125)), rows[t][Pitch], 0.03));
        Assert.Equal(rows.SelectMany(r => r), quiet.SelectMany(r => r), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void Noise_HasNoPitch_AndTakesThatOfItsNeighbours()
    {
        var random = new Random(1);
        float[] noise = [.. Enumerable.Range(0, Rate / 5).Select(_ => (float)(0.02 * (random.NextDouble() - 0.5)))];
        float[] voice = MadeVoice.Of(200, Rate, 0.2).Samples;
        float[][] rows = Rows(new SoundRecording("voice in noise", Rate, [.. noise, .. voice, .. noise]));

        Assert.All(rows, row => Assert.Equal(Math.Log2(200.0 / 150), row[Pitch], 0.03));
        Assert.All(rows[..15], row => Assert.InRange(row[Voicing], 0f, 0.7f));
        Assert.All(rows[..15], row => Assert.InRange(row[Loudness], -4f, -1f));
        Assert.All(rows[25..35], row => Assert.InRange(row[Loudness], -0.3f, 0f));
    }

    [Fact]
    public void Silence_HasFiniteFeatures() => Assert.All(
        Rows(new SoundRecording("silent", Rate, new float[800])), row => Assert.All(row, v => Assert.Equal(0, v)));

    [Fact]
    public void Join_BeginsWithTheFeaturesOfFrames()
    {
        SoundRecording voice = MadeVoice.Of(200, Rate, 0.2);
        float[][] joined = VoiceFeatures.Join(voice, _options);
        Assert.All(joined, row => Assert.Equal(8 + VoiceFeatures.Count, row.Length));
        Assert.Equal(SoundFeatures.Of(voice, _options), joined.SelectMany(row => row[..8]));
    }

    private static float[][] Rows(SoundRecording sound) =>
        [.. VoiceFeatures.Join(sound, _options).Select(row => row[8..])];

    /// <summary>Frames whose windows of pitch are whole.</summary>
    private static float[][] Inner(float[][] rows) => rows[2..^2];
}
