using Carousel.Classification;
using Carousel.Jobs.Sound;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Which kinds of statistics a classifier of recordings reads: held-out recordings choose them.</summary>
public class StatisticsBaselineTests
{
    private const int Rate = 8000;

    private static readonly SoundFeatureOptions _sound = new()
    {
        Kind = SoundFeatureKind.Mfcc,
        Bands = 12,
        Coefficients = 6,
    };

    [Fact]
    public void RisingAndFalling_ChoosePitch_AndHoldForOtherVoices()
    {
        BaselineSample[] samples = [.. from voice in Enumerable.Range(0, 8)
                                       from rises in new[] { 0, 1 }
                                       from take in new[] { 0, 1 }
                                       select Glide(voice, rises, take)];
        int[] folds = [.. samples.Select((_, i) => i / 4 % 4)];
        (StatisticsBaseline baseline, float[][] heldOut) = Fit(samples, folds);

        Assert.Contains("pitch and loudness among", baseline.Sentence, StringComparison.Ordinal);
        Assert.Equal(samples.Select(s => s.Class), heldOut.Select(scores => Array.IndexOf(scores, scores.Max())));
    }

    [Fact]
    public void ReadOfAFile_IsTheSame_AndWrongSizesAreNot()
    {
        BaselineSample[] samples = [.. Enumerable.Range(0, 12).Select(i => Glide(i / 2, i % 2, 0))];
        StatisticsBaseline baseline = Fit(samples, null).Baseline;
        Storage.StoredTensor weights = Assert.Single(baseline.ToTensors());
        StatisticsBaseline? read = StatisticsBaseline.Read(_sound, 2, name => name == weights.Name ? weights : null);
        Assert.NotNull(read);

        using var workers = new Workers(1);
        Assert.Equal(baseline.Scores(samples, workers, default), read.Scores(samples, workers, default));
        Assert.Equal(baseline.Title, read.Title);
        Assert.Null(StatisticsBaseline.Read(_sound, 3, _ => weights));
        Assert.Null(StatisticsBaseline.Read(_sound, 2, _ => null));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(4000)]
    public void Statistics_AreFinite_AlsoOfShortAndSilentSound(int samples)
    {
        float[] statistics = VoiceStatistics.Of(new SoundRecording("silent", Rate, new float[samples]), _sound);
        Assert.Equal(VoiceStatistics.Counts(_sound).Sum(), statistics.Length);
        Assert.All(statistics, value => Assert.True(float.IsFinite(value)));
    }

    private static (StatisticsBaseline Baseline, float[][] HeldOut) Fit(BaselineSample[] samples, int[]? folds)
    {
        using var workers = new Workers(1);
        return StatisticsBaseline.Fit(samples, _sound, 2, folds, 1, workers);
    }

    /// <summary>A voice that rises or falls by a tenth of an octave; its harmonics get louder and softer.</summary>
    private static BaselineSample Glide(int voice, int rises, int take)
    {
        var random = new Random((4 * voice) + (2 * rises) + take);
        double phase = 0, hertz = 100 * Math.Pow(2, voice / 8.0);
        double[] speeds = [.. Enumerable.Range(0, 7).Select(_ => 60 * random.NextDouble())];
        float[] sound = [.. Enumerable.Range(0, Rate * 3 / 10).Select(n =>
        {
            phase += hertz * Math.Pow(2, ((2 * rises) - 1) * n / (3.0 * Rate)) / Rate;
            return (float)(0.1 * Enumerable.Range(1, 6).Sum(k =>
                Math.Sin(2 * Math.PI * k * phase) * (1 + (0.9 * Math.Sin(speeds[k] * n / Rate))) / k));
        })];
        return new BaselineSample(VoiceStatistics.Of(new SoundRecording("voice", Rate, sound), _sound), 1, rises);
    }
}
