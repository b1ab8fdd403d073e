using System.Text.Json.Nodes;
using Carousel.Cli.Errors;
using Carousel.Client;
using Carousel.Client.Wire;

namespace Carousel.Benchmarks.Serving;

/// <summary>
/// Measures a server from outside: its own process, or one that is given; the empty endpoint too, in turn with it.
/// </summary>
internal static class ServeLoad
{
    private const int HttpConnections = 32, HttpSessions = 1024, StreamConnections = 4, FramesUnderWay = 4;

    // Doors that are compared take turns: what else happens on the machine falls on both.
    private const int Turns = 5;
    private const double MostWarmUpSeconds = 3, WarmUpShare = 0.25;

    // A server that was there before goes on: sessions that nobody uses close by themselves.
    private static readonly TimeSpan _expiry = TimeSpan.FromHours(1);

    /// <summary>Measures.</summary>
    /// <param name="options">What, and how long.</param>
    /// <param name="tell">Told which measurement of how many runs, and of what.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="LoadException">The server answers wrongly or not at all.</exception>
    /// <exception cref="UsageException">The options do not fit the server.</exception>
    public static async Task<ServeLoadReport> RunAsync(
        ServeLoadOptions options, Action<int, int, string> tell, CancellationToken cancellation)
    {
        using var folder = new LoadFolder();
        bool asksEmpty = options.Door == LoadDoor.Empty || options.IsAgainstEmpty;
        Uri? given = options is { Door: LoadDoor.Empty, Server: { } other } ? WithSlash(other) : null;
        using ListeningProcess? empty = asksEmpty && given is null
            ? await ListeningProcess.StartAsync([EmptyEndpoint.Kind], cancellation).ConfigureAwait(false)
            : null;
        using ListeningProcess? own = options.Door != LoadDoor.Empty && options.Server is null
            ? await StartAsync(options, folder, cancellation).ConfigureAwait(false)
            : null;
        var targets = new List<LoadTarget>();
        try
        {
            (string? model, int sessions, int width) = (null, 0, options.Width ?? LoadModel.Width);
            if (options.Door != LoadDoor.Empty)
            {
                Uri server = own?.Address ?? WithSlash(options.Server!);
                (model, width) = await FindModelAsync(options, server, cancellation).ConfigureAwait(false);
                LoadTarget target = await OpenAsync(options, server, own, model, width, cancellation)
                    .ConfigureAwait(false);
                targets.Add(target);
                sessions = Layout(options).Sessions;
            }

            if (asksEmpty)
            {
                Uri endpoint = given ?? empty!.Address;
                targets.Add(await LoadTarget.OpenAsync(
                    LoadDoor.Empty, endpoint,
                    Enumerable.Range(0, options.Connections ?? HttpConnections)
                        .Select(_ => new EmptyTalk(endpoint, width)),
                    empty is null ? null : () => empty.CpuSeconds, cancellation).ConfigureAwait(false));
            }

            Measure(targets, options, tell, cancellation);
            return new ServeLoadReport(
                model, sessions, options.Rate,
                [.. targets.Select(t => new ServeLoadResult(t.Door, t.Connections, t.Tally))]);
        }
        catch (HttpRequestException exception)
        {
            throw new LoadException($"The server can't be reached: {exception.Message}", exception);
        }
        finally
        {
            targets.ForEach(target => target.Dispose());
        }
    }

    private static void Measure(
        List<LoadTarget> targets, ServeLoadOptions options, Action<int, int, string> tell,
        CancellationToken cancellation)
    {
        foreach (LoadTarget target in targets)
        {
            target.WarmUp(Math.Min(MostWarmUpSeconds, options.Seconds * WarmUpShare), cancellation);
        }

        int turns = targets.Count > 1 ? Turns : 1;
        for (int turn = 0; turn < turns; turn++)
        {
            for (int t = 0; t < targets.Count; t++)
            {
                LoadTarget target = targets[t];
                tell((turn * targets.Count) + t + 1, turns * targets.Count, Word(target.Door));
                target.Measure(options.Rate, options.Seconds / turns, cancellation);
            }
        }
    }

    /// <summary>The word for a door on the command line.</summary>
    public static string Word(LoadDoor door) => door.ToString().ToLowerInvariant();

