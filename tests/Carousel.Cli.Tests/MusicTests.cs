using System.Text.Json;
using Carousel.Music;

namespace Carousel.Cli.Tests;

/// <summary><c>carousel music</c> from a file to the music that it writes, and rejected input.</summary>
public sealed class MusicTests
{
    private const string Pieces = "60,64,67,71\n";

    [Fact]
    public async Task Music_TrainsMeasuresAndPlays()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("roll.csv", Roll());
        string output = folder.File("out");
        CliRun run = await CliRun.OfAsync(
            "music", data, "--hidden", "8", "--epochs", "2", "--generate", "20", "--temperature", "0.8", "--out",
            output, "--json", "--quiet");
        Assert.True(run.ExitCode == 0, run.Error);
        using JsonDocument line = JsonDocument.Parse(run.LastLine);
        Assert.Equal("music", line.RootElement.GetProperty("task").GetString());
        Assert.True(line.RootElement.GetProperty("metrics").GetProperty("nats").GetDouble() > 0);
        Assert.Equal(
            ["network", "last_step", "key_frequencies"],
            line.RootElement.GetProperty("baselines").EnumerateObject().Select(b => b.Name));
        Assert.Equal(20 * 480, MidiReader.Read(Path.Combine(output, "generated.mid")).Length);
        Assert.Contains(
            "What the model played",
            await File.ReadAllTextAsync(Path.Combine(output, "report.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

        string model = Path.Combine(output, "model.safetensors");
        CliRun predicted = await CliRun.OfAsync("predict", model, data);
        Assert.True(predicted.ExitCode == 0, predicted.Error);
        Assert.StartsWith("piece,step,pitch,probability\n", predicted.Out, StringComparison.Ordinal);
        CliRun evaluated = await CliRun.OfAsync("evaluate", model, data);
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        Assert.Contains("nats", evaluated.Out, StringComparison.Ordinal);
        CliRun described = await CliRun.OfAsync("describe", model);
        Assert.Contains("LSTM 8", described.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Music_GoesOnToTheSameModel_WhenItWasStopped()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("roll.csv", Roll());
        string[] arguments = ["music", data, "--hidden", "8", "--epochs", "4", "--threads", "1"];
        CliRun whole = await CliRun.OfAsync([.. arguments, "--out", folder.File("whole")]);
        Assert.True(whole.ExitCode == 0, whole.Error);
        CliRun stopped = await CliRun.StoppedAtAsync("epoch 1/4", [.. arguments, "--out", folder.File("stopped")]);
        Assert.Equal(130, stopped.ExitCode);
        CliRun resumed = await CliRun.OfAsync([.. arguments, "--out", folder.File("stopped"), "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder.File("whole"), "model.safetensors")),
            File.ReadAllBytes(Path.Combine(folder.File("stopped"), "model.safetensors")));
    }

    [Theory]
    [InlineData("a.json", "[[[60], [130]]]", "a.json:1:10: the pitch 130 is not a piano key")]
    [InlineData("a.json", "[[[60], [61", "a.json:1:\\d+: this is not JSON")]
    [InlineData("a.csv", "60,61\n1,x\n", "a.csv:2:2: 'x' is neither 0 nor 1")]
    [InlineData("a.csv", "60,61\n1\n", "a.csv:2: the line has 1 cell,")]
    [InlineData("a.csv", "time,60\n0,1\n", "a.csv:1:1: 'time' is not a pitch")]
    [InlineData("a.csv", "60\n1\n", "no piece to train on has two steps")]
    [InlineData("a.csv", "60\n0\n0\n0\n0\n0\n0\n0\n0\n0\n0\n0\n0\n0\n0\n0\n0\n0\n0\n0\n0\n", "nothing sounds")]
    [InlineData("a.csv", "", "is empty")]
    [InlineData("a.mid", "MThd", "a.mid: byte 4: ")]
    [InlineData("a.mid", "RIFF", "is not a MIDI file")]
    public async Task Data_IsRefusedInOneSentence(string name, string text, string said)
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write(name, text);
        IReadOnlyList<string> before = folder.Entries();
        CliRun run = await CliRun.OfAsync("music", data, "--out", folder.File("out"));
        Assert.Matches(said, run.RequireOneSentence());
        Assert.Equal(before, folder.Entries());
    }

    [Theory]
    [InlineData("--temperature", "0", "--temperature must be 0.1…10")]
    [InlineData("--generate", "0", "--generate must be 1…100000")]
    [InlineData("--input-dropout", "1", "--input-dropout must be 0…0.95")]
    [InlineData("--steps-per-quarter", "0", "--steps-per-quarter must be 1…48")]
    public async Task Options_AreHeldToTheirRange(string option, string value, string said)
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("roll.csv", Roll());
        CliRun run = await CliRun.OfAsync("music", data, option, value, "--out", folder.File("out"));
        Assert.Contains(said, run.RequireOneSentence(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Music_NeedsNoFile()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync("music", "--out", folder.File("out"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("logistic on the last step needs", run.Out, StringComparison.Ordinal);
    }

    private static string Roll() =>
        Pieces
            + string.Concat(Enumerable.Range(0, 60)
                .Select(s => string.Join(',', Enumerable.Range(0, 4).Select(k => (s + k) % 4 < 2 ? 1 : 0)) + "\n"));
}
