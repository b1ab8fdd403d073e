using System.Text.Json;
using Carousel.Cli.Tests;

namespace Carousel.Laboratory.Tests.Commands;

public sealed class TrackingRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-tracking").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Training_IsShown_Kept_AndLeftOutByResume()
    {
        string[] command =
            ["tracking", "--tasks", "parity", "--cells", "elman", "--out", _folder, "--json"];
        CliRun run = await LabRun.OfAsync(command);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("Parity without a wrong answer at length 500", run.Out, StringComparison.Ordinal);
        JsonElement training = JsonDocument.Parse(run.LastLine).RootElement.GetProperty("trainings")[0];
        Assert.Equal("elman", training.GetProperty("network").GetString());
        Assert.Equal(
            ["parity-elman-1.json", "report.html"],
            Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        CliRun again = await LabRun.OfAsync([.. command, "--resume"]);
        Assert.Contains("1; 1 of them known from an earlier run", again.Error, StringComparison.Ordinal);
        Assert.Equal(run.LastLine, again.LastLine);

        // A seed more, and it is a run that is not whole.
        Assert.Contains(
            $"{_folder} contains the log of finished trials of an earlier run. This run would delete it. "
            + "Pass --resume to continue from it, or name another folder with --out.",
            (await LabRun.OfAsync([.. command, "--seeds", "2"])).RequireOneSentence(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tracking has no task 'party'. Did you mean 'parity'?", "--tasks", "party")]
    [InlineData("tracking has no cell 'gro'. Did you mean 'gru'?", "--cells", "gro")]
    [InlineData("--resume needs the output folder", "--resume")]
    [InlineData("tracking has no --length", "--length", "40")]
    [InlineData("--seeds must be 1…100", "--seeds", "0")]
    [InlineData("tracking takes no inputs", "more")]
    public async Task WhatIsWrong_IsSaidInASentence(string sentence, params string[] arguments)
    {
        CliRun run = await LabRun.OfAsync(["tracking", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Million_WritesItsPicture_AndWhatWasMeasured()
    {
        CliRun run = await LabRun.OfAsync(
            "million", "--tasks", "parity", "--cells", "elman", "--length", "1000", "--out", _folder,
            "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("without a wrong answer in 1,000 symbols", run.Out, StringComparison.Ordinal);
        JsonElement stream = JsonDocument.Parse(run.LastLine).RootElement.GetProperty("streams")[0];
        Assert.Equal(1_000, stream.GetProperty("symbols").GetInt32());
        Assert.Equal(
            ["million.json", "million.svg", "report.html"],
            Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("million has no task 'dyck1'", "--tasks", "dyck1")]
    [InlineData("--length must be a power of ten", "--length", "123")]
    [InlineData("million has no --full", "--full")]
    public async Task WhatIsWrongWithMillion_IsSaidInASentence(string sentence, params string[] arguments)
    {
        CliRun run = await LabRun.OfAsync(["million", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }
}
