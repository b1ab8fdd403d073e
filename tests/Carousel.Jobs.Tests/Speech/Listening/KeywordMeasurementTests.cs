using Carousel.Jobs.Fitting;
using Carousel.Speech;

namespace Carousel.Jobs.Tests.Speech.Listening;

public sealed class KeywordMeasurementTests(CausalModel fitted) : IClassFixture<CausalModel>
{
    [Theory]
    [InlineData(new double[0], 0)]
    [InlineData(new[] { 1.2 }, 1)]
    [InlineData(new[] { 0.2, 1.2, 1.3, 2.9 }, 2)]
    [InlineData(new[] { 1.2, 1.4, 1.45 }, 1)]
    [InlineData(new[] { 2.2, 2.4 }, 1)]
    [InlineData(new[] { 1.2, 2.4 }, 2)]
    public void EachHit_CountsForOnePlace(double[] hits, int found) =>
        Assert.Equal(found, KeywordMeasurement.Found([(0.5, 1.5), (2, 3)], hits));

    [Fact]
    public void Surplus_IsWhatIsHeardMoreOftenThanSaid()
    {
        Transcriber model = fitted.Model;
        SpeechClip[] clips = [.. new WordJoining(2, 4).Strings(TinySpeech.Words(), "test", 12)];
        foreach (KeywordMeasurement row in KeywordMeasurement.Of(
            model, clips, "lo", [0.01, 0.5], CancellationToken.None))
        {
            Assert.Equal(clips.Sum(c => c.Words.Count(w => w == "lo")), row.Said);
            int hits = clips.Sum(c => Hits(model, c, row.Threshold));
            Assert.Equal(hits, row.Said - row.Missed + row.Surplus + row.FalseAlarms);
            Assert.Equal(clips.Where(c => !c.Words.Contains("lo")).Sum(c => c.Recording.Seconds) / 3600, row.Hours, 9);
        }
    }

    [Fact]
    public void Word_ThatIsNeverSaid_IsRefused_AndNoneWithoutIt_HasNoRate()
    {
        Transcriber model = fitted.Model;
        SpeechClip clip = TinySpeech.Word("lo", 250, 0.15) with { WordEnds = [0.15] };
        Assert.Contains(
            "--keyword 'hi' occurs in none of the 1 string",
            Assert.Throws<OptionException>(
                () => KeywordMeasurement.Of(model, [clip], "hi", [0.5], CancellationToken.None)).OnCommandLine,
                StringComparison.Ordinal);
        Assert.Null(KeywordMeasurement.Of(model, [clip], "lo", [0.5], CancellationToken.None)[0].FalseAlarmsPerHour);
    }

    [Fact]
    public void Delays_CountFromTheSoundsEnd_AndMissedWordsHaveNone()
    {
        Transcriber model = fitted.Model;
        SpeechClip[] clips = [.. new WordJoining(2, 3).Strings(TinySpeech.Words(), "test", 8)];
        var known = ListeningMeasurement.Of(model, clips, CancellationToken.None);
        var later = ListeningMeasurement.Of(
            model, [.. clips.Select(c => c with { WordEnds = [.. c.WordEnds.Select(e => e + 100)] })],
            CancellationToken.None);
        Assert.True(
            known.Heard > 0 && known.Words == clips.Sum(c => c.Words.Count)
                && known.Missed == known.Words - known.Heard);
        Assert.Equal((known.Heard, known.Heard), (later.Heard, later.Early));
        Assert.Equal(known.Delay(0.5)!.Value - 100, later.Delay(0.5)!.Value, 9);
        Assert.Null(
            ListeningMeasurement.Of(
                model, [clips[0] with { Transcript = "zoo", WordEnds = [1] }], CancellationToken.None).Delay(0.5));
    }

    private static int Hits(Transcriber model, SpeechClip clip, double threshold)
    {
        using var stream = new TranscriptionStream(model, clip.Recording.Rate, ["lo"], threshold);
        ListeningMeasurement.Feed(stream, clip);
        return stream.Words.Count;
    }
}
