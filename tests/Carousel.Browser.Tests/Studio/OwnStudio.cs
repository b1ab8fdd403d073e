using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Carousel.Testing;

namespace Carousel.Browser.Tests.Studio;

/// <summary>A studio with a separate folder, which the tests of a class share.</summary>
public sealed class OwnStudio : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-studio-").FullName;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(5) };
    private StudioProcess? _process;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _process = await StudioProcess.StartAsync(_folder);
        _client.BaseAddress = new Uri(_process.Address, "studio/v1/");
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _process.Token);
    }

    /// <summary>Opens the link in a browser.</summary>
    /// <param name="browser">The browser.</param>
    /// <param name="place">The text after <c>#</c>.</param>
    /// <param name="change">Changes the options of the page, such as its size.</param>
    public async Task<OpenPage> OpenAsync(
        Browser browser, string place = "/", Action<BrowserNewContextOptions>? change = null)
    {
        OpenPage open = await browser.OpenAsync(_process!.Link.AbsoluteUri, change);
        await open.Page.GotoAsync(new Uri(_process.Address, $"#{place}").AbsoluteUri);
        return open;
    }

    /// <summary>Hands in data.</summary>
    /// <param name="name">The name of the file.</param>
    /// <param name="text">What it holds.</param>
    /// <returns>The id.</returns>
    public async Task<string> AddAsync(string name, string text)
    {
        using var body = new StringContent(text);
        return await IdOfAsync(await _client.PostAsync($"data?name={Uri.EscapeDataString(name)}", body));
    }

    /// <summary>Trains, and waits for its end.</summary>
    /// <param name="data">The id of the data.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">Its options.</param>
    /// <returns>The id of the run.</returns>
    public async Task<string> TrainAsync(string data, string job, JsonObject options)
    {
        var request = new JsonObject { ["data"] = data, ["job"] = job, ["options"] = options };
        string id = await IdOfAsync(await _client.PostAsJsonAsync("runs", request));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (true)
        {
            JsonNode run = (await _client.GetFromJsonAsync<JsonNode>($"runs/{id}", patience.Token))!;
            switch (run["state"]!.GetValue<string>())
            {
                case "done":
                    return id;
                case "failed" or "stopped":
                    Assert.Fail(run.ToJsonString());
                    break;
                default:
                    await Task.Delay(50, patience.Token);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        EndedFolder.Remove(_folder);
    }

    private static async Task<string> IdOfAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!["id"]!.GetValue<string>();
    }
}
