using Carousel.Data;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Inspecting.Novelty;

public class ChapterTextTests
{
    [Fact]
    public void Headings_AreGoneWithTheirBlankLines_WhereLinesAreParagraphs()
    {
        ChapterText text = Read(
            "CHAPTER 1. One.\nIt began.\nIt went on.\n\nCHAPTER 2. Two.\nMore.\n\n\nCHAPTER 3.\n\nThe end.\n");

        Assert.Equal("It began.\nIt went on.\nMore.\nThe end.\n", text.Text);
        Assert.Equal([2, 3], text.ChapterLines);
    }

    [Fact]
    public void Headings_LeaveTheBlankLineOfAnyParagraph_WhereBlankLinesPartParagraphs()
    {
        ChapterText text = Read("CHAPTER 1\n\nIt began\nslowly.\n\nIt went on.\n\n\n\nCHAPTER 2\nMore.\n\n\nThe end.");

        Assert.Equal("It began\nslowly.\n\nIt went on.\n\nMore.\n\nThe end.\n", text.Text);
        Assert.Equal([5], text.ChapterLines);
    }

    [Fact]
    public void Words_KnowTheirLines()
    {
        (string[] words, int[] lines) = Read("CHAPTER 1\nA cold -- inn.\nCHAPTER 2\nThe Whale\n").Words();

        Assert.Equal(["a", "cold", "inn", "the", "whale"], words);
        Assert.Equal([0, 0, 0, 1, 1], lines);
    }

    [Fact]
    public void Text_IsRefused_WithoutTwoChapters()
    {
        Assert.Contains(
            "finds 1 heading with text before and after",
            Assert.Throws<DataFormatException>(() => Read("CHAPTER 1\nAll of it.\n")).Message,
            StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => ChapterText.Read(JobInput.OfText("a"), "["));
    }

    [Fact]
    public void Places_AreParagraphsThenLinesThenSentences()
    {
        Assert.Equal("paragraphs", StepLines.Places(Steps("a\nb\n\nc\nd\n\ne\n"), 6)!.Value.Name);
        Assert.Equal([2, 4, 6], StepLines.Places(Steps("a\nb\nc\nd\n"), 4)!.Value.Places.All);
        Assert.Equal(
            "sentences",
            StepLines.Places(
                new InspectedSequence("x", new float[9], 9)
                {
                    StepNames = ["One", "two", ".", "Three", "!", "Four", "five", ".", "Six"],
                }, 4)!.Value.Name);
        Assert.Null(StepLines.Places(new InspectedSequence("x", new float[9], 9), 4));
    }

    private static InspectedSequence Steps(string text) =>
        new("x", new float[text.Length], text.Length) { StepNames = [.. text.Select(c => c.ToString())] };

    private static ChapterText Read(string text) => ChapterText.Read(JobInput.OfText(text), "^CHAPTER");
}
