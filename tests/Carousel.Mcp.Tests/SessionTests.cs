using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Carousel.Mcp.Tests;

/// <summary>Whole sessions: the client of the protocol's own SDK, the command in a process of its own.</summary>
public sealed class SessionTests
{
    private static readonly object _client = new { name = "test", version = "1" };
    private static readonly JsonSerializerOptions _short =
        new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static readonly object _training = new { job = "forecast", file = "flights.csv", @out = "model" };

    [Fact]
    public async Task Tools_AreDescribed_AndOnlyTrainWrites()
    {
        await using Agent agent = await Agent.StartAsync();

        var tools = await agent.ToolsAsync();

        Assert.Equal(
            [
                "apply_model", "describe_file", "explain_forecast", "find_anomalies", "forecast", "list_files", "train",
            ],
            tools.Keys.Order());
        Assert.All(tools.Values, tool =>
        {
            Assert.NotEmpty(tool.Description);
            Assert.Equal(tool.Name != "train", tool.ProtocolTool.Annotations!.ReadOnlyHint);
        });
    }

    [Fact]
    public async Task Table_IsListedDescribedAndForecast()
    {
        await using Agent agent = await Agent.StartAsync();
        agent.Give("us_flights_hourly.csv");

        string listed = Agent.TextOf(await agent.CallAsync("list_files"));
        CallToolResult described = await agent.CallAsync("describe_file", "file", "us_flights_hourly.csv");
        CallToolResult forecast = await agent.CallAsync(
            "forecast", "file", "us_flights_hourly.csv", "target", "late_flights", "horizon", 6);

        Assert.Contains("us_flights_hourly.csv\t", listed, StringComparison.Ordinal);
        Assert.Contains("column late_flights: number", Agent.TextOf(described), StringComparison.Ordinal);
        Assert.Equal("table", described.StructuredContent!.Value.GetProperty("kind").GetString());
        string[] lines = Agent.TextOf(forecast).Split('\n');
        Assert.Contains(lines, line => line.TrimStart().StartsWith("zero-shot ", StringComparison.Ordinal));
        Assert.Equal(6, lines.Count(line => line.Contains(",late_flights,", StringComparison.Ordinal)));
        Assert.Equal("forecast", forecast.StructuredContent!.Value.GetProperty("task").GetString());
        Assert.False(forecast.StructuredContent!.Value.TryGetProperty("report", out _));
        Assert.Equal(["us_flights_hourly.csv"], Directory.EnumerateFileSystemEntries(agent.Folder)
            .Select(Path.GetFileName));
    }

    [Fact]
    public async Task Anomaly_IsFound_WhereASensorFails()
    {
        await using Agent agent = await Agent.StartAsync();
        await File.WriteAllLinesAsync(
            Path.Combine(agent.Folder, "sensor.csv"),
            [
                "time,temperature",
                .. Enumerable.Range(0, 600).Select(t =>
                {
                    double value = t == 500 ? 90 : 20 + (5 * Math.Sin(t * Math.Tau / 24));
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"{new DateTime(2026, 1, 1).AddHours(t):yyyy-MM-dd HH:mm},{value:F3}");
                }),
            ],
            TestContext.Current.CancellationToken);

        string found = Agent.TextOf(await agent.CallAsync("find_anomalies", "file", "sensor.csv"));

