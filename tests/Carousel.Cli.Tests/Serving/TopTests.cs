using System.Text.Json;

namespace Carousel.Cli.Tests.Serving;

/// <summary><c>carousel top</c> before a server that says what the test wants.</summary>
public sealed class TopTests
{
    private const string Figures = """
        {"uptime_seconds": 3723, "sessions": 1000, "awake": 990, "waiting": 12, "steps": 123456,
         "steps_per_second": 12345.678, "batches": 400, "batch_size": 48.21, "commits": 300,
         "commits_per_second": 210.4, "commit_ms": {"p50": 0.84, "p99": 2.125}, "queue_ms": {"p50": null, "p99": null},
         "woken": 10, "evicted": 5, "refused": {"not_kept": 3, "busy": 1200}, "store_failures": 2,
         "memory_bytes": 1234567890, "models": [
          {"name": "load", "version": "0123456789abcdef", "sessions": 990, "steps": 123000, "steps_per_second": 12340,
           "queue_ms": {"p50": 0.1, "p99": 0.42},
           "drift": [{"column": "hour", "mean": 0.01, "deviation": 1.02},
                     {"column": "heat", "mean": 1.8, "deviation": 0.9}]},
          {"name": "tiny", "version": "ffff", "sessions": 10, "steps": 456, "steps_per_second": 5.678,
           "queue_ms": {"p50": null, "p99": null}}]}
        """;

    [Fact]
    public async Task Once_TellsTheFigures_OfTheServerAndOfEachModel()
    {
        await using FiguresStub server = await FiguresStub.StartAsync(Figures);
        CliRun run = await CliRun.OfAsync("top", server.Address, "--once");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            $"""
            carousel top · {server.Address} · up 1:02:03
              steps/s    12,346     batch size 48.2       queue p50, p99   –, –
              commits/s  210        waiting    12         commit p50, p99  0.84 ms, 2.12 ms
              sessions   1,000      woken      10         memory           1.2 GB
              awake      990        evicted    5          store failures   2
              refused    not kept 3, busy 1,200

              model  version       sessions  steps/s  queue p99  drift
              load   0123456789ab       990   12,340    0.42 ms  heat 1.80 ± 0.90
              tiny   ffff                10      5.7          –  –
              drift: the farthest column's mean ± deviation; 0 ± 1 as in the training

            """.ReplaceLineEndings("\n"),
            run.Out);
    }

    [Fact]
    public async Task Json_IsWhatTheServerSays_OnOneLine()
    {
        await using FiguresStub server = await FiguresStub.StartAsync(Figures);
        CliRun run = await CliRun.OfAsync("top", server.Address, "--once", "--json", "--key", "secret");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string line = Assert.Single(run.Out.TrimEnd('\n').Split('\n'));
        Assert.True(JsonElement.DeepEquals(
            JsonDocument.Parse(Figures).RootElement, JsonDocument.Parse(line).RootElement));
        Assert.Equal(["Bearer secret"], server.Keys);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(80)]
    public async Task Blocks_FollowOneAnother_UntilItIsStopped(int? width)
    {
        await using FiguresStub server = await FiguresStub.StartAsync(Figures);
        using var stop = new CancellationTokenSource();
        Task<CliRun> running = CliRun.OfAsync(["top", server.Address, "--every", "0.1"], stop.Token, width);
        while (server.Keys.Count < 3)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        CliRun run = await running;
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.True(run.Out.Split("carousel top").Length >= 3);
        if (width is null)
        {
            Assert.DoesNotContain("\u001b", run.Out, StringComparison.Ordinal);
            Assert.Contains("\n\ncarousel top", run.Out, StringComparison.Ordinal);
        }
        else
        {
            // Eleven lines up, each shorter than the terminal is wide.
            Assert.Contains("\u001b[J\u001b[11Acarousel top", run.Out, StringComparison.Ordinal);
            Assert.All(
                run.Out.Split("\u001b[K\n"),
                line => Assert.InRange(line.Replace("\u001b[J\u001b[11A", "", StringComparison.Ordinal).Length, 0, 79));
        }
    }

    [Fact]
    public async Task Models_OfWhichThereAreMany_AreCutToThoseThatWork()
    {
        string models = string.Join(
            ",", Enumerable.Range(0, 20).Select(m => $$"""{"name": "m{{m:00}}", "steps_per_second": {{m}}}"""));
        await using FiguresStub server = await FiguresStub.StartAsync($$"""{"models": [{{models}}]}""");
        CliRun run = await CliRun.OfAsync("top", server.Address, "--once");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("  m04 ", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("  m03 ", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("  … and 4 that step less\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_ThatAnotherServerDoesNotTell_AreLeftOpen()
    {
        await using FiguresStub server = await FiguresStub.StartAsync("""{"steps_per_second": "many", "refused": 3}""");
        CliRun run = await CliRun.OfAsync("top", server.Address, "--once");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("steps/s    –", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("  no models\n", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "", 1, " answers 404 to GET /metrics.json: is it a server of carousel serve?")]
    [InlineData(200, "<html>", 1, " does not answer with JSON: is it a server of carousel serve?")]
    [InlineData(200, "[]", 1, " does not answer with JSON: is it a server of carousel serve?")]
    [InlineData(401, "", 2, " denies access: pass a key that administers the server with --key.")]
    [InlineData(403, "", 2, " denies access: pass a key that administers the server with --key.")]
    public async Task Server_ThatAnswersOtherwise_EndsIt(int status, string body, int exitCode, string sentence)
    {
        await using FiguresStub server = await FiguresStub.StartAsync("");
        server.Answer = (status, body);
        CliRun run = await CliRun.OfAsync("top", server.Address);
        Assert.Equal(server.Address + sentence, run.RequireOneSentence(exitCode));
    }

    [Fact]
    public async Task Server_ThatIsGone_EndsItWithASentence()
    {
        FiguresStub server = await FiguresStub.StartAsync(Figures);
        string address = server.Address;
        await server.DisposeAsync();
        CliRun run = await CliRun.OfAsync("top", address);
        Assert.StartsWith(
            $"{address} does not answer: ", run.RequireOneSentence(exitCode: 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("ftp://a")]
    public async Task Address_ThatIsNone_IsRefused(string address)
    {
        CliRun run = await CliRun.OfAsync("top", address);
        Assert.Equal(
            $"'{address}' is not the address of a server. Pass one such as http://127.0.0.1:8080.",
            run.RequireOneSentence());
    }

    [Fact]
    public async Task Pause_ThatIsNone_IsRefused()
    {
        CliRun run = await CliRun.OfAsync("top", "http://127.0.0.1:1", "--every", "0");
        Assert.Equal("--every must be 0.1…3600 seconds, but is 0.", run.RequireOneSentence());
    }
}