    private static async Task<ListeningProcess> StartAsync(
        ServeLoadOptions options, LoadFolder folder, CancellationToken cancellation)
    {
        string models = Path.Combine(folder.Path, "models");
        LoadModel.Write(models);
        string[] arguments =
        [
            ListeningProcess.Command, "serve", models, "--port", "0", "--store",
            Path.Combine(folder.Path, "sessions.db"),
        ];
        return await ListeningProcess.StartAsync(
            options.IsVolatile ? [.. arguments, "--volatile"] : arguments, cancellation).ConfigureAwait(false);
    }

    private static async Task<(string Name, int Width)> FindModelAsync(
        ServeLoadOptions options, Uri server, CancellationToken cancellation)
    {
        using CarouselClient client = Connect(options, server);
        string? name = options.Model;
        if (name is null)
        {
            IReadOnlyList<CarouselModel> models = await client.GetModelsAsync(cancellation).ConfigureAwait(false);
            name = models.Count == 1 ? models[0].Name : throw new UsageException(models.Count == 0
                ? "The server has no models."
                : $"The server has {models.Count} models: pass --model with one of "
                    + $"{string.Join(", ", models.Select(m => m.Name))}.");
        }

        int width = options.Width
            ?? Width((await client.GetModelAsync(name, cancellation).ConfigureAwait(false)).Card["input"])
            ?? throw new UsageException($"The card of '{name}' does not say how wide a row is: pass --width.");
        return (name, width);
    }

    // Who waits at a terminal wants to know soon that nobody is there.
    private static CarouselClient Connect(ServeLoadOptions options, Uri server) =>
        new(server, options.Key, new CarouselClientOptions { MostAttempts = 3 });

    private static int? Width(JsonNode? input) => input switch
    {
        JsonArray columns => columns.Count,
        JsonObject described when described["width"] is JsonValue width => (int)width,
        JsonObject described when described["columns"] is JsonArray columns => columns.Count,
        _ => null,
    };

    private static async Task<LoadTarget> OpenAsync(
        ServeLoadOptions options, Uri server, ListeningProcess? own, string model, int width,
        CancellationToken cancellation)
    {
        (int connections, int sessions, int unit) = Layout(options);
        using CarouselClient client = Connect(options, server);
        IReadOnlyList<CarouselSession> made = await client.CreateSessionsAsync(
            model, sessions, _expiry, cancellation).ConfigureAwait(false);
        var all = new LoadSessions([.. made.Select(session => session.Id)]);
        string fields = options.Key is { } key ? $"Authorization: Bearer {key}\r\n" : "";
        var steps = new Uri(server, $"v1/models/{Uri.EscapeDataString(model)}/steps");
        return await LoadTarget.OpenAsync(
            options.Door, server,
            all.Divide(connections, unit).Select(LoadTalk (share) => options.Door switch
            {
                LoadDoor.Http => new StepTalk(server, fields, share, width),
                LoadDoor.Batch => new BatchTalk(steps, fields, share, width),
                _ => new StreamTalk(steps, fields, share, options.Frame, width),
            }),
            own is null ? null : () => own.CpuSeconds, cancellation).ConfigureAwait(false);
    }

    /// <summary>How many connections and sessions there are, and what the sessions of a connection are a multiple
    /// of.</summary>
    private static (int Connections, int Sessions, int Unit) Layout(ServeLoadOptions options)
    {
        int unit = options.Door == LoadDoor.WebSocket ? options.Frame : 1;
        int connections = options.Connections ?? options.Door switch
        {
            LoadDoor.Http => HttpConnections,
            LoadDoor.WebSocket => StreamConnections,
            _ => 1,
        };
        int sessions = options.Sessions ?? options.Door switch
        {
            LoadDoor.Http => Math.Max(HttpSessions, connections),
            LoadDoor.WebSocket => connections * FramesUnderWay * unit,
            _ => connections * StepFrame.MostSessions,
        };
        int least = connections * unit;
        return sessions >= least
            ? (connections, sessions / least * least, unit)
            : throw new UsageException(
                $"{connections} connections need at least {least} sessions{(unit > 1 ? $", {unit} a frame" : "")}, but "
                + $"--sessions is {sessions}.");
    }

    private static Uri WithSlash(Uri address) =>
        address.AbsolutePath.EndsWith('/') ? address : new Uri($"{address.GetLeftPart(UriPartial.Path)}/");
}
