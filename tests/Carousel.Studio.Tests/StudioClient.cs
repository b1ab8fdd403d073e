using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Carousel.Testing;

namespace Carousel.Studio.Tests;

/// <summary>Asks a studio as its page does.</summary>
internal sealed class StudioClient : IDisposable
{
    private readonly HttpClient _http;

    public StudioClient(StudioProcess studio)
    {
        // However late the studio looks at a request: a body is sent only once it asks for it.
        var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(studio.Address, "/studio/v1/"),
            Timeout = TimeSpan.FromMinutes(5),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", studio.Token);
    }

    public HttpClient Http => _http;

    public async Task<JsonNode> GetAsync(string path) => await ReadAsync(await _http.GetAsync(path));

    public async Task<JsonNode> PostAsync(string path, JsonNode body) =>
        await ReadAsync(await _http.PostAsync(path, BodyOf(body)));

    public async Task<JsonNode> UploadAsync(string name, string text) =>
        await ReadAsync(await TryUploadAsync(name, text));

    public Task<HttpResponseMessage> TryUploadAsync(string name, string text) =>
        TryUploadAsync(name, Encoding.UTF8.GetBytes(text));

    public Task<HttpResponseMessage> TryUploadAsync(string name, byte[] bytes) =>
        _http.PostAsync($"data?name={Uri.EscapeDataString(name)}", new ByteArrayContent(bytes));

    public Task<HttpResponseMessage> TryPostAsync(string path, JsonNode body) => _http.PostAsync(path, BodyOf(body));

    /// <summary>Queues a run.</summary>
    public async Task<string> RunAsync(string data, string job, JsonObject options) =>
        Text(
            await PostAsync(
                "runs", new JsonObject { ["data"] = data, ["job"] = job, ["options"] = options.DeepClone() }), "id");

    /// <summary>Listens until an event of a kind, and gives all events until then.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListenAsync(string path, Func<JsonNode, bool> until)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using HttpResponseMessage response = await _http.GetAsync(
            path, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(patience.Token));
        var events = new List<JsonNode>();
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            const string Data = "data: ";
            if (line.StartsWith(Data, StringComparison.Ordinal))
            {
                JsonNode one = JsonNode.Parse(line[Data.Length..])!;
                events.Add(one);
                if (until(one))
                {
                    return events;
                }
            }
        }

        string all = string.Join(' ', events.Select(e => e.ToJsonString()));
        throw new InvalidOperationException($"The events ended: {all}");
    }

    /// <summary>Waits until a run is over, and requires how it stands then.</summary>
    public async Task<JsonNode> EndAsync(string run, string state = "done")
    {
        await ListenAsync($"runs/{run}/events", e => Text(e, "kind") == "end");
        JsonNode told = await GetAsync($"runs/{run}");
        Assert.True(Text(told, "state") == state, told.ToJsonString());
        return told;
    }

    public Task<byte[]> FileAsync(string run, string name) => _http.GetByteArrayAsync($"runs/{run}/files/{name}");

    public static string Text(JsonNode? node, string name) => node![name]!.GetValue<string>();

    /// <summary>The sentence of a refusal with this status.</summary>
    public static async Task<JsonNode> RefusalAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        JsonNode refusal = JsonNode.Parse(text)!;
        Assert.NotEmpty(Text(refusal, "error"));
        return refusal;
    }

    public void Dispose() => _http.Dispose();

    private static StringContent BodyOf(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }
}
