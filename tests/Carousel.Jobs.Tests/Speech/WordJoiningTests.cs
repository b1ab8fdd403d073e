using Carousel.Speech;

namespace Carousel.Jobs.Tests.Speech;

public class WordJoiningTests
{
    [Fact]
    public void Strings_AreAFunctionOfSeedPurposeAndNumber()
    {
        SpeechClip Join(ulong seed, string purpose, uint number) =>
            new WordJoining(2, 5).Join(TinySpeech.Words(), seed, purpose, number);
        SpeechClip first = Join(1, "learn", 3), again = Join(1, "learn", 3);
        Assert.Equal(first.Recording.Samples, again.Recording.Samples);
        Assert.Equal(first.Transcript, again.Transcript);
        foreach (SpeechClip other in new[] { Join(2, "learn", 3), Join(1, "measure", 3), Join(1, "learn", 4) })
        {
            Assert.NotEqual(first.Recording.Samples, other.Recording.Samples);
        }
    }

    [Fact]
    public void Strings_HaveTheWordsOfOneSpeaker_InNoise()
    {
        SpeechClip[] words =
        [
            .. TinySpeech.Words(), .. TinySpeech.Words().Select(w => w with { Speaker = "ben", Transcript = "other" }),
        ];
        var lengths = new HashSet<int>();
        for (uint n = 0; n < 40; n++)
        {
            SpeechClip clip = new WordJoining(2, 4).Join(words, 1, "learn", n);
            string[] said = clip.Transcript.Split(' ');
            lengths.Add(said.Length);
            Assert.Equal(clip.Speaker == "ben", said[0] == "other");
            Assert.All(said, w => Assert.Equal(said[0] == "other", w == "other"));
            double spoken = 0.15 * said.Length;
            Assert.InRange(
                clip.Recording.Seconds, spoken + 0.2 + (0.05 * (said.Length - 1)) - 0.01,
                spoken + 1 + (0.4 * (said.Length - 1)) + 0.01);
            Assert.True(clip.Recording.Samples.Count(s => s == 0) < 5);
        }

        Assert.Equal([2, 3, 4], lengths.Order());
    }

    [Fact]
    public void WordEnds_AreWhereTheSoundEnds_NotTheRecording()
    {
        SpeechClip plain = TinySpeech.Word("lo", 250, 0.15);
        SpeechClip quiet = plain with
        {
            Recording = plain.Recording with
            {
                Samples = [.. plain.Recording.Samples, .. Enumerable.Repeat(0.001f, 400)],
            },
        };
        SpeechClip longer = new WordJoining(1, 1).Join([quiet], 1, "test", 1),
            shorter = new WordJoining(1, 1).Join([plain], 1, "test", 1);
        Assert.Equal(shorter.WordEnds, longer.WordEnds);
        Assert.Equal(0.1, longer.Recording.Seconds - shorter.Recording.Seconds, 6);
    }
}
