using System.Text.Json;

namespace Carousel.Cli.Tests;

/// <summary><c>carousel write</c> from a file to recognised text and drawings.</summary>
public sealed class WriteTests
{
    [Fact]
    public async Task Write_ClassifiesLabeledDrawings_AndPredictsOthers()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("strokes.csv", Strokes()), output = folder.File("out");
        CliRun run = await CliRun.OfAsync(
            "write", data, "--hidden", "8", "--layers", "1", "--epochs", "3", "--out", output, "--json", "--quiet");
        Assert.True(run.ExitCode == 0, run.Error);
        using JsonDocument line = JsonDocument.Parse(run.LastLine);
        Assert.Equal("write", line.RootElement.GetProperty("task").GetString());
        Assert.Equal(
            ["network", "nearest_neighbour", "most_frequent"],
            line.RootElement.GetProperty("baselines").EnumerateObject().Select(b => b.Name));
        Assert.Contains(
            "<polyline",
            await File.ReadAllTextAsync(Path.Combine(output, "report.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

        string model = Path.Combine(output, "model.safetensors");
        CliRun predicted = await CliRun.OfAsync("predict", model, data);
        Assert.StartsWith("id,class,probability,p(a),p(b)\n1,", predicted.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await CliRun.OfAsync("evaluate", model, data)).ExitCode);
        Assert.Contains(
            "bidirectional LSTM 8", (await CliRun.OfAsync("describe", model)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_GoesOnToTheSameModel_WhenItWasStopped()
    {
        using var folder = new TemporaryFolder();
        string[] arguments =
        [
            "write", folder.Write("strokes.csv", Strokes()), "--mode", "generate", "--hidden", "6", "--epochs", "4",
            "--threads", "1",
        ];
        CliRun whole = await CliRun.OfAsync([.. arguments, "--out", folder.File("whole")]);
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.True(File.Exists(Path.Combine(folder.File("whole"), "drawings.svg")));
        CliRun stopped = await CliRun.StoppedAtAsync("epoch 1/4", [.. arguments, "--out", folder.File("stopped")]);
        Assert.Equal(130, stopped.ExitCode);
        CliRun resumed = await CliRun.OfAsync([.. arguments, "--out", folder.File("stopped"), "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder.File("whole"), "model.safetensors")),
            File.ReadAllBytes(Path.Combine(folder.File("stopped"), "model.safetensors")));
    }

    [Fact]
    public async Task Write_ReadsLines()
    {
        using var folder = new TemporaryFolder();
        const string Two = """
            {"strokes":[[0,0,0],[1,1,0],[1,-1,0],[1,1,1]],"label":"ab"}
            {"strokes":[[0,0,0],[1,-1,0],[1,1,1]],"label":"b"}

            """;
        string data = folder.Write("lines.ndjson", string.Concat(Enumerable.Repeat(Two, 10)));
        CliRun run = await CliRun.OfAsync(
            "write", data, "--mode", "recognise", "--hidden", "8", "--layers", "1", "--epochs", "2", "--out",
            folder.File("out"), "--quiet");
        Assert.True(run.ExitCode == 0, run.Error);
        CliRun predicted = await CliRun.OfAsync("predict", Path.Combine(folder.File("out"), "model.safetensors"), data);
        Assert.StartsWith("id,text\n1,", predicted.Out, StringComparison.Ordinal);
    }

    // A rising and a falling line, each a little different.
    private static string Strokes() =>
        string.Concat(Enumerable.Range(0, 24)
            .Select(
                n => n % 2 == 0
                    ? $"0,{n % 5},50,50,{90 + n % 7},100,a\n"
                    : $"0,{95 + n % 5},50,50,{90 + n % 7},0,b\n"));
}
