using Carousel.Jobs.Sound;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Sound;

public class SoundFeaturesTests
{
    private static readonly SoundFeatureOptions _rich = new()
    {
        Kind = SoundFeatureKind.Mfcc,
        Energy = true,
        Stack = 2,
        Normalization = SoundNormalization.Running,
    };

    [Theory]
    [InlineData(SoundFeatureKind.LogMel, "logMel")]
    [InlineData(SoundFeatureKind.Mfcc, "cepstrum")]
    public void Of_EqualsNumpy(SoundFeatureKind kind, string tensor)
    {
        Golden golden = Golden.Read("sound-features");
        var options = new SoundFeatureOptions
        {
            Kind = kind,
            Bands = (int)golden.Number("bands"),
            Coefficients = (int)golden.Number("coefficients"),
            LowestHertz = golden.Number("lowest"),
            HighestHertz = golden.Number("highest"),
        };
        float[] values = SoundFeatures.Of(new SoundRecording("golden", 8000, golden.Floats("samples")), options);

        // The numbers are of the order of 10 and computed in double precision: they differ by the rounding to single
        // precision at the end.
        double[] expected = golden.Values(tensor);
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 4e-6));
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(22050)]
    public void TryRead_GivesTheSameBits_ForAnyBlocks(int rate)
    {
        SoundRecording sound = MadeVoice.Of(130, rate, 0.4);
        float[] whole = SoundFeatures.Of(sound, _rich);
        var extractor = new SoundFeatureExtractor(_rich, rate);
        foreach (int block in (int[])[1, 97, 1000])
        {
            extractor.Reset();
            var rows = new List<float>();
            var row = new float[extractor.Features];
            for (int at = 0; at <= sound.Samples.Length; at += block)
            {
                extractor.Push(sound.Samples.AsSpan(at, Math.Min(block, sound.Samples.Length - at)));
                if (at + block > sound.Samples.Length)
                {
                    extractor.Finish();
                }

                while (extractor.TryRead(row))
                {
                    rows.AddRange(row);
                }
            }

            Assert.Equal(whole, rows);
        }
    }

    [Fact]
    public void TryRead_GivesARow_AsSoonAsItsLastSampleIsThere()
    {
        var extractor = new SoundFeatureExtractor(new SoundFeatureOptions(), 8000);
        var row = new float[extractor.Features];
        extractor.Push(new float[199]);
        Assert.False(extractor.TryRead(row));
        extractor.Push(new float[1]);
        Assert.True(extractor.TryRead(row));
        extractor.Push(new float[79]);
        Assert.False(extractor.TryRead(row));
        extractor.Push(new float[1]);
        Assert.True(extractor.TryRead(row));
    }

    [Fact]
    public void TryRead_TakesNoMemory_OnceWarm()
    {
        var extractor = new SoundFeatureExtractor(_rich, 8000);
        var row = new float[extractor.Features];
        float[] block = MadeVoice.Of(130, 8000, 0.02).Samples;
        Allocations.AssertNone(
            () =>
            {
                extractor.Push(block);
                while (extractor.TryRead(row))
                {
                }
            },
            warmUps: 20);
    }

    [Fact]
    public void Of_FillsAShortSoundUp_ToOneRow() =>
        Assert.Equal(40, SoundFeatures.Of(new SoundRecording("short", 8000, [0.1f]), new SoundFeatureOptions()).Length);

    [Fact]
    public void Of_NormalizesOverTheRecording()
    {
        float[] values = SoundFeatures.Of(
            MadeVoice.Of(130, 8000, 0.5),
            new SoundFeatureOptions { Normalization = SoundNormalization.Recording, Bands = 6 });
        float[] third = [.. values.Where((_, i) => i % 6 == 2)];

        Assert.Equal(0, third.Average(), 1e-5);
        Assert.Equal(1, third.Average(v => v * v), 1e-4);
    }

    [Fact]
    public void Running_ForgetsTheLevel()
    {
        SoundRecording sound = MadeVoice.Of(130, 8000, 12);
        var options = new SoundFeatureOptions { Normalization = SoundNormalization.Running, Bands = 6 };
        float[] quiet = SoundFeatures.Of(sound with { Samples = [.. sound.Samples.Select(s => s / 10)] }, options),
            loud = SoundFeatures.Of(sound, options);

        // The mean began at 0 a level of ln 100 apart; after 12 seconds with a memory of 3 a fiftieth or less of it is
        // left.
        Assert.True(Math.Abs(quiet[0] - loud[0]) > 4);
        Assert.True(Math.Abs(quiet[^6] - loud[^6]) < Math.Log(100) / 20);
    }

    [Fact]
    public void Warp_MovesATone_ByItsFactor()
    {
        var options = new SoundFeatureOptions { Bands = 40 };
        float[] plain = SoundFeatures.Of(Tone(1000), options),
            warped = SoundFeatures.Of(Tone(1200), options, warp: 1.2);
        Assert.Equal(Highest(plain), Highest(warped));
        Assert.NotEqual(Highest(plain), Highest(SoundFeatures.Of(Tone(1200), options)));
    }

    [Fact]
    public void Fit_GivesTheTrainingMeanZero_AndDeviationOne()
    {
        SoundRecording[] sounds = [MadeVoice.Of(130, 8000, 0.3), MadeVoice.Of(200, 8000, 0.2)];
        SoundFeatureOptions options = SoundFeatures.Fit(sounds, new SoundFeatureOptions { Bands = 6 });
        float[] first = [.. sounds.SelectMany(s => SoundFeatures.Of(s, options)).Where((_, i) => i % 6 == 0)];

        Assert.Equal(0, first.Average(), 1e-4);
        Assert.Equal(1, first.Average(v => v * v), 1e-3);
    }

    [Fact]
    public void Masking_HidesParts_EqualForEqualStreams()
    {
        var options = new SoundFeatureOptions { Bands = 8 };
        var masking = new SpectralMasking(1, 4, 1, 0.3);
        float[][] hidden = [.. Enumerable.Range(0, 8).Select(stream =>
        {
            var values = new float[20 * 8];
            Array.Fill(values, 1);
            masking.Apply(values, options, 3, (uint)stream);
            return values;
        })];
        var again = new float[20 * 8];
        Array.Fill(again, 1);
        masking.Apply(again, options, 3, 5);

        Assert.Equal(hidden[5], again);
        Assert.Contains(hidden, h => h.Contains(0));
        Assert.All(hidden, h => Assert.True(h.Sum() >= (8 - 4) * (20 - 6)));
        Assert.NotEqual(hidden[0], hidden[1]);
    }

    [Fact]
    public void Variation_ChangesTheSound_EqualForEqualStreams()
    {
        SoundRecording sound = MadeVoice.Of(130, 8000, 0.3);
        var variation = new SoundVariation(Speed: 0.1, Tract: 0.1, Noise: 1, Shift: 0.05);
        (SoundRecording first, double warp) = variation.Apply(sound, 1, 2);

        Assert.Equal(first.Samples, variation.Apply(sound, 1, 2).Recording.Samples);
        Assert.NotEqual(first.Samples, variation.Apply(sound, 1, 3).Recording.Samples);
        Assert.InRange(warp, 0.9, 1.1);
        Assert.InRange(first.Seconds, (0.3 * 0.9) - 0.06, (0.3 * 1.12) + 0.06);
    }

    private static int Highest(float[] values)
    {
        float[] frame = values[400..440];
        return Array.IndexOf(frame, frame.Max());
    }

    private static SoundRecording Tone(double hertz) =>
        new(
            "tone", 8000,
            [.. Enumerable.Range(0, 2000).Select(n => (float)(0.5 * Math.Sin(2 * Math.PI * hertz * n / 8000)))]);
}
