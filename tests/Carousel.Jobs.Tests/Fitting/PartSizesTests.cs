using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Fitting;

public class PartSizesTests
{
    [Fact]
    public void Shares_AreRounded_AndOneAtLeastOfWhatIsAskedFor()
    {
        Assert.Equal(new PartSizes(2, 15), PartSizes.Of(100, 0.02, 0.15, "data", "line"));
        Assert.Equal(new PartSizes(1, 1), PartSizes.Of(20, 0.01, 0.01, "data", "line"));
        Assert.Equal(new PartSizes(0, 0), PartSizes.Of(20, 0, 0, "data", "line"));
    }

    [Theory]
    [InlineData(
        10, 0.5, 0.5,
        "data has 10 lines: with 5 for --validation-share and 5 for --test-share, none is left for training. Make the")]
    [InlineData(1, 0.5, 0, "data has 1 line: with 1 for --validation-share, none is left for training. Pass at least")]
    public void Shares_ThatTakeEverything_AreRefused(int count, double validation, double test, string said) =>
        Assert.Contains(
            said,
            Assert.Throws<OptionException>(() => PartSizes.Of(count, validation, test, "data", "line")).OnCommandLine,
            StringComparison.Ordinal);

    [Fact]
    public void Draw_TakesAsMany_DifferentForAnotherPurpose_AndTheSameAgain()
    {
        int[] part = PartSizes.Draw(new string[50], "one", 7, 9);
        Assert.Equal((34, 7, 9), (part.Count(p => p == 0), part.Count(p => p == 1), part.Count(p => p == 2)));
        Assert.Equal(part, PartSizes.Draw(new string[50], "one", 7, 9));
        Assert.NotEqual(part, PartSizes.Draw(new string[50], "two", 7, 9));
    }

    [Fact]
    public void Draw_PutsEachClassOfThreeOrMoreIntoEachPart_AndChangesNoDrawThatDoesSo()
    {
        string[] classes = [.. Enumerable.Range(0, 40).Select(k => k < 30 ? "often" : k < 36 ? "seldom" : $"{k / 3}")];
        int[] part = PartSizes.Draw(classes, "one", 4, 4), plain = PartSizes.Draw(new string[40], "one", 4, 4);
        foreach (string name in (string[])["often", "seldom", "12"])
        {
            Assert.Equal([0, 1, 2], part.Where((_, k) => classes[k] == name).Distinct().Order());
        }

        Assert.Equal(plain, PartSizes.Draw([.. classes.Select(_ => "one class")], "one", 4, 4));
        Assert.Equal(plain.Count(p => p == 2), PartSizes.Draw([.. classes.Select((_, k) => $"{k}")], "one", 4, 4)
            .Count(p => p == 2));
        Assert.DoesNotContain(1, PartSizes.Draw(classes, "one", 0, 4));
    }

    [Fact]
    public void CopiesOfTrainingExamples_AreCountedInANote()
    {
        IEnumerable<string> Note(params string[] test) =>
            new DataParts<string>(["a", "b"], [], test).Overlaps("piece", (hash, text) => hash.Add(text));
        Assert.Equal(
            ["2 of 3 pieces of the test set also appear in the training set. Scores on new data may be lower."],
            Note("a", "b", "c"));
        Assert.Empty(Note("c"));
    }
}
