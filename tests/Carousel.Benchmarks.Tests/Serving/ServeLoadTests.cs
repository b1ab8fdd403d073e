using System.Text.Json;
using Carousel.Benchmarks.Serving;
using Carousel.Cli.Tests;
using Carousel.Client.Tests;
using Carousel.Testing;

namespace Carousel.Benchmarks.Tests.Serving;

/// <summary>Short measurements; processor times and allocated bytes are those of the process.</summary>
[Collection(typeof(Alone))]
public sealed class ServeLoadTests
{
    [Theory]
    [InlineData("http", 1)]
    [InlineData("websocket", 4)]
    [InlineData("batch", 30)]
    public async Task Doors_StepEachSessionInTurn_AndTellFigures(string door, int stepsARequest)
    {
        await using StubServer server = await StubServer.StartAsync();
        CliRun run = await BenchmarkRun.OfAsync(
            "serve", server.Address.ToString(), "--door", door, "--model", "sum", "--seconds", "0.1",
            "--connections", "2", "--sessions", "60", "--frame", "4", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        JsonElement result = json.GetProperty("results")[0];
        Assert.Equal(
            ("sum", door, 2),
            (json.GetProperty("model").GetString(), result.GetProperty("door").GetString(),
                result.GetProperty("connections").GetInt32()));
        long requests = result.GetProperty("requests").GetInt64();
        Assert.True(requests > 0);
        Assert.Equal(requests * stepsARequest, result.GetProperty("steps").GetInt64());
        Assert.Equal(0, result.GetProperty("failed").GetInt64());
        Assert.True(server.Sessions.Values.Sum(session => session.Steps) >= requests * stepsARequest);
        double[] latencies =
        [
            .. result.GetProperty("latency_ms").EnumerateObject().Select(p => p.Value.GetDouble()),
        ];
        Assert.Equal(latencies.Order(), latencies);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("server_cpu_seconds").ValueKind);
        Assert.Contains($"{door} × 2", run.Out, StringComparison.Ordinal);
        Assert.All(run.Out.Split('\n').SkipLast(2), line => Assert.InRange(line.Length, 0, 120));
    }

