using Carousel.Speech;

namespace Carousel.Jobs.Tests.Speech;

public class SilenceCutTests
{
    [Fact]
    public void Strings_AreCutIntoTheirWords_InNoiseToo()
    {
        // Noise is 10 to 30 decibels below the words: a limit at a fixed share of the mean power is below it in
        // many of these.
        IReadOnlyList<SpeechClip> counted = new WordJoining(2, 6).Strings(TinySpeech.Words(), "validate", 40),
            strings = new WordJoining(2, 6).Strings(TinySpeech.Words(), "measure", 40);
        SilenceCut cut = SilenceCut.Choose(counted);
        int right = strings.Count(s => cut.Cut(s.Recording).Count == s.Words.Count);
        Assert.True(right >= 36, $"{right} of 40 strings are cut into as many pieces as words.");
        Assert.All(
            strings, s => Assert.All(cut.Cut(s.Recording), p => Assert.InRange(p.Seconds, 0.08, s.Recording.Seconds)));
    }

    [Fact]
    public void Count_ThatIsTold_IsKeptWhereASettingGivesIt()
    {
        IReadOnlyList<SpeechClip> strings = new WordJoining(2, 6).Strings(TinySpeech.Words(), "measure", 60);
        SilenceCut cut = SilenceCut.Choose([TinySpeech.Words()[0]]);
        int free = strings.Count(s => cut.Cut(s.Recording).Count == s.Words.Count),
            told = strings.Count(s => cut.Cut(s.Recording, s.Words.Count).Count == s.Words.Count);
        Assert.True(told > free, $"{told} of 60, without the count {free}");
    }

    [Fact]
    public void Recording_WithoutAFrame_HasNoPieces() =>
        Assert.Empty(SilenceCut.Choose(TinySpeech.Words()).Cut(new Jobs.Sound.SoundRecording("short", 4000, [0.5f])));
}