        Assert.Contains("2026-01-21 20:00", found, StringComparison.Ordinal);
        Assert.Contains("incidents.csv", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classifier_IsTrainedDescribedAndApplied_AndItsProgressIsHeard()
    {
        await using Agent agent = await Agent.StartAsync();
        await File.WriteAllLinesAsync(
            Path.Combine(agent.Folder, "reviews.tsv"),
            [
                "text\tlabel",
                .. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? $"good film {i}\tfor" : $"bad film {i}\tagainst"),
            ],
            TestContext.Current.CancellationToken);
        var heard = new ConcurrentQueue<string>();

        CallToolResult trained = await agent.CallAsync(
            "train", new Listener(heard), "job", "classify", "file", "reviews.tsv", "out", "models/reviews");
        string described = Agent.TextOf(
            await agent.CallAsync("describe_file", "file", "models/reviews/model.safetensors"));
        string applied = Agent.TextOf(await agent.CallAsync(
            "apply_model", "model", "models/reviews/model.safetensors", "text", "a good film"));
        CallToolResult again = await agent.CallAsync(
            "train", "job", "classify", "file", "reviews.tsv", "out", "models/reviews");

        Assert.NotEqual(true, trained.IsError);
        while (!heard.Any(line => line.StartsWith("epoch 1/", StringComparison.Ordinal)))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.EndsWith(
            "model.safetensors", trained.StructuredContent!.Value.GetProperty("model").GetString(),
            StringComparison.Ordinal);
        Assert.Contains("parameters", described, StringComparison.Ordinal);
        Assert.Contains("1,for,", applied, StringComparison.Ordinal);
        Assert.True(again.IsError);
        Assert.Contains("exists", Agent.TextOf(again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tagger_IsTrained_AndLabelsAText()
    {
        await using Agent agent = await Agent.StartAsync();
        await File.WriteAllLinesAsync(
            Path.Combine(agent.Folder, "tags.conll"),
            Enumerable.Range(0, 40).SelectMany(_ => (string[])["the\tDET", "whale\tNOUN", "swims\tVERB", ""]),
            TestContext.Current.CancellationToken);

        CallToolResult refused = await agent.CallAsync(
            "train", "job", "tag", "file", "tags.conll", "time", "t", "out", "tagger");
        CallToolResult trained = await agent.CallAsync("train", "job", "tag", "file", "tags.conll", "out", "tagger");
        string applied = Agent.TextOf(await agent.CallAsync(
            "apply_model", "model", "tagger/model.safetensors", "text", "the whale swims"));

        Assert.Contains("takes no 'time'; it takes label", Agent.TextOf(refused), StringComparison.Ordinal);
        Assert.NotEqual(true, trained.IsError);
        Assert.Contains("NOUN", applied, StringComparison.Ordinal);
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Forecaster_IsTrained_AndItsInputsAreExplained()
    {
        await using Agent agent = await Agent.StartAsync();
        await File.WriteAllLinesAsync(
            Path.Combine(agent.Folder, "sales.csv"),
            [
                "day,sales",
                .. Enumerable.Range(0, 300).Select(t => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{new DateTime(2026, 1, 1).AddDays(t):yyyy-MM-dd},{100 + (20 * (t % 7)) + (t * 37 % 11)}")),
            ],
            TestContext.Current.CancellationToken);

        CallToolResult trained = await agent.CallAsync("train", "job", "forecast", "file", "sales.csv", "out", "model");
        string explained = Agent.TextOf(await agent.CallAsync(
            "explain_forecast", "model", "model/model.safetensors", "file", "sales.csv"));

        Assert.NotEqual(true, trained.IsError);
        Assert.Contains(
            "contributions.csv\nid,time,target,step,cutoff,forecast,base", explained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Training_Stops_WhenTheAgentIsGone()
    {
        string folder = Directory.CreateTempSubdirectory("agent-").FullName;
        File.Copy(Agent.SampleFile("us_flights_hourly.csv"), Path.Combine(folder, "flights.csv"));
        using var server = Process.Start(new ProcessStartInfo("dotnet", [Agent.CommandFile, "mcp", "--folder", folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        foreach ((string method, object? values, int? id) in ((string, object?, int?)[])
        [
            ("initialize", new { protocolVersion = "2025-06-18", capabilities = new { }, clientInfo = _client }, 1),
            ("notifications/initialized", null, null),
            ("tools/call", new { name = "train", arguments = _training }, 2),
        ])
        {
            string message = JsonSerializer.Serialize(new { jsonrpc = "2.0", id, method, @params = values }, _short);
            await server.StandardInput.WriteLineAsync(message.AsMemory(), TestContext.Current.CancellationToken);
        }

        await server.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        while (!Directory.Exists(Path.Combine(folder, "model")))
        {
            Assert.False(server.HasExited);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        server.StandardInput.Close();
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["flights.csv"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Listener(ConcurrentQueue<string> heard) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => heard.Enqueue(value.Message ?? "");
    }
}
