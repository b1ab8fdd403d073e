using Carousel.Storage;

namespace Carousel.Tests.Storage;

public sealed class QuotedTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a.csv:3:2: 'n/a' is not a number in column 'revenue'. Pass --missing 'n/a' to read it as a gap.")]
    [InlineData(
        "The model's file can't be read, for the others' files stand where it stood before all were moved to another "
        + "one.")]
    [InlineData(
        "'one' and then much that is not quoted, as long as it may be, more than eighty characters of it, and 'two'.")]
    public void Cut_LeavesShortQuotations(string message) => Assert.Same(message, QuotedText.Cut(message));

    [Theory]
    [InlineData("")]
    [InlineData("don't ")]
    [InlineData("a.csv:3:2: ")]
    public void Cut_KeepsTheBeginning(string before)
    {
        string cell = string.Concat(Enumerable.Range(0, 100_000));
        Assert.Equal(
            $"{before}'{cell[..79]}…' is not 'this', and '{cell[..79]}…' neither.",
            QuotedText.Cut($"{before}'{cell}' is not 'this', and '{cell}' neither."));
    }

    [Fact]
    public void Cut_KeepsCharactersWhole()
    {
        string letters = new('x', 78), faces = string.Concat(Enumerable.Repeat("😀", 20));
        Assert.Equal($"'{letters}…' is not read.", QuotedText.Cut($"'{letters}{faces}' is not read."));
    }

    [Fact]
    public void Cut_BoundsWhatIsNotQuoted_OrHoldsQuotationMarks()
    {
        Assert.Equal(2000, QuotedText.Cut(string.Concat(Enumerable.Repeat("a column, ", 1_000_000))).Length);
        string marks = string.Concat(Enumerable.Repeat("' ", 1_000_000));
        Assert.Equal(2000, QuotedText.Cut($"'{marks}' is not read.").Length);
    }
}
