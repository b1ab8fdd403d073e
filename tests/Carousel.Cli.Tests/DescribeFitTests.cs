using System.Text.Json;

namespace Carousel.Cli.Tests;

/// <summary><c>carousel describe</c> before the command line of a fit.</summary>
public sealed class DescribeFitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Describe_StatesFactsAndMemory_AndWritesNothing()
    {
        string data = _folder.Write(
            "data.conll",
            string.Concat(Enumerable.Repeat("la\tD\nkato\tN\nvidas\tV\n\nkato\tN\namas\tV\nla\tD\nhundo\tN\n\n", 40)));
        string[] entries = [.. _folder.Entries()];
        CliRun run = await CliRun.OfAsync(
            "describe", "tag", data, "--hidden", "64", "--threads", "1", "--json", "--out", _folder.File("out"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("bidirectional LSTM 64", run.Error, StringComparison.Ordinal);
        Assert.Contains("peak memory", run.Out, StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        JsonElement memory = json.GetProperty("memory");
        string[] parts = ["data_bytes", "parameter_bytes", "tensor_bytes", "panel_bytes", "scratch_bytes"];
        Assert.Equal(memory.GetProperty("peak_bytes").GetInt64(), parts.Sum(p => memory.GetProperty(p).GetInt64()));
        Assert.Equal("tag", json.GetProperty("task").GetString());
        Assert.Equal(entries, _folder.Entries());
    }

    [Fact]
    public async Task Fit_StatesItsMemory_BehindTheFacts()
    {
        string data = _folder.Write(
            "data.conll",
            string.Concat(Enumerable.Repeat("la\tD\nkato\tN\nvidas\tV\n\nkato\tN\namas\tV\nla\tD\nhundo\tN\n\n", 40)));
        CliRun run = await CliRun.OfAsync(
            "tag", data, "--hidden", "8", "--epochs", "1", "--threads", "1", "--json", "--out", _folder.File("out"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(
            @"  model      [^\n]*\n(?:  (?:note|  {9})[^\n]*\n)*  memory     about \d+(\.\d)? [MG]B: ", run.Error);
        Assert.Contains("\"memory\":{\"peak_bytes\":", run.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_RefusesInOneSentence()
    {
        Assert.Contains(
            "describe forecast has no option '--hiden'. Did you mean '--hidden'?",
            Sentence(await CliRun.OfAsync("describe", "forecast", "--hiden", "4")), StringComparison.Ordinal);
        Assert.Contains(
            "absent.csv", Sentence(await CliRun.OfAsync("describe", "forecast", _folder.File("absent.csv"), "--quiet")),
            StringComparison.Ordinal);
        Assert.Contains(
            "--hidden must be 1…4096", Sentence(await CliRun.OfAsync("describe", "tag", "--hidden", "0", "--quiet")),
            StringComparison.Ordinal);
        Assert.Contains(
            "carousel describe forecast", (await CliRun.OfAsync("describe", "forecast", "--help")).Out,
            StringComparison.Ordinal);
    }

    private static string Sentence(CliRun run)
    {
        Assert.Equal(2, run.ExitCode);
        return run.RequireOneSentence();
    }
}
