using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>The whole way of a file over HTTP, with trainings in separate processes.</summary>
public sealed class WholeWayTests(OpenStudio open) : IClassFixture<OpenStudio>
{
    [Fact]
    public async Task Forecast_GoesFromAFileToAServedModel_WithTheBytesOfTheCommand()
    {
        using var client = new StudioClient(open.Studio);
        JsonNode data = await client.UploadAsync("sales.csv", TinyData.Series());
        Assert.Equal("forecast", Text(data, "job"));
        Assert.Equal("day", Text(data["time"], "column"));
        JsonNode check = await client.PostAsync(
            "checks",
            new JsonObject { ["data"] = Text(data, "id"), ["job"] = "forecast", ["options"] = TinyData.SeriesOptions });
        Assert.Contains("sold", Text(check["facts"]![0], "fact"), StringComparison.Ordinal);

        string run = await client.RunAsync(Text(data, "id"), "forecast", TinyData.SeriesOptions);
        IReadOnlyList<JsonNode> events = await client.ListenAsync($"runs/{run}/events", e => Text(e, "kind") == "end");
        string[] kinds = [.. events.Select(e => Text(e, "kind"))];
        Assert.All(
            ["state", "facts", "memory", "begin", "baseline", "epoch", "progress", "result", "end"],
            kind => Assert.Contains(kind, kinds));
        JsonNode told = await client.EndAsync(run);
        Assert.True(told["result"]!["scores"]!.AsArray().Count > 2);
        Assert.Equal(
            check["parameters"]!.GetValue<long>(), told["result"]!["parameters"]!.GetValue<long>());
        await RequireBytesOfTheCommandAsync(client, run, Text(told, "command"), "sales.csv", TinyData.Series());

        await RequireForecastMovesAsync(client, run);
        string report = await client.Http.GetStringAsync($"runs/{run}/report.html");
        Assert.Contains("<main>", report, StringComparison.Ordinal);
        Assert.DoesNotContain(open.Folder, report, StringComparison.Ordinal);
        foreach (string form in new[] { "onnx", "c", "web", "model" })
        {
            Assert.True((await client.Http.GetByteArrayAsync($"runs/{run}/export/{form}")).Length > 1000, form);
        }

        await RequireServedAsync(client, run);
    }

    [Fact]
    public async Task Texts_AreClassified()
    {
        using var client = new StudioClient(open.Studio);
        JsonNode data = await client.UploadAsync("films.tsv", TinyData.Texts());
        Assert.Equal("classify", Text(data, "job"));
        var options = data["jobs"]![0]!["options"]!.DeepClone().AsObject();
        (options["epochs"], options["ensemble"], options["hidden"]) = (2, 1, 4);
        string run = await client.RunAsync(Text(data, "id"), "classify", options);
        JsonNode told = await client.EndAsync(run);
        await RequireBytesOfTheCommandAsync(client, run, Text(told, "command"), "films.tsv", TinyData.Texts());
        Assert.True(told["uses"]!["reads_text"]!.GetValue<bool>());
        JsonNode answer = await client.PostAsync(
            $"runs/{run}/predictions", new JsonObject { ["text"] = "a lovely film" });
        Assert.Single(answer["rows"]!.AsArray());
    }

