using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

public sealed class FastaFileTests
{
    [Fact]
    public void Entries_AreALineEach()
    {
        (IReadOnlyList<string> entries, string text) =
            FastaFile.Read(">one first\nGAtt\nACA\n\n>two\nMK*\n", "x.fa");

        Assert.Equal(["one", "two"], entries);
        Assert.Equal("GATTACA\nMK*\n", text);
    }

    [Fact]
    public void EntriesWithoutANewName_HaveTheirNumber() => Assert.Equal(
        ["a", "entry 2", "entry 3"], FastaFile.Read(">a b\nGA\n> \nTT\n>a c\nCA\n", "x.fa").Entries);

    [Theory]
    [InlineData(
        "GATTACA\n>one\nG\n", "x.fa:1:1: letters before the first entry; each entry begins with a line '>name'.")]
    [InlineData(">one\nGA7T\n", "x.fa:2:3: '7' is not a letter of a sequence; write letters, '*' and '-'.")]
    [InlineData(">one\n>two\nG\n", "x.fa: entry 1 ('one') has no letters; give it some or leave it out.")]
    [InlineData("\n", "x.fa: the file has no entry; each entry begins with a line '>name'.")]
    public void DamagedFiles_AreRefusedWithTheirPlace(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<DataFormatException>(() => FastaFile.Read(text, "x.fa")).Message);

    [Theory]
    [InlineData(">chr1\nACGT", true)]
    [InlineData("> quoted text", false)]
    [InlineData("Call me Ishmael.", false)]
    public void IsFasta_LooksAtTheFirstMark(string text, bool expected) =>
        Assert.Equal(expected, FastaFile.IsFasta(text));
}
