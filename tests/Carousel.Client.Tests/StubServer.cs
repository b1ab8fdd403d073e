using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Carousel.Client.Tests;

/// <summary>
/// The protocol without a model. <see cref="Faults"/> says what goes wrong with the next requests for steps.
/// </summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Lock _lock = new();

    private StubServer(WebApplication application) => _application = application;

    /// <summary>What happens to a request or frame of steps: <c>lost</c> before it is read, <c>forgotten</c> after its
    /// steps and before its answer, a status in digits, or nothing.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    public ConcurrentDictionary<string, StubSession> Sessions { get; } = new();

    /// <summary>Bodies of JSON requests for steps.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>Bodies of requests for new sessions.</summary>
    public ConcurrentQueue<string> Creations { get; } = new();

    /// <summary>How often frames or requests of steps came.</summary>
    public int Requests { get; private set; }

    public string? Key { get; init; }

    public Uri Address { get; private set; } = null!;

    public static async Task<StubServer> StartAsync(string? key = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication application = builder.Build();
        var stub = new StubServer(application) { Key = key };
        application.UseWebSockets();
        application.Run(stub.AnswerAsync);
        await application.StartAsync();
        stub.Address = new Uri(application.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return stub;
    }

    public CarouselClient Connect(CarouselClientOptions? options = null) => new(
        Address, Key, options ?? new CarouselClientOptions { FirstWait = TimeSpan.FromMilliseconds(1) });

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (Key is not null && context.Request.Headers.Authorization != $"Bearer {Key}")
        {
            await RefuseAsync(context, 401, "No key.");
            return;
        }

        string[] path = context.Request.Path.Value!.Trim('/').Split('/');
        bool isModel = path.Length > 2 && path[1] == "models" && path[2] is "sum" or "a b";
        switch (context.Request.Method, path)
        {
            case ("GET", ["v1", "models"]):
                await WriteAsync(context, 200, new JsonObject { ["models"] = new JsonArray(Card("sum")) });
                break;
            case ("POST", ["v1", "forecast"]):
                Bodies.Enqueue(Encoding.UTF8.GetString(await BodyAsync(context)));
                await WriteAsync(context, 200, JsonNode.Parse(
                    "{\"levels\":[0.1,0.5],\"quantiles\":[[[1,2],[3,4]],[[5,6],[7,8]]]}")!);
                break;
            case ("GET", ["v1", "models", { } name]) when isModel:
                await WriteAsync(context, 200, Card(name));
                break;
            case ("POST", ["v1", "models", _, "sessions"]) when isModel:
                await CreateAsync(context);
                break;
            case ("GET", ["v1", "models", _, "steps"]) when isModel && context.WebSockets.IsWebSocketRequest:
                await StreamAsync(context);
                break;
            case ("POST", ["v1", "models", _, "steps"]) when isModel:
                await TogetherAsync(context);
                break;
            case (_, ["v1", "sessions", { } id, ..]) when Sessions.TryGetValue(id, out StubSession? session):
                await AnswerAsync(context, id, session, path.Length > 3 ? path[3] : "");
                break;
            default:
                await RefuseAsync(context, 404, "There is no such thing.");
                break;
        }
    }

    private async Task AnswerAsync(HttpContext context, string id, StubSession session, string what)
    {
        switch (context.Request.Method, what)
        {
            case ("GET", ""):
                await WriteAsync(
                    context, 200,
                    new JsonObject { ["model"] = "sum", ["version"] = "00", ["next"] = session.Next });
                break;
            case ("DELETE", ""):
                Sessions.TryRemove(id, out _);
                context.Response.StatusCode = 204;
                break;
            case ("POST", "fork"):
                await WriteAsync(context, 201, new JsonObject { ["id"] = Add(session.Copy()) });
                break;
            case ("GET", "state"):
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(id));
                break;
            case ("PUT", "state"):
                string from = Encoding.UTF8.GetString(await BodyAsync(context));
                Sessions[id] = Sessions[from].Copy();
                await WriteAsync(context, 200, new JsonObject { ["next"] = Sessions[id].Next });
                break;
            case ("GET", "steps"):
                int first = int.Parse(context.Request.Query["from"]!);
                int count = int.Parse(context.Request.Query["count"]!);
                await WriteAsync(context, 200, new JsonObject
                {
                    ["next"] = session.Next,
                    ["from"] = first,
                    ["answers"] = new JsonArray(
                        [.. session.Answers.Skip(first - 1).Take(count).Select(a => a.DeepClone())]),
                });
                break;
            case ("POST", "steps"):
                await StepAsync(context, session);
                break;
            default:
                await RefuseAsync(context, 405, "Not so.");
                break;
        }
    }

    private async Task StepAsync(HttpContext context, StubSession session)
    {
        byte[] body = await BodyAsync(context);
        Bodies.Enqueue(Encoding.UTF8.GetString(body));
        if (await IsFaultAsync(context) is not { } fault)
        {
            return;
        }

        using var document = JsonDocument.Parse(body);
        long number = document.RootElement.GetProperty("from").GetInt64();
        var answers = new JsonArray();
        foreach (JsonElement row in document.RootElement.GetProperty("rows").EnumerateArray())
        {
            (int status, JsonNode? answer) = session.Step(number++, row);
            if (status != 0)
            {
                await WriteAsync(
                    context, status, new JsonObject { ["error"] = "Another row.", ["next"] = session.Next });
                return;
            }

            answers.Add(answer!.DeepClone());
        }

        if (fault == "forgotten")
        {
            context.Abort();
            return;
        }

        await WriteAsync(context, 200, new JsonObject { ["next"] = number, ["answers"] = answers });
    }

    private async Task TogetherAsync(HttpContext context)
    {
        byte[] body = await BodyAsync(context);
        if (await IsFaultAsync(context) is not { } fault)
        {
            return;
        }

        byte[] answer = Together(body, fault);
        if (fault == "forgotten")
        {
            context.Abort();
            return;
        }

        context.Response.ContentType = "application/x-carousel-steps";
        await context.Response.Body.WriteAsync(answer);
    }

    private async Task StreamAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1 << 20];
        try
        {
            while (true)
            {
                int length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), context.RequestAborted);
                    length += part.Count;
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                string fault = Fault();
                if (fault == "lost")
                {
                    context.Abort();
                    return;
                }

                if (int.TryParse(fault, out int status) && status < 1000)
                {
                    byte[] refusal = Encoding.UTF8.GetBytes($$"""{"error": "Refused.", "status": {{status}}}""");
                    await socket.SendAsync(refusal, WebSocketMessageType.Text, true, CancellationToken.None);
                    continue;
                }

                byte[] answer = Together(buffer.AsSpan(0, length), fault);
                if (fault == "forgotten")
                {
                    context.Abort();
                    return;
                }

                await socket.SendAsync(answer, WebSocketMessageType.Binary, true, CancellationToken.None);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The client went away.
        }
    }

    // A fault of 1429 rejects only the last session.
    private byte[] Together(ReadOnlySpan<byte> frame, string fault)
    {
        int count = BinaryPrimitives.ReadInt32LittleEndian(frame[8..]);
        int width = BinaryPrimitives.ReadInt32LittleEndian(frame[12..]);
        Assert.True(frame.StartsWith("CSTP"u8));
        Assert.Equal(16 + (count * (24 + (4 * width))), frame.Length);
        ReadOnlySpan<float> rows = MemoryMarshal.Cast<byte, float>(frame[(16 + (24 * count))..]);
        int at = (16 + (10 * count) + 3) & ~3;
        var answer = new byte[at + (4 * count)];
        "CSTA"u8.CopyTo(answer);
        answer[4] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(8), count);
        BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(12), 1);
        for (int k = 0; k < count; k++)
        {
            string id = Convert.ToHexStringLower(frame.Slice(16 + (16 * k), 16));
            long from = BinaryPrimitives.ReadInt64LittleEndian(frame[(16 + (16 * count) + (8 * k))..]);
            int status = 404;
            long next = 0;
            if (Sessions.TryGetValue(id, out StubSession? session))
            {
                using var row = JsonDocument.Parse(JsonSerializer.Serialize(rows.Slice(k * width, width).ToArray()));
                JsonNode? value = null;
                lock (_lock)
                {
                    (status, value) = fault == "1429" && k == count - 1
                        ? (429, null)
                        : session.Step(from, row.RootElement);
                    next = session.Next;
                }

                if (value is not null)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(
                        answer.AsSpan(at + (4 * k)), value[0]!.GetValue<float>());
                }
            }

            BinaryPrimitives.WriteInt64LittleEndian(answer.AsSpan(16 + (8 * k)), next);
            BinaryPrimitives.WriteUInt16LittleEndian(answer.AsSpan(16 + (8 * count) + (2 * k)), (ushort)status);
        }

        return answer;
    }

    private async Task CreateAsync(HttpContext context)
    {
        byte[] body = await BodyAsync(context);
        Creations.Enqueue(Encoding.UTF8.GetString(body));
        using var request = JsonDocument.Parse(body.Length == 0 ? "{}"u8.ToArray() : body);
        if (!request.RootElement.TryGetProperty("count", out JsonElement count))
        {
            await WriteAsync(context, 201, new JsonObject { ["id"] = Add(new StubSession()) });
            return;
        }

        Assert.InRange(count.GetInt32(), 1, 4096);
        JsonNode?[] ids = [.. Enumerable.Range(0, count.GetInt32()).Select(_ => (JsonNode)Add(new StubSession()))];
        await WriteAsync(context, 201, new JsonObject { ["ids"] = new JsonArray(ids) });
    }

    private string Add(StubSession session)
    {
        string id = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());
        Sessions[id] = session;
        return id;
    }

    private string Fault()
    {
        lock (_lock)
        {
            Requests++;
        }

        return Faults.TryDequeue(out string? fault) ? fault : "";
    }

    /// <summary>Does what goes wrong before the steps; null where the request is at its end by it.</summary>
    private async Task<string?> IsFaultAsync(HttpContext context)
    {
        string fault = Fault();
        if (fault == "lost")
        {
            context.Abort();
            return null;
        }

        if (int.TryParse(fault.Split(' ')[0], out int status) && status < 1000)
        {
            if (fault.Split(' ') is [_, { } seconds])
            {
                context.Response.Headers.RetryAfter = seconds;
            }

            await RefuseAsync(context, status, "Too much at once.");
            return null;
        }

        return fault;
    }

    private static JsonObject Card(string name) => new()
    {
        ["name"] = name,
        ["version"] = "00ff",
        ["task"] = "network",
        ["input"] = new JsonObject { ["width"] = 2 },
    };

    private static Task RefuseAsync(HttpContext context, int status, string sentence) =>
        WriteAsync(context, status, new JsonObject { ["error"] = sentence });

    private static async Task WriteAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString());
    }

    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
