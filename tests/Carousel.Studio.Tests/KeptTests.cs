using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Studio.Messages;
using Carousel.Studio.Storage;
using Carousel.Testing;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>A folder that the end of the program, or something else, left in disorder.</summary>
public sealed class KeptTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-kept");

    [Fact]
    public async Task UploadsCutShort_AreRemovedAtTheNextStart()
    {
        long whole, cut;
        using (StudioStore store = Open())
        {
            whole = AddData(store);
            cut = store.AddData("cut.csv");
        }

        foreach (string left in new[] { Place($"data/{cut}"), Place("data/77") })
        {
            Directory.CreateDirectory(left);
            await File.WriteAllTextAsync(Path.Combine(left, "cut.csv"), "day,so");
        }

        await using StudioProcess studio = await StudioProcess.StartAsync(_folder.FullName);
        using var client = new StudioClient(studio);
        JsonNode only = Assert.Single((await client.GetAsync("data"))["data"]!.AsArray())!;
        Assert.Equal($"{whole}", Text(only, "id"));
        Assert.Equal([Place($"data/{whole}")], Directory.GetDirectories(Place("data")));
        await RefusalAsync(await client.Http.GetAsync($"data/{cut}"), HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{", "", "")]
    [InlineData("[]", "", "")]
    [InlineData("{\"never\":1}", "", "")]
    [InlineData("{}", "{\"scores\":", "")]
    [InlineData("{}", "", "\"text\"")]
    public async Task RunWhoseTextIsBroken_IsToldSo_AndTheOthersAsTheyAre(
        string options, string result, string refusal)
    {
        long broken, other;
        using (StudioStore store = Open())
        {
            long data = AddData(store);
            StoredWork work = new()
            {
                Kind = "run",
                Name = "a run",
                Subject = "forecast",
                Data = data,
                State = WorkStates.Done,
            };
            broken = store.AddWork(work with { Options = options, Result = result, Refusal = refusal }).Id;
            other = store.AddWork(work).Id;
        }

        await using StudioProcess studio = await StudioProcess.StartAsync(_folder.FullName);
        using var client = new StudioClient(studio);
        JsonArray runs = (await client.GetAsync("runs"))["runs"]!.AsArray();
        Assert.Equal(
            [($"{other}", "done"), ($"{broken}", "failed")], runs.Select(r => (Text(r, "id"), Text(r, "state"))));
        Assert.Contains("can't be read", Text(runs[1]!["refusal"], "error"), StringComparison.Ordinal);
        Assert.Equal("failed", Text(await client.GetAsync($"runs/{broken}"), "state"));
        using HttpResponseMessage gone = await client.Http.DeleteAsync($"runs/{broken}");
        Assert.True(gone.IsSuccessStatusCode, await gone.Content.ReadAsStringAsync());
        Assert.Single((await client.GetAsync("runs"))["runs"]!.AsArray());
    }

    public void Dispose() => EndedFolder.Remove(_folder.FullName);

    private string Place(string name) => Path.Combine(_folder.FullName, name);

    private StudioStore Open() => new(Place("studio.db"));

    private long AddData(StudioStore store)
    {
        long id = store.AddData("sales.csv");
        Directory.CreateDirectory(Place($"data/{id}"));
        File.WriteAllText(Place($"data/{id}/sales.csv"), TinyData.Series());
        var found = new DataSet { Id = "", Name = "sales.csv", Kind = "table", Unit = "rows" };
        store.ChangeData(store.FindData(id)! with
        {
            File = "sales.csv",
            Found = JsonSerializer.Serialize(found, StudioJson.Default.DataSet),
        });
        return id;
    }
}