    [Fact]
    public async Task Rate_IsKept_AndItsLatenessTold()
    {
        await using StubServer server = await StubServer.StartAsync();
        CliRun run = await BenchmarkRun.OfAsync(
            "serve", server.Address.ToString(), "--rate", "200", "--seconds", "0.25", "--json", "--quiet");
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement, result = json.GetProperty("results")[0];
        Assert.Equal(200, json.GetProperty("rate_asked").GetDouble());
        Assert.Equal(
            50, result.GetProperty("requests").GetInt64() + result.GetProperty("unsent").GetInt64());
        Assert.True(result.GetProperty("lateness_p99_ms").GetDouble() >= 0);
        Assert.Contains("200 requests a second asked for; 1,024 sessions of sum", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_CountAsFailed_AndAreSentAgain()
    {
        await using StubServer server = await StubServer.StartAsync();
        foreach (string fault in (string[])["429", "", "503", "1429"])
        {
            server.Faults.Enqueue(fault);
        }

        var all = new LoadSessions(await IdsAsync(server, 1));
        using LoadTarget target = await LoadTarget.OpenAsync(
            LoadDoor.Batch, server.Address,
            [new BatchTalk(new Uri(server.Address, "v1/models/sum/steps"), "", all, 2)], null,
            TestContext.Current.CancellationToken);
        while (!server.Faults.IsEmpty)
        {
            target.Measure(rate: 1000, seconds: 0.01, TestContext.Current.CancellationToken);
        }

        Assert.Equal(3, target.Tally.Failed);
        Assert.Equal(target.Tally.Requests - 3, target.Tally.Steps);
        Assert.Equal(target.Tally.Steps, server.Sessions[all.Ids[0]].Steps);
    }

    [Theory]
    [InlineData("http", "409", "The server answered with status 409")]
    [InlineData("http", "lost", "The server closed a connection before it answered.")]
    [InlineData("websocket", "413", "The server refused a frame: {\"error\": \"Refused.\", \"status\": 413}")]
    public async Task Failure_EndsWithASentence(string door, string fault, string sentence)
    {
        await using StubServer server = await StubServer.StartAsync();
        server.Faults.Enqueue(fault);
        CliRun run = await BenchmarkRun.OfAsync(
            "serve", server.Address.ToString(), "--door", door, "--seconds", "0.1", "--quiet");
        string said = run.RequireOneSentence(exitCode: 1);
        Assert.True(
            said.StartsWith(sentence, StringComparison.Ordinal) || (fault == "lost" && said.Contains("lost")), said);
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsSaid()
    {
        string said = (await BenchmarkRun.OfAsync("serve", "http://127.0.0.1:1", "--quiet", "--model", "m"))
            .RequireOneSentence(exitCode: 1);
        Assert.StartsWith("The server can't be reached: ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_AsksTheServerThatIsGiven()
    {
        string said = (await BenchmarkRun.OfAsync("serve", "http://127.0.0.1:1", "--quiet", "--door", "empty"))
            .RequireOneSentence(exitCode: 1);
        Assert.StartsWith("127.0.0.1:1 can't be reached: ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'nowhere' is no address of a server. Pass one such as http://127.0.0.1:8080.", "nowhere")]
    [InlineData("--rate must be above 0 and at most 10000000, but is 0.", "--rate", "0")]
    [InlineData("--connections must be 1…1000, but is 1001.", "--connections", "1001")]
    [InlineData("--against must be empty, but is 'full'.", "--against", "full")]
    [InlineData("--shape is not for serve, which measures a server.", "--shape", "tiny")]
    [InlineData(
        "--volatile is for the server that the command starts: leave out the address.", "http://127.0.0.1:1",
        "--volatile")]
    [InlineData(
        "--against empty compares the highest rates of a door and the empty endpoint: leave out --rate and --door "
        + "empty.", "--against", "empty", "--rate", "5")]
    public async Task Options_ThatDoNotFit_AreRefused(string sentence, params string[] options) => Assert.Equal(
        sentence, (await BenchmarkRun.OfAsync(["serve", .. options])).RequireOneSentence());

    [Fact]
    public async Task Options_OfServe_BelongToItAlone() => Assert.Equal(
        "--door is for serve.",
        (await BenchmarkRun.OfAsync("lstm", "--door", "http")).RequireOneSentence());

    [Fact]
    public async Task TooFewSessions_AreRefused()
    {
        await using StubServer server = await StubServer.StartAsync();
        Assert.Equal(
            "4 connections need at least 256 sessions, 64 a frame, but --sessions is 255.",
            (await BenchmarkRun.OfAsync(
                "serve", server.Address.ToString(), "--door", "websocket", "--sessions", "255",
                "--quiet")).RequireOneSentence());
    }

    [Fact]
    public async Task Empty_IsAProcessOfItsOwn_AndEndsWithTheMeasurement()
    {
        using CliProcess process = BenchmarkRun.Start(
            [
                "serve", "--door", "empty", "--seconds", "0.2", "--connections", "2", "--json", "--quiet",
            ]);
        CliRun run = await process.EndAsync();
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement result = JsonDocument.Parse(run.LastLine).RootElement.GetProperty("results")[0];
        Assert.True(result.GetProperty("requests").GetInt64() > 0);
        Assert.Equal(JsonValueKind.Number, result.GetProperty("server_cpu_seconds").ValueKind);
    }

    [Fact]
    public async Task Doors_TakeTurnsWithTheEmptyOne()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CliProcess process = BenchmarkRun.Start(
            [
                "serve", server.Address.ToString(), "--against", "empty", "--seconds", "0.2",
                "--connections", "2", "--json",
            ]);
        CliRun run = await process.EndAsync();
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        Assert.Equal(
            ["http", "empty"],
            json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("door").GetString()));
        Assert.True(json.GetProperty("ratio").GetDouble() > 0);
        Assert.Contains("the requests a second of an empty endpoint", run.Out, StringComparison.Ordinal);
        Assert.Equal(10, run.Error.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task Loop_AllocatesNothing_HoweverManyRequests()
    {
        await using StubServer server = await StubServer.StartAsync();
        Uri empty = new(server.Address, "v1/models/sum/");
        using LoadConnection connection = await LoadConnection.OpenAsync(
            server.Address, new AnyTalk(empty), TestContext.Current.CancellationToken);
        var loop = new LoadLoop([connection]);
        var tally = new LoadTally();
        long requests = 0, bytes = Allocations.OfSteadyState(() =>
        {
            long before = tally.Requests;
            loop.Run(rate: null, seconds: 0.05, tally, TestContext.Current.CancellationToken);
            requests = tally.Requests - before;
        });
        Assert.True(requests > 1);
        Assert.InRange(bytes, 0, 1000);
    }

    private static async Task<string[]> IdsAsync(StubServer server, int count)
    {
        using Client.CarouselClient client = server.Connect();
        return [.. (await client.CreateSessionsAsync("sum", count)).Select(session => session.Id)];
    }

    /// <summary>Asks for a model's card.</summary>
    private sealed class AnyTalk(Uri server) : HttpTalk
    {
        private readonly byte[] _request = Head("GET", new Uri(server.AbsoluteUri.TrimEnd('/')), "", 0);

        public override ReadOnlyMemory<byte> Write() => _request;

        public override bool TryRead(Span<byte> received, out LoadAnswer answer)
        {
            bool isWhole = HttpAnswer.TryRead(received, out int used, out _, out _);
            answer = new LoadAnswer(used, 1, 0);
            return isWhole;
        }
    }
}
