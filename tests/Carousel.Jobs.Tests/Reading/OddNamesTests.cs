using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

public class OddNamesTests
{
    [Fact]
    public void NamesThatDifferInCaseOrBlanks_AreNamedTogether() => Assert.Equal(
        [
            "The words 'DOWN', 'down ' differ only in case or in surrounding blanks and are kept separate. If they "
            + "mean the same, correct the data.",
        ],
        OddNames.Alike(["DOWN", "up", "down ", "DOWN"], "words"));

    [Fact]
    public void FilesWithTwoLabels_AreNamed()
    {
        Assert.Equal(
            ["Files are listed with different transcripts: a.wav. Correct the table."],
            OddNames.Twice([("a.wav", "up"), ("b.wav", "up"), ("a.wav", "down"), ("b.wav", "up")], "transcripts"));
        Assert.Empty(OddNames.Twice([("a.wav", "up"), ("a.wav", "up")], "transcripts"));
    }
}
