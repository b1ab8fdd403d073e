using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Carousel.Server.Doors;

namespace Carousel.Server.Tests.Doors;

/// <summary>A session of another's is not there, at whatever door one asks.</summary>
public sealed class OwnershipTests
{
    private const string NoSession = "There is no such session, or it has ended.";

    private static CancellationToken Ending => DoorServer.Ending;

    private static Task<DoorServer> StartAsync() => DoorServer.StartAsync(
        keys: [("ann", new KeyRights { Administers = true }), ("ben", new KeyRights())]);

    [Fact]
    public async Task EveryRequest_ForAnothersSession_IsAnsweredAsIfThereWereNone()
    {
        await using DoorServer server = await StartAsync();
        HttpClient ann = server.Client("ann"), ben = server.Client("ben");
        string bens = await DoorServer.BeginAsync(ben), none = new('0', 32);
        await DoorServer.StepAsync(ben, bens, 3);
        byte[] state = await ben.GetByteArrayAsync($"/v1/sessions/{bens}/state", Ending);
        string anns = await DoorServer.BeginAsync(ann);
        byte[] own = await ann.GetByteArrayAsync($"/v1/sessions/{anns}/state", Ending);

        (HttpMethod Method, string Path, Func<HttpContent?> Body)[] requests =
        [
            (HttpMethod.Get, "", () => null),
            (HttpMethod.Delete, "", () => null),
            (HttpMethod.Get, "/steps?from=1&count=3", () => null),
            (HttpMethod.Post, "/steps", () => JsonContent.Create(DoorServer.Rows(1))),
            (HttpMethod.Get, "/events", () => null),
            (HttpMethod.Get, "/events?from=1", () => null),
            (HttpMethod.Post, "/fork", () => null),
            (HttpMethod.Get, "/state", () => null),
            (HttpMethod.Put, "/state", () => new ByteArrayContent(own)),
        ];
        foreach ((HttpMethod method, string path, Func<HttpContent?> body) in requests)
        {
            foreach (string id in (string[])[bens, none])
            {
                using var request = new HttpRequestMessage(method, $"/v1/sessions/{id}{path}") { Content = body() };
                using HttpResponseMessage answer = await ann.SendAsync(
                    request, HttpCompletionOption.ResponseHeadersRead, Ending);
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
                Assert.Equal(
                    "{\"error\":\"" + NoSession + "\"}", await answer.Content.ReadAsStringAsync(Ending));
            }
        }

        // It is as it was.
        Assert.Equal(state, await ben.GetByteArrayAsync($"/v1/sessions/{bens}/state", Ending));
        Assert.Equal(4, (int)(await ben.GetFromJsonAsync<JsonNode>($"/v1/sessions/{bens}", Ending))!["next"]!);
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task ABatch_StepsOwnSessions_AndNoOthers()
    {
        await using DoorServer server = await StartAsync();
        HttpClient ann = server.Client("ann"), ben = server.Client("ben");
        string anns = await DoorServer.BeginAsync(ann), bens = await DoorServer.BeginAsync(ben);
        JsonObject batch = Batch(anns, bens);
        HttpResponseMessage answer = await ann.PostAsJsonAsync("/v1/models/alpha/steps", batch, Ending);
        AssertMixed(HttpStatusCode.OK, answer.StatusCode, await answer.Content.ReadAsStringAsync(Ending));

        using var binary = new ByteArrayContent(Binary(anns, bens))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/x-carousel-steps") },
        };
        answer = await ann.PostAsync("/v1/models/alpha/steps", binary, Ending);
        AssertMixed(await answer.Content.ReadAsByteArrayAsync(Ending));
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await ann.PostAsJsonAsync("/v1/models/alpha/steps", Batch(bens, bens), Ending)).StatusCode);
        await AssertUntouchedAsync(ben, bens);
    }

    [Fact]
    public async Task Frames_StepOwnSessions_AndNoOthers()
    {
        await using DoorServer server = await StartAsync();
        HttpClient ann = server.Client("ann"), ben = server.Client("ben");
        string anns = await DoorServer.BeginAsync(ann), bens = await DoorServer.BeginAsync(ben);
        using ClientWebSocket together = await SocketAsync(server, "/v1/models/alpha/steps");
        await DoorServer.SendAsync(together, Batch(anns, bens).ToJsonString());
        AssertMixed(HttpStatusCode.OK, HttpStatusCode.OK, (await DoorServer.ReceiveAsync(together)).Text);
        await together.SendAsync(Binary(anns, bens), WebSocketMessageType.Binary, true, Ending);
        var buffer = new byte[1000];
        WebSocketReceiveResult part = await together.ReceiveAsync(buffer, Ending);
        AssertMixed(buffer[..part.Count]);

        using ClientWebSocket one = await SocketAsync(server, $"/v1/sessions/{bens}/steps");
        await DoorServer.SendAsync(one, DoorServer.Rows(1).ToJsonString());
        Assert.Equal(
            "{\"error\":\"" + NoSession + "\",\"status\":404}", (await DoorServer.ReceiveAsync(one)).Text);
        await AssertUntouchedAsync(ben, bens);
    }

    [Fact]
    public async Task ASequence_OfTheSameName_IsEachCallersOwn()
    {
        await using DoorServer server = await StartAsync();
        HttpClient ann = server.Client("ann"), ben = server.Client("ben");
        Assert.Equal(HttpStatusCode.OK, (await InferAsync(ben, isStart: true)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await InferAsync(ann, isStart: false)).StatusCode);
        string first = await (await InferAsync(ann, isStart: true)).Content.ReadAsStringAsync(Ending);
        Assert.Equal(first, await (await InferAsync(ben, isStart: true)).Content.ReadAsStringAsync(Ending));
        string second = await (await InferAsync(ann, isStart: false)).Content.ReadAsStringAsync(Ending);
        Assert.NotEqual(first, second);
        Assert.Equal(second, await (await InferAsync(ben, isStart: false)).Content.ReadAsStringAsync(Ending));
    }

    [Fact]
    public async Task Events_OfAnothersSession_AreNotTold_ToOneWhoListensToHisOwn()
    {
        await using DoorServer server = await StartAsync();
        HttpClient ann = server.Client("ann"), ben = server.Client("ben");
        string anns = await DoorServer.BeginAsync(ann), bens = await DoorServer.BeginAsync(ben);
        using var events = new StreamReader(await ann.GetStreamAsync($"/v1/sessions/{anns}/events", Ending));
        await DoorServer.StepAsync(ben, bens, 5);
        await DoorServer.StepAsync(ann, anns);
        Assert.Equal("id: 1", await LineAsync(events));
        Assert.Equal("event: step", await LineAsync(events));
        Assert.StartsWith("data: {\"step\":1,", await LineAsync(events), StringComparison.Ordinal);
        await ann.DeleteAsync($"/v1/sessions/{anns}", Ending);
        Assert.Equal("event: end", await LineAsync(events));
    }

    private static Task<HttpResponseMessage> InferAsync(HttpClient client, bool isStart) => client.PostAsJsonAsync(
        "/v2/models/alpha/infer",
        new JsonObject
        {
            ["parameters"] = new JsonObject { ["sequence_id"] = "run", ["sequence_start"] = isStart },
            ["inputs"] = new JsonArray(new JsonObject
            {
                ["name"] = "rows",
                ["datatype"] = "FP32",
                ["shape"] = new JsonArray(1, DoorServer.Width),
                ["data"] = DoorServer.Row(),
            }),
        },
        Ending);

    /// <summary>The next line that says something: comments say that the server is there.</summary>
    private static async Task<string?> LineAsync(StreamReader events)
    {
        string? line;
        do
        {
            line = await events.ReadLineAsync(Ending);
        }
        while (line is "" or ":");

        return line;
    }

    private static Task<ClientWebSocket> SocketAsync(DoorServer server, string path) => server.SocketAsync(
        path, options => options.SetRequestHeader("Authorization", "Bearer " + server.Keys["ann"]));

    private static JsonObject Batch(string first, string second) => new()
    {
        ["sessions"] = new JsonArray(first, second),
        ["rows"] = new JsonArray(DoorServer.Row(), DoorServer.Row()),
    };

    private static byte[] Binary(string first, string second)
    {
        var bytes = new byte[16 + (2 * 24) + (2 * DoorServer.Width * 4)];
        "CSTP"u8.CopyTo(bytes);
        bytes[4] = 1;
        bytes[8] = 2;
        bytes[12] = DoorServer.Width;
        Convert.FromHexString(first + second).CopyTo(bytes, 16);
        return bytes;
    }

    private static void AssertMixed(HttpStatusCode expected, HttpStatusCode status, string text)
    {
        Assert.Equal(expected, status);
        JsonNode answer = JsonNode.Parse(text)!;
        Assert.Equal([2, 0], answer["next"]!.AsArray().Select(next => (int)next!));
        Assert.NotNull(answer["answers"]![0]);
        Assert.Null(answer["answers"]![1]);
        JsonNode error = Assert.Single(answer["errors"]!.AsArray())!;
        Assert.Equal((1, 404, NoSession), ((int)error["index"]!, (int)error["status"]!, (string)error["error"]!));
    }

    private static void AssertMixed(byte[] answer)
    {
        Assert.Equal("CSTA"u8.ToArray(), answer[..4]);
        Assert.Equal(3, BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(16)));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(24)));
        Assert.Equal([0, 0, 404 & 0xFF, 404 >> 8], answer[32..36].Select(b => (int)b));
        Assert.All(answer[^(4 * DoorServer.AnswerWidth)..], b => Assert.Equal(0, b));
    }

    private static async Task AssertUntouchedAsync(HttpClient ben, string session) => Assert.Equal(
        1, (int)(await ben.GetFromJsonAsync<JsonNode>($"/v1/sessions/{session}", Ending))!["next"]!);
}