    [Fact]
    public async Task Tokens_AreTagged()
    {
        using var client = new StudioClient(open.Studio);
        JsonNode data = await client.UploadAsync("small.conll", TinyData.Tokens());
        Assert.Equal(("tag", 60), (Text(data, "job"), data["rows"]!.GetValue<int>()));
        string run = await client.RunAsync(
            Text(data, "id"), "tag",
            new JsonObject { ["epochs"] = 2, ["hidden"] = 4, ["word-size"] = 4, ["character-hidden"] = 0 });
        JsonNode told = await client.EndAsync(run);
        await RequireBytesOfTheCommandAsync(client, run, Text(told, "command"), "small.conll", TinyData.Tokens());
        JsonNode answer = await client.PostAsync(
            $"runs/{run}/predictions", new JsonObject { ["text"] = "the dog sees the tree" });
        Assert.Contains("dog", Text(answer, "text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anomalies_AreFound_AndALookInsideIsAReport()
    {
        using var client = new StudioClient(open.Studio);
        JsonNode data = await client.UploadAsync("sensor.csv", TinyData.Sensor());
        Assert.Equal("anomaly", Text(data, "job"));
        var options = data["jobs"]![0]!["options"]!.DeepClone().AsObject();
        Assert.Equal("anomaly", options["label"]!.GetValue<string>());
        (options["epochs"], options["hidden"]) = (2, 4);
        string run = await client.RunAsync(Text(data, "id"), "anomaly", options);
        JsonNode told = await client.EndAsync(run);
        await RequireBytesOfTheCommandAsync(client, run, Text(told, "command"), "sensor.csv", TinyData.Sensor());

        string task = Text(
            await client.PostAsync(
                "tasks", new JsonObject { ["kind"] = "look", ["run"] = run, ["look"] = "traces" }), "id");
        await client.ListenAsync($"tasks/{task}/events", e => Text(e, "kind") == "end");
        JsonNode look = await client.GetAsync($"tasks/{task}");
        Assert.True(look["has_report"]!.GetValue<bool>(), look.ToJsonString());
        Assert.NotEmpty(Text(look, "sentence"));
        Assert.Equal(
            $"carousel inspect traces {Path.Combine("out", "sensor", "model.safetensors")} sensor.csv",
            Text(look, "command"));
        Assert.DoesNotContain(
            open.Folder, await client.Http.GetStringAsync($"tasks/{task}/report.html"), StringComparison.Ordinal);
    }

    private static async Task RequireForecastMovesAsync(StudioClient client, string run)
    {
        JsonNode ahead = await client.GetAsync($"runs/{run}/forecast");
        Assert.Equal("price", Text(ahead["known"]![0], "name"));
        JsonNode moved = await client.PostAsync(
            $"runs/{run}/forecast",
            new JsonObject { ["known"] = new JsonObject { ["price"] = new JsonArray(9, 9, 9) } });
        JsonNode target = moved["targets"]![0]!;
        Assert.Equal(
            ahead["targets"]![0]!["forecast"]!.ToJsonString(), target["before"]!.ToJsonString());
        Assert.NotEqual(target["before"]!.ToJsonString(), target["forecast"]!.ToJsonString());
    }

    private async Task RequireServedAsync(StudioClient client, string run)
    {
        using HttpResponseMessage put = await client.Http.PutAsync($"runs/{run}/service", null);
        JsonNode service = JsonNode.Parse(await put.Content.ReadAsStringAsync())!;
        Assert.Equal($"run-{run}", Text(service, "name"));
        using var other = new HttpClient();
        other.DefaultRequestHeaders.Authorization = new("Bearer", Text(service, "key"));
        using HttpResponseMessage made = await other.PostAsync($"{Text(service, "url")}/sessions", null);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());

        // A session is counted by the thread that keeps it, a moment after the request.
        await Waiting.UntilAsync(
            async () => (await client.GetAsync($"runs/{run}/service"))["sessions"]!.GetValue<int>() == 1,
            "the session is counted");
        await RequireOthersAreServedOnAsync(client, run, other, Text(service, "url"));

        // A name is for people: with another one the model is taken down all the same.
        using HttpResponseMessage renamed = await client.Http.PatchAsync(
            $"runs/{run}", JsonContent.Create(new JsonObject { ["name"] = "another" }));
        Assert.True(renamed.IsSuccessStatusCode, await renamed.Content.ReadAsStringAsync());
        using HttpResponseMessage gone = await client.Http.DeleteAsync($"runs/{run}/service");
        Assert.True(gone.IsSuccessStatusCode);
        using HttpResponseMessage none = await other.PostAsync($"{Text(service, "url")}/sessions", null);
        Assert.False(none.IsSuccessStatusCode);
    }

    // A model that can't be served is refused, and those that are served answer as before.
    private async Task RequireOthersAreServedOnAsync(StudioClient client, string run, HttpClient other, string url)
    {
        string damaged = await client.RunAsync(
            Text(await client.GetAsync($"runs/{run}"), "data"), "forecast", TinyData.SeriesOptions);
        await client.EndAsync(damaged);
        foreach (string file in Directory.GetFiles(
            Path.Combine(open.Folder, "works", damaged, "out"), "*.safetensors"))
        {
            await File.WriteAllBytesAsync(file, new byte[64]);
        }

        await RefusalAsync(
            await client.Http.PutAsync($"runs/{damaged}/service", null), HttpStatusCode.UnprocessableEntity);
        using HttpResponseMessage still = await other.PostAsync($"{url}/sessions", null);
        Assert.True(still.IsSuccessStatusCode, await still.Content.ReadAsStringAsync());
    }

    // The command line that the page shows, typed in a folder with the file.
    private static async Task RequireBytesOfTheCommandAsync(
        StudioClient client, string run, string command, string name, string text)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("carousel-command");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text);
            string[] words = command.Split(' ')[1..];
            (int exitCode, string sentence) = await OpenStudio.CommandAsync(
                folder.FullName, [.. words, "--out", "made"]);
            Assert.True(exitCode == 0, sentence);
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(folder.FullName, "made", "model.safetensors")),
                await client.FileAsync(run, "model.safetensors"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
