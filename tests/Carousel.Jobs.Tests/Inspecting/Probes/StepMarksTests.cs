using Carousel.Inspection.Looks;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Inspecting.Probes;

public sealed class StepMarksTests
{
    [Fact]
    public void Depth_IsWhatIsOpenAfterTheStep_AndNeverBelowZero() =>
        Assert.Equal([0, 1, 1, 2, 1, 0, 0, 1], StepMarks.Depth([.. "a(b()))(".Select(c => $"{c}")], "()"));

    [Fact]
    public void Depth_CountsAllCharactersOfAStep() => Assert.Equal([2, 0], StepMarks.Depth(["[[x", "]y]"], "[]"));

    [Theory]
    [InlineData("(")]
    [InlineData("((")]
    [InlineData("(){}")]
    public void Depth_RefusesWhatIsNoPair(string pair) =>
        Assert.Throws<OptionException>(() => StepMarks.Depth(["a"], pair));

    [Fact]
    public void Quotes_OpenAndCloseByTurns_AndAnEmptyLineEndsThem()
    {
        Assert.Equal("oiioo", Marks("a\"b\"c"));
        Assert.Equal("iiiooi", Marks("“b\n\nc„"));
        Assert.Equal("iioiio", Marks("«a»\"b\""));
    }

    private static string Marks(string text) =>
        string.Concat(StepMarks.Quotes([.. text.Select(c => $"{c}")]).Select(m => m![0]));
}
