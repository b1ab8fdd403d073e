using System.Text.Json.Nodes;
using Carousel.Testing;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>Runs that are stopped, and studios that end in the middle of one: the model is that of a run that was never
/// stopped.</summary>
public sealed class StopAndRestartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-studio");

    [Fact]
    public async Task StoppedRun_KeepsItsBest_AndGoesOnToTheSameBytes()
    {
        await using StudioProcess studio = await StudioProcess.StartAsync(Place("studio"));
        using var client = new StudioClient(studio);
        string data = Text(await client.UploadAsync("sales.csv", TinyData.Series()), "id");
        string run = await client.RunAsync(data, "forecast", TinyData.LongOptions);
        string waiting = await client.RunAsync(data, "forecast", TinyData.SeriesOptions);
        Assert.Equal(1, (await client.GetAsync($"runs/{waiting}"))["ahead"]!.GetValue<int>());
        await client.ListenAsync($"runs/{run}/events", IsThirdEpoch);
        await client.PostAsync($"runs/{run}/stop", new JsonObject());
        JsonNode stopped = await client.EndAsync(run, "stopped");
        Assert.True(stopped["has_model"]!.GetValue<bool>() && stopped["can_resume"]!.GetValue<bool>());

        // The best so far answers.
        await client.GetAsync($"runs/{run}/forecast");
        await client.PostAsync($"runs/{run}/resume", new JsonObject());
        await client.EndAsync(run);
        await RequireBytesOfTheCommandAsync(client, run);
        await client.EndAsync(waiting);
    }

    [Fact]
    public async Task KilledStudio_GoesOnByItself_ToTheSameBytes()
    {
        string run;
        await using (StudioProcess first = await StudioProcess.StartAsync(Place("studio")))
        {
            using var client = new StudioClient(first);
            string data = Text(await client.UploadAsync("sales.csv", TinyData.Series()), "id");
            run = await client.RunAsync(data, "forecast", TinyData.LongOptions);
            await client.ListenAsync($"runs/{run}/events", IsThirdEpoch);
            await first.KillAsync();
        }

        await using StudioProcess second = await StudioProcess.StartAsync(Place("studio"));
        using var again = new StudioClient(second);
        JsonNode told = await again.EndAsync(run);
        Assert.Equal("done", Text(told, "state"));
        await RequireBytesOfTheCommandAsync(again, run);

        // A page that draws the curves sees each epoch of each training once.
        IReadOnlyList<JsonNode> events = await again.ListenAsync($"runs/{run}/events", e => Text(e, "kind") == "end");
        Assert.Contains(events, e => Text(e, "kind") == "begin" && e["first_step"]!.GetValue<long>() > 0);
        int part = 0;
        (int, int)[] epochs =
        [
            .. events.Select(e => (Part: part += Text(e, "kind") == "part" ? 1 : 0, Event: e))
                .Where(e => Text(e.Event, "kind") == "epoch").Select(e => (e.Part, e.Event["epoch"]!.GetValue<int>())),
        ];
        Assert.Equal(epochs.Distinct(), epochs);
        Assert.Contains((0, 1), epochs);
    }

    [Fact]
    public async Task SecondStudio_InTheSameFolder_IsRefused()
    {
        await using StudioProcess studio = await StudioProcess.StartAsync(Place("studio"));
        (int exitCode, string sentence) = await OpenStudio.CommandAsync(
            _folder.FullName, "studio", "--folder", Place("studio"), "--port", "0", "--no-open");
        Assert.Equal(2, exitCode);
        Assert.Contains("Another studio", sentence, StringComparison.Ordinal);
    }

    public void Dispose() => EndedFolder.Remove(_folder.FullName);

    private static bool IsThirdEpoch(JsonNode one) =>
        Text(one, "kind") == "epoch" && one["epoch"]!.GetValue<int>() >= 3;

    private string Place(string name) => Path.Combine(_folder.FullName, name);

    private async Task RequireBytesOfTheCommandAsync(StudioClient client, string run)
    {
        string command = Text(await client.GetAsync($"runs/{run}"), "command");
        await File.WriteAllTextAsync(Place("sales.csv"), TinyData.Series());
        (int exitCode, string sentence) = await OpenStudio.CommandAsync(
            _folder.FullName, [.. command.Split(' ')[1..], "--out", "made"]);
        Assert.True(exitCode == 0, sentence);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(Place("made"), "model.safetensors")),
            await client.FileAsync(run, "model.safetensors"));
    }
}
