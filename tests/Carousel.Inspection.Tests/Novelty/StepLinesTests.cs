using Carousel.Inspection.Looks;
using Carousel.Jobs;

namespace Carousel.Inspection.Tests.Novelty;

public class StepLinesTests
{
    [Fact]
    public void Places_AreParagraphsThenLinesThenSentences()
    {
        Assert.Equal("paragraphs", StepLines.Places(Steps("a\nb\n\nc\nd\n\ne\n"), 6)!.Value.Name);
        Assert.Equal([2, 4, 6], StepLines.Places(Steps("a\nb\nc\nd\n"), 4)!.Value.Places);
        Assert.Equal(
            "sentences",
            StepLines.Places(
                new InspectedSequence("x", new float[9], 9)
                {
                    StepNames = ["One", "two", ".", "Three", "!", "Four", "five", ".", "Six"],
                }, 4)!.Value.Name);
        Assert.Null(StepLines.Places(new InspectedSequence("x", new float[9], 9), 4));
    }

    [Fact]
    public void Nearest_TakesEachPlaceOnce()
    {
        int[] places = [10, 20, 40];
        Assert.Equal([10, 20, 40], StepLines.Nearest(places, [0, 14, 15, 16, 29, 35, 99]));
        Assert.Equal([20], StepLines.Nearest(places, [19, 22, 30]));
    }

    private static InspectedSequence Steps(string text) =>
        new("x", new float[text.Length], text.Length) { StepNames = [.. text.Select(c => c.ToString())] };
}
