using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Carousel.Jobs.Networks;
using Carousel.Server.Hosting;
using Carousel.Server.Protocol;

namespace Carousel.Server.Tests.Hosting;

public sealed class SeenFromOutsideTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Metrics_TellStepsTimesAndDrift_OfEachModel()
    {
        server.Write(
            "scaled", ServerFixture.Numbers with { InputScales = [new(10, 2), new(0, 1), new(5, 5)] }, seed: 4);
        await UntilAsync(async () => ModelOf(await MetricsAsync(), "scaled") is not null);
        string session = await server.BeginAsync("scaled");
        for (int step = 0; step < 100; step++)
        {
            (HttpStatusCode status, _) = await server.PostAsync(
                $"/v1/sessions/{session}/steps", new { rows = new[] { new[] { 14, step % 2 == 0 ? -3 : 3, 5 } } });
            Assert.Equal(HttpStatusCode.OK, status);
        }

        JsonElement metrics = await MetricsAsync(), model = ModelOf(metrics, "scaled")!.Value;
        Assert.Equal(100, model.GetProperty("steps").GetInt64());
        Assert.True(metrics.GetProperty("steps").GetInt64() >= 100);
        Assert.True(metrics.GetProperty("commits").GetInt64() > 0);
        Assert.Equal(0, metrics.GetProperty("store_failures").GetInt64());
        JsonElement[] drift = [.. model.GetProperty("drift").EnumerateArray()];
        Assert.Equal(["input1", "input2", "input3"], drift.Select(d => d.GetProperty("column").GetString()));
        Assert.Equal((2, 0), (Number(drift[0], "mean"), Number(drift[0], "deviation")));
        Assert.InRange(Number(drift[1], "deviation"), 1, 3);
        Assert.Equal((0, 0), (Number(drift[2], "mean"), Number(drift[2], "deviation")));
        Assert.False(ModelOf(metrics, "numbers")!.Value.TryGetProperty("drift", out _));

        // Seconds go by between the steps and the look: recent figures may have expired.
        foreach (string times in (string[])["commit_ms", "queue_ms"])
        {
            JsonElement p50 = metrics.GetProperty(times).GetProperty("p50");
            Assert.True(p50.ValueKind == JsonValueKind.Null || p50.GetDouble() >= 0);
        }

        Assert.True(Number(metrics, "steps_per_second") >= 0 && Number(metrics, "commits_per_second") >= 0);
        Assert.True(Number(model, "steps_per_second") >= 0 && Number(metrics, "batch_size") >= 0);
    }

    [Fact]
    public async Task Metrics_TellWhatWasRefused_ByKind()
    {
        string session = await server.BeginAsync("numbers");
        (HttpStatusCode status, _) = await server.PostAsync(
            $"/v1/sessions/{session}/steps", new { from = 9, rows = new[] { new[] { 1, 2, 3 } } });
        Assert.Equal(HttpStatusCode.Conflict, status);
        JsonElement refused = (await MetricsAsync()).GetProperty("refused");
        Assert.True(refused.GetProperty("gap").GetInt64() >= 1);
    }

    [Fact]
    public async Task Requests_AreActivities_OfTheTraceThatAsked()
    {
        var trace = ActivityTraceId.CreateRandom();
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StepTrace.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> creation) =>
                creation.TraceId == trace ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        string session = await server.BeginAsync("numbers");
        foreach (int from in (int[])[1, 9])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/sessions/{session}/steps")
            {
                Content = JsonContent.Create(new { from, rows = new[] { new[] { 1, 2, 3 }, [4, 5, 6] } }),
            };
            request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
            using HttpResponseMessage answer = await server.Client.SendAsync(
                request, TestContext.Current.CancellationToken);
        }

        // The answer may be here before the server has left the request.
        await UntilAsync(() => Task.FromResult(ended.Count == 2));
        Activity[] activities = [.. ended];
        Assert.All(activities, a => Assert.Equal(("carousel.steps", trace), (a.OperationName, a.TraceId)));
        Assert.Equal([0, 1], activities.Select(a => a.GetTagItem("carousel.refused")));
        Assert.Equal([2, 2], activities.Select(a => a.GetTagItem("carousel.rows")));
        Assert.Equal(
            [ActivityStatusCode.Unset, ActivityStatusCode.Error], activities.Select(a => a.Status));
        Assert.DoesNotContain(activities.SelectMany(a => a.Tags), t => t.Value == session);
    }

    [Fact]
    public async Task Telemetry_GoesToTheCollector_WhenTheServerIsTold()
    {
        CancellationToken ending = TestContext.Current.CancellationToken;
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("carousel-otlp-");
        using (var model = NetworkModel.Draw(ServerFixture.Numbers, seed: 1, threads: 1))
        {
            model.Save(Path.Combine(folder.FullName, "numbers.safetensors"));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ending);
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string?> run = Task.Run(
            () => CarouselHost.RunAsync(
                new CarouselServerOptions { Models = folder.FullName, Volatile = true },
                new ListeningOptions { Telemetry = collector.Address }, listening.SetResult, _ => { }, stop.Token),
            ending);
        using var client = new HttpClient { BaseAddress = new Uri(await listening.Task) };
        using HttpResponseMessage begun = await client.PostAsync("/v1/models/numbers/sessions", null, ending);
        string id = (await begun.Content.ReadFromJsonAsync<JsonElement>(ending)).GetProperty("id").GetString()!;
        using HttpResponseMessage stepped = await client.PostAsJsonAsync(
            $"/v1/sessions/{id}/steps", new { rows = new[] { new[] { 1, 2, 3 } } }, ending);
        Assert.Equal(HttpStatusCode.OK, stepped.StatusCode);

        // What was not sent yet is sent at the end.
        await stop.CancelAsync();
        Assert.Null(await run);
        Assert.Contains("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", collector.Paths);
        Assert.Contains("/opentelemetry.proto.collector.trace.v1.TraceService/Export", collector.Paths);
        folder.Delete(recursive: true);
    }

    private static double Number(JsonElement from, string name) => from.GetProperty(name).GetDouble();

    private static JsonElement? ModelOf(JsonElement metrics, string name) =>
        metrics.GetProperty("models").EnumerateArray().Select(m => (JsonElement?)m)
            .FirstOrDefault(m => m!.Value.GetProperty("name").GetString() == name);

    private static async Task UntilAsync(Func<Task<bool>> isDone)
    {
        while (!await isDone())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private async Task<JsonElement> MetricsAsync()
    {
        (HttpStatusCode status, JsonElement metrics) = await server.GetAsync("/metrics.json");
        Assert.Equal(HttpStatusCode.OK, status);
        return metrics;
    }
}
