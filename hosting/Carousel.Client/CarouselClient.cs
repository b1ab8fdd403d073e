using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Client.Sessions;
using Carousel.Client.Wire;

namespace Carousel.Client;

/// <summary>
/// A client of <c>carousel serve</c>. It may be used by several threads, and lives as long as the program does.
/// </summary>
public sealed class CarouselClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly bool _isOwner;
    private readonly Uri _address;
    private readonly string? _key;
    private readonly CarouselClientOptions _options;

    /// <summary>A client with separate connections.</summary>
    /// <param name="address">The server, such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="key">The key, or null for none.</param>
    /// <param name="options">How what was lost is sent again; null for the defaults.</param>
    public CarouselClient(Uri address, string? key = null, CarouselClientOptions? options = null)
        : this(new HttpClient { BaseAddress = address }, key, options) => _isOwner = true;

    /// <summary>A client that sends through a given one.</summary>
    /// <param name="http">Sends; its base address is the server's. It stays the caller's.</param>
    /// <param name="key">The key, or null for none.</param>
    /// <param name="options">How what was lost is sent again; null for the defaults.</param>
    /// <exception cref="ArgumentException">It has no base address.</exception>
    public CarouselClient(HttpClient http, string? key = null, CarouselClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        Uri address = http.BaseAddress ?? throw new ArgumentException(
            "The HttpClient has no BaseAddress: set it to the server's, such as http://127.0.0.1:8080.", nameof(http));
        _address = address.AbsolutePath.EndsWith('/') ? address : new Uri($"{address.GetLeftPart(UriPartial.Path)}/");
        (_http, _key, _options) = (http, key, options ?? new CarouselClientOptions());
        Calls = new ServerCalls(http, _address, key, new Resending(_options));
    }

    internal ServerCalls Calls { get; }

    /// <summary>The server's models.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <inheritdoc cref="CreateSessionAsync" path="/exception"/>
    public async Task<IReadOnlyList<CarouselModel>> GetModelsAsync(CancellationToken cancellation = default)
    {
        byte[] body = await GetAsync("v1/models", cancellation).ConfigureAwait(false);
        return JsonText.Read(
            body, root => root.GetProperty("models"u8).EnumerateArray().Select(ReadModel).ToArray());
    }

    /// <summary>One model, with all data that the server reports about it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <inheritdoc cref="CreateSessionAsync" path="/exception"/>
    public async Task<CarouselModel> GetModelAsync(string name, CancellationToken cancellation = default) =>
        JsonText.Read(await GetAsync(ModelPath(name), cancellation).ConfigureAwait(false), ReadModel);

    /// <summary>Forecasts series without a trained model; the server does not store the values.</summary>
    /// <param name="series">[n][T]: the values of each series in time, 3 or more; NaN where one is missing.</param>
    /// <param name="horizon">H: steps ahead, 1 or more.</param>
    /// <param name="frequency">The distance between values, such as <c>1 hour</c>, which suggests likely seasons; null
    /// where it is unknown.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">A value is infinite.</exception>
    /// <exception cref="CarouselServerException">The server refuses it: too many series or steps, too few values, the
    /// key is wrong.</exception>
    /// <exception cref="HttpRequestException">The server can't be reached.</exception>
    public async Task<CarouselForecasts> ForecastAsync(
        IReadOnlyList<float[]> series, int horizon, string? frequency = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        var request = new JsonObject
        {
            ["values"] = new JsonArray([.. series.Select(values => new JsonArray([.. values.Select(ValueOf)]))]),
            ["horizon"] = horizon,
        };
        if (frequency is not null)
        {
            request["frequency"] = frequency;
        }

        byte[] body = await Calls.SendAsync(
            HttpMethod.Post, "v1/forecast", Bytes(request), "application/json", isRepeatable: true, cancellation)
            .ConfigureAwait(false);
        return JsonText.Read(body, root => new CarouselForecasts(
            Numbers(root.GetProperty("levels"u8)),
            [
                .. root.GetProperty("quantiles"u8).EnumerateArray()
                    .Select(steps => steps.EnumerateArray().Select(Numbers).ToArray()),
            ]));
    }

    /// <summary>Makes a session.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="expiresAfter">It is closed when it was not used for so long, rounded up to seconds; zero for never,
    /// null for the server's rule.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CarouselServerException">The server refuses it: there is no such model, the key is
    /// wrong.</exception>
    /// <exception cref="HttpRequestException">The server can't be reached.</exception>
    public async Task<CarouselSession> CreateSessionAsync(
        string model, TimeSpan? expiresAfter = null, CancellationToken cancellation = default) =>
        (await CreateAsync(model, count: null, expiresAfter, cancellation).ConfigureAwait(false))[0];

    /// <summary>Makes many sessions.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="expiresAfter">Each is closed when it was not used for so long, rounded up to seconds; zero for
    /// never, null for the server's rule.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <inheritdoc cref="CreateSessionAsync" path="/exception"/>
    public async Task<IReadOnlyList<CarouselSession>> CreateSessionsAsync(
        string model, int count, TimeSpan? expiresAfter = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var sessions = new List<CarouselSession>(count);
        while (sessions.Count < count)
        {
            int part = Math.Min(StepFrame.MostSessions, count - sessions.Count);
            sessions.AddRange(await CreateAsync(model, part, expiresAfter, cancellation).ConfigureAwait(false));
        }

        return sessions;
    }

    /// <summary>Continues an existing session.</summary>
    /// <param name="id">32 hexadecimal digits.</param>
    /// <param name="from">The number of the first step whose answer the program does not have; null for the server's
    /// next.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">The text is not an id.</exception>
    /// <inheritdoc cref="CreateSessionAsync" path="/exception"/>
    public async Task<CarouselSession> OpenSessionAsync(
        string id, long? from = null, CancellationToken cancellation = default)
    {
        RequireId(id);
        byte[] body = await GetAsync($"v1/sessions/{id}", cancellation).ConfigureAwait(false);
        return JsonText.Read(body, root => new CarouselSession(
            this, root.GetProperty("model"u8).GetString()!, id, from ?? root.GetProperty("next"u8).GetInt64()));
    }

    /// <summary>Makes one step of each session in one request, in the binary form.</summary>
    /// <param name="sessions">Sessions of one model, 1 to 4,096, each once.</param>
    /// <param name="rows">[n, width]: a row of each, in the order of the sessions.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[n]: what came of each. Steps that the server had no room for are sent again before.</returns>
    /// <exception cref="ArgumentException">The sessions or the rows do not fit.</exception>
    /// <exception cref="InvalidOperationException">A session is in another call.</exception>
    /// <inheritdoc cref="CreateSessionAsync" path="/exception"/>
    public async Task<IReadOnlyList<StepOutcome>> StepTogetherAsync(
        IReadOnlyList<CarouselSession> sessions, ReadOnlyMemory<float> rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        byte[] frame = SessionFrame.Write(sessions, rows.Span);
        int taken = 0;
        try
        {
            for (; taken < sessions.Count; taken++)
            {
                sessions[taken].Number.Take();
                StepFrame.WriteFrom(frame, sessions.Count, taken, sessions[taken].Next);
            }

            StepOutcome[] outcomes = await StepTogetherAsync(
                $"{ModelPath(sessions[0].Model)}/steps", frame, sessions.Count, cancellation).ConfigureAwait(false);
            for (int k = 0; k < outcomes.Length; k++)
            {
                if (outcomes[k].IsDone)
                {
                    sessions[k].Number.GoTo(sessions[k].Next + 1);
                }
            }

            return outcomes;
        }
        finally
        {
            for (int k = 0; k < taken; k++)
            {
                sessions[k].Number.Give();
            }
        }
    }

    /// <summary>A stream of steps of a model's sessions. It connects with the first frame, and again where the
    /// connection is lost.</summary>
    /// <param name="model">The model's name.</param>
    /// <returns>The stream, owned by the caller.</returns>
    public CarouselStream OpenStream(string model)
    {
        var address = new UriBuilder(new Uri(_address, $"{ModelPath(model)}/steps"));
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        return new CarouselStream(model, cancellation => ConnectAsync(address.Uri, cancellation), _options);
    }

    /// <summary>Closes the connections if the client owns them.</summary>
    public void Dispose()
    {
        if (_isOwner)
        {
            _http.Dispose();
        }
    }

    // If the server made a fork but its answer was lost, the id of the fork is unknown: the request is not sent again.
    internal async Task<CarouselSession> ForkAsync(CarouselSession session, CancellationToken cancellation)
    {
        byte[] body = await Calls.SendAsync(
            HttpMethod.Post, $"v1/sessions/{session.Id}/fork", default, "", isRepeatable: false, cancellation)
            .ConfigureAwait(false);
        return await OpenSessionAsync(
            JsonText.Read(body, root => root.GetProperty("id"u8).GetString()!), from: null, cancellation)
            .ConfigureAwait(false);
    }

    private async Task<CarouselSession[]> CreateAsync(
        string model, int? count, TimeSpan? expiresAfter, CancellationToken cancellation)
    {
        var request = new JsonObject();
        if (count is { } many)
        {
            request["count"] = many;
        }

        if (expiresAfter is { } idle)
        {
            request["expires_after"] = (long)Math.Ceiling(idle.TotalSeconds);
        }

        byte[] body = await Calls.SendAsync(
            HttpMethod.Post, $"{ModelPath(model)}/sessions", Bytes(request), "application/json", isRepeatable: false,
            cancellation).ConfigureAwait(false);
        string[] ids = JsonText.Read(body, root => count is null
            ? [root.GetProperty("id"u8).GetString()!]
            : root.GetProperty("ids"u8).EnumerateArray().Select(id => id.GetString()!).ToArray());
        return [.. ids.Select(id => new CarouselSession(this, model, id, next: 1))];
    }

    // An answer with steps that found no room is asked for once more as a whole: those that are done come from the
    // store.
    private async Task<StepOutcome[]> StepTogetherAsync(
        string path, byte[] frame, int sessions, CancellationToken cancellation)
    {
        var resending = new Resending(_options);
        for (int attempt = 1; ; attempt++)
        {
            byte[] body = await Calls.SendAsync(
                HttpMethod.Post, path, frame, StepFrame.MediaType, isRepeatable: true, cancellation)
                .ConfigureAwait(false);
            StepOutcome[] outcomes = SessionFrame.Read(body, sessions);
            if (!outcomes.Any(outcome => Resending.IsPassing(outcome.Status))
                || !await resending.WaitAsync(attempt, asked: null, cancellation).ConfigureAwait(false))
            {
                return outcomes;
            }
        }
    }

    private async Task<WebSocket> ConnectAsync(Uri address, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
            if (_key is not null)
            {
                socket.Options.SetRequestHeader("Authorization", $"Bearer {_key}");
            }

            await socket.ConnectAsync(address, _http, cancellation).ConfigureAwait(false);
            return socket;
        }
        catch (Exception exception)
        {
            int status = (int)socket.HttpStatusCode;
            socket.Dispose();
            if (exception is WebSocketException && status >= 400)
            {
                throw new CarouselServerException(
                    status, $"The server refuses the stream {address.AbsolutePath} with status {status}.");
            }

            throw;
        }
    }

    private Task<byte[]> GetAsync(string path, CancellationToken cancellation) =>
        Calls.SendAsync(HttpMethod.Get, path, default, "", isRepeatable: true, cancellation);

    private static string ModelPath(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return $"v1/models/{Uri.EscapeDataString(name)}";
    }

    private static CarouselModel ReadModel(JsonElement element) => new(
        element.GetProperty("name"u8).GetString()!, element.GetProperty("version"u8).GetString()!,
        element.GetProperty("task"u8).GetString()!, (JsonObject)JsonNode.Parse(element.GetRawText())!);

    private static JsonNode? ValueOf(float value) => float.IsNaN(value) ? null
        : float.IsFinite(value) ? JsonValue.Create(value)
        : throw new ArgumentException("A value of the series is infinite; write NaN for a missing value.");

    private static float[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetSingle())];

    private static byte[] Bytes(JsonNode node)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            node.WriteTo(json);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void RequireId(string id)
    {
        if (id.Length != 32 || !id.All(char.IsAsciiHexDigitLower))
        {
            throw new ArgumentException(
                $"The id of a session is 32 lowercase hexadecimal digits, but is '{id}'.", nameof(id));
        }
    }
}
