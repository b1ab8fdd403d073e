using Carousel.Cli.Tests;

namespace Carousel.Laboratory.Tests.Commands;

public sealed class LessonRunTests
{
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Lesson_ShowsWhoAdds_AndWritesAPage()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await LabRun.OfAsync("lesson", "--out", folder.Path, "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Elman   3,200 sequences  squared error 0.1", run.Error, StringComparison.Ordinal);
        const string sentence =
            "GRU and LSTM learned to add over 100 steps; Elman did not within 64,000 sequences (seed 1).";
        Assert.Contains(sentence, run.Out, StringComparison.Ordinal);
        Assert.StartsWith("{\"question\":", run.LastLine, StringComparison.Ordinal);
        Assert.Contains("\"lstm_reach\":99", run.LastLine, StringComparison.Ordinal);

        // One file that needs nothing else, with the same text.
        string page = File.ReadAllText(folder.File("lesson.html"));
        Assert.Equal(["lesson.html"], [.. Directory.EnumerateFiles(folder.Path, "*.html").Select(Path.GetFileName)!]);
        Assert.Contains(sentence, page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"http", page);
        string[] titles =
            ["conveyor belt", "forget, input, update, output", "unrolled", "padding", "learn to add", "How far back"];
        Assert.All(titles, title => Assert.Contains(title, run.Out, StringComparison.Ordinal));
        Assert.All(titles, title => Assert.Contains(title, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task CtrlC_EndsIt_WithoutAPage()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("stopped");
        CliRun run = await LabRun.StoppedAtAsync("sequences", "lesson", "--out", path);
        Assert.Equal(130, run.ExitCode);
        Assert.False(Directory.Exists(path));
    }

    [Theory]
    [InlineData("lesson takes no inputs, but got 'data.csv'.", "lesson", "data.csv")]
    [InlineData("lesson has no --cell. It has --seed.", "lesson", "--cell", "lstm")]
    [InlineData("--seed must be a whole number of 0 or more, but is '-1'.", "lesson", "--seed", "-1")]
    public async Task Mistake_IsOneSentence(string sentence, params string[] arguments) =>
        Assert.Equal(sentence, (await LabRun.OfAsync(arguments)).RequireOneSentence());
}
