using Carousel.Cli.Rendering;

namespace Carousel.Cli.Tests.Rendering;

public sealed class ProgressLineTests
{
    private static readonly TrainingState _middle =
        new(
            12, 40, 16 / 56.0, 0.2705, 0.3021, 0.2979, 10, 41_312,
            TimeSpan.FromSeconds(8.2));

    [Fact]
    public void Line_HoldsAllThatIsKnown_WhenThereIsRoom() => Assert.Equal(
        "  epoch 12/40  ━━━━━━━━────────────────────  loss 0.271  validation 0.302 (best 0.298 at 10)  "
        + "41,312 windows/s  0:09 left",
        ProgressLine.ForTerminal(_middle, "windows", 160, new Pen(false)));

    [Theory]
    [InlineData(120)]
    [InlineData(100)]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(40)]
    public void Line_IsNarrowerThanTheTerminal(int width)
    {
        string line = ProgressLine.ForTerminal(_middle, "windows", width, new Pen(false));
        Assert.InRange(line.Length, 10, width - 1);
        Assert.Contains("loss 0.271", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_LeavesOutWhatIsUnknown_AtTheBeginning() => Assert.Equal(
        "  epoch 1/40",
        ProgressLine.ForLog(new TrainingState(1, 40, 0, null, null, null, 0, 0, null), "windows"));

    [Fact]
    public void Log_IsPlainText() => Assert.Equal(
        "  epoch 12/40  loss 0.271  validation 0.302 (best 0.298 at 10)  41,312 windows/s  0:09 left",
        ProgressLine.ForLog(_middle, "windows"));

    [Fact]
    public void Bar_IsColored_WhenAsked()
    {
        string line = ProgressLine.ForTerminal(_middle, "windows", 160, new Pen(true));
        Assert.Contains(
            "\u001b[32m━━━━━━━━\u001b[0m\u001b[2m━━━━━━━━━━━━━━━━━━━━\u001b[0m", line, StringComparison.Ordinal);
    }
}
