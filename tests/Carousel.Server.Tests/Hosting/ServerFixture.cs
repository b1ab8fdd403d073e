using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Carousel.Jobs.Networks;
using Carousel.Networks;
using Carousel.Server.Hosting;

namespace Carousel.Server.Tests.Hosting;

/// <summary>
/// A server in this process, with small models, a separate store and port: <c>numbers</c> (3 values to 2),
/// <c>pooled</c> (2 values to shares of 3 classes), <c>symbols</c> (11 symbols to shares of the next) and <c>lines</c>
/// (a language model).
/// </summary>
public sealed class ServerFixture : IAsyncLifetime
{
    internal static readonly NetworkDesign Numbers = new(
        [new(NetworkLayerKind.Lstm, 3, 8), new(NetworkLayerKind.Dense, 8, 2)]);

    internal static readonly NetworkDesign Pooled = new(
        [
            new(NetworkLayerKind.Gru, 2, 6), new(NetworkLayerKind.Pooling, 6, 6) { Pooling = NetworkPooling.Mean },
            new(NetworkLayerKind.Dense, 6, 3),
        ])
    {
        Answer = PortableFunction.Softmax,
    };

    internal static readonly NetworkDesign Symbols = new(
        [
            new(NetworkLayerKind.Embedding, 11, 5), new(NetworkLayerKind.Lstm, 5, 7),
            new(NetworkLayerKind.Dense, 7, 11),
        ])
    {
        Answer = PortableFunction.Softmax,
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-server-");
    private readonly CancellationTokenSource _stop = new();
    private Task<string?> _run = Task.FromResult<string?>(null);

    /// <summary>What the server said.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    /// <summary>Where it listens.</summary>
    public Uri Address => Client.BaseAddress!;

    /// <summary>Asks it.</summary>
    public HttpClient Client { get; } = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Write("numbers", Numbers, seed: 1);
        Write("pooled", Pooled, seed: 2);
        Write("symbols", Symbols, seed: 3);
        (await TinyLanguage.Model.Value).Save(Path.Combine(_folder.FullName, "lines.safetensors"));
        var options = new CarouselServerOptions
        {
            Models = _folder.FullName,
            Store = Path.Combine(_folder.FullName, "sessions.db"),
            Volatile = true,
        };
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _run = Task.Run(() => CarouselHost.RunAsync(
            options, new ListeningOptions(), listening.SetResult, Told.Enqueue, _stop.Token));
        Task first = await Task.WhenAny(_run, (Task)listening.Task);
        if (first == _run)
        {
            Assert.Fail(await _run ?? "The server has ended.");
        }

        Client.BaseAddress = new Uri(await listening.Task);
    }

    /// <summary>Writes a network into the folder of models; the server finds it within a second.</summary>
    internal void Write(string name, NetworkDesign design, ulong seed)
    {
        using var model = NetworkModel.Draw(design, seed, threads: 1);
        string file = Path.Combine(_folder.FullName, name + ".safetensors");
        model.Save(file + ".new");
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Sends JSON, and reads JSON.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, object body)
    {
        using HttpResponseMessage answer = await Client.PostAsJsonAsync(path, body, Ending);
        return (answer.StatusCode, await JsonOf(answer));
    }

    /// <summary>Reads JSON.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(string path)
    {
        using HttpResponseMessage answer = await Client.GetAsync(path, Ending);
        return (answer.StatusCode, await JsonOf(answer));
    }

    /// <summary>Begins a session.</summary>
    public async Task<string> BeginAsync(string model)
    {
        (HttpStatusCode status, JsonElement answer) = await PostAsync($"/v1/models/{model}/sessions", new { });
        Assert.Equal(HttpStatusCode.Created, status);
        return answer.GetProperty("id").GetString()!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        string? end = await _run;
        Client.Dispose();
        _stop.Dispose();
        _folder.Delete(recursive: true);
        Assert.Null(end);
    }

    private static async Task<JsonElement> JsonOf(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync(Ending);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}
