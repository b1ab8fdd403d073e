using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Server.Doors;
using Carousel.Server.Hosting;

namespace Carousel.Server.Tests.Doors;

/// <summary>A server with two small models, <c>alpha</c> and <c>beta</c>, and keys.</summary>
internal sealed class DoorServer : IAsyncDisposable
{
    public const int Width = 3, AnswerWidth = 2;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-doors-");
    private readonly ListeningOptions _where;
    private readonly List<HttpClient> _clients = [];
    private CancellationTokenSource _stop = new();
    private Task<string?> _run = Task.FromResult<string?>(null);

    private DoorServer(ListeningOptions? where)
    {
        _where = where ?? new ListeningOptions();
        Options = new CarouselServerOptions { Models = _folder.FullName, Threads = 1, Volatile = true };
        foreach (string name in (string[])["alpha", "beta"])
        {
            using var backend = new CpuBackend(threads: 1);
            var network = new Stack(new Lstm(Width, 4), new Dense(4, AnswerWidth));
            network.Build(backend, seed: 1);
            network.Save(Path.Combine(_folder.FullName, name + ".safetensors"));
        }
    }

    public static CancellationToken Ending => TestContext.Current.CancellationToken;

    public CarouselServerOptions Options { get; }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The keys by name.</summary>
    public Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>The server's log, which contains unexpected failures.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    public IEnumerable<string> Failures => Told.Where(line => line.Contains("failed:", StringComparison.Ordinal));

    public static async Task<DoorServer> StartAsync(
        ListeningOptions? where = null, Action<CarouselServerOptions>? options = null,
        params (string Name, KeyRights Rights)[] keys)
    {
        var server = new DoorServer(where);
        options?.Invoke(server.Options);
        foreach ((string name, KeyRights rights) in keys)
        {
            server.AddKey(name, rights);
        }

        try
        {
            await server.StartAsync();
        }
        catch
        {
            server._folder.Delete(recursive: true);
            throw;
        }

        return server;
    }

    public void AddKey(string name, KeyRights? rights = null)
    {
        using var desk = new KeyDesk(Options);
        Keys[name] = desk.Add(name, rights ?? new KeyRights());
    }

    public void RemoveKey(string name)
    {
        using var desk = new KeyDesk(Options);
        desk.Remove(name);
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public HttpClient Client(string? key)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Keys[key]);
        }

        _clients.Add(client);
        return client;
    }

    public async Task<ClientWebSocket> SocketAsync(string path, Action<ClientWebSocketOptions>? options = null)
    {
        var socket = new ClientWebSocket();
        options?.Invoke(socket.Options);
        await socket.ConnectAsync(new UriBuilder(new Uri(Address, path)) { Scheme = "ws" }.Uri, Ending);
        return socket;
    }

    public static async Task<JsonNode> ReadAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ending))!;

    public static async Task<string> BeginAsync(HttpClient client, string model = "alpha")
    {
        HttpResponseMessage answer = await client.PostAsync($"/v1/models/{model}/sessions", null, Ending);
        answer.EnsureSuccessStatusCode();
        return (string)(await ReadAsync(answer))["id"]!;
    }

    public static JsonObject Rows(int count) => new()
    {
        ["rows"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => Row())]),
    };

    public static JsonArray Row() => [0.5, -0.25, 1];

    public static Task<HttpResponseMessage> StepAsync(HttpClient client, string session, int rows = 1) =>
        client.PostAsJsonAsync($"/v1/sessions/{session}/steps", Rows(rows), Ending);

    public static Task SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Ending);

    /// <summary>The next message, or the reason for closing.</summary>
    public static async Task<(string Text, WebSocketCloseStatus? Closed)> ReceiveAsync(WebSocket socket)
    {
        var buffer = new byte[1 << 16];
        int length = 0;
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), Ending);
            length += part.Count;
        }
        while (!part.EndOfMessage);

        return (Encoding.UTF8.GetString(buffer, 0, length), part.CloseStatus);
    }

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Delay(20, Ending);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HttpClient client in _clients)
        {
            client.Dispose();
        }

        await StopAsync();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync()
    {
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _stop = new CancellationTokenSource();
        _run = Task.Run(() => CarouselHost.RunAsync(Options, _where, listening.SetResult, Told.Enqueue, _stop.Token));
        Task run = _run, first = await Task.WhenAny(run, listening.Task);
        if (first == run)
        {
            await _run;
        }

        Address = new Uri(await listening.Task);
        foreach (HttpClient client in _clients)
        {
            client.Dispose();
        }

        _clients.Clear();
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        Assert.Null(await _run);
        _stop.Dispose();
    }
}
