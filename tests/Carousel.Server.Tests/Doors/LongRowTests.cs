using System.Buffers;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Jobs.Streaming;
using Carousel.Language;
using Carousel.Server.Doors;
using Carousel.Server.Tests.Hosting;

namespace Carousel.Server.Tests.Doors;

/// <summary>A long row of one caller does not stop others, and ends with its caller or the server.</summary>
public sealed class LongRowTests
{
    private const string Model = "lines";

    private static CancellationToken Ending => DoorServer.Ending;

    [Fact]
    public async Task ARow_HasAtMostSoManyBytes_AtEachDoor()
    {
        await using DoorServer server = await StartAsync(1000);
        HttpClient client = server.Client(null);
        string session = await DoorServer.BeginAsync(client, Model), path = $"/v1/sessions/{session}/steps";
        string fits = Words(900), large = Words(1100);
        const string Sentence = "Row 2 has more than 1000 bytes: send it as several rows.";

        HttpResponseMessage refused = await StepAsync(client, session, [fits, large]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Equal(Sentence, (string?)(await DoorServer.ReadAsync(refused))["error"]);

        using ClientWebSocket socket = await server.SocketAsync(path);
        await DoorServer.SendAsync(socket, RowsOf([fits, large]).ToJsonString());
        JsonNode told = JsonNode.Parse((await DoorServer.ReceiveAsync(socket)).Text)!;
        Assert.Equal((Sentence, 413), ((string?)told["error"], (int)told["status"]!));
        await DoorServer.SendAsync(socket, RowsOf([fits]).ToJsonString());
        Assert.Equal(2, (int)JsonNode.Parse((await DoorServer.ReceiveAsync(socket)).Text)!["next"]!);

        HttpResponseMessage inferred = await client.PostAsJsonAsync(
            $"/v2/models/{Model}/infer",
            new
            {
                inputs = (object[])
                    [new { name = "rows", shape = new[] { 2 }, datatype = "BYTES", data = new[] { fits, large } }],
            },
            Ending);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, inferred.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await StepAsync(client, session, [fits])).StatusCode);
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task ALongRow_LetsOthersPass_AndHasTheAnswerOfOneAlone()
    {
        await using DoorServer server = await StartAsync(4 << 20);
        HttpClient client = server.Client(null);
        string text = Words(1 << 20), slow = await DoorServer.BeginAsync(client, Model);
        string[] quick = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => DoorServer.BeginAsync(client, Model)));

        Task<HttpResponseMessage> under = StepAsync(client, slow, ["The old whale", text, "swims"]);
        for (int step = 0; step < 10; step++)
        {
            foreach (string session in quick)
            {
                (await StepAsync(client, session, ["The old whale swims 3 miles."])).EnsureSuccessStatusCode();
            }
        }

        Assert.False(under.IsCompleted);
        JsonNode answer = await DoorServer.ReadAsync(await under);
        using ISteppingSession alone = LanguageSession.Of(await TinyLanguage.Model.Value).Open();
        Assert.Equal(
            [Alone(alone, "The old whale"), Alone(alone, text), Alone(alone, "swims")],
            answer["answers"]!.AsArray().Select(a => a!.ToJsonString()));
    }

    [Fact]
    public async Task ACallerWhoLeaves_EndsItsRow_AndTheSessionIsAsBefore()
    {
        await using DoorServer server = await StartAsync(16 << 20);
        HttpClient client = server.Client(null);
        string session = await DoorServer.BeginAsync(client, Model);
        (await StepAsync(client, session, ["The old whale"])).EnsureSuccessStatusCode();
        using (var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ending))
        {
            Task<HttpResponseMessage> under = client.PostAsJsonAsync(
                $"/v1/sessions/{session}/steps", RowsOf(["swims", Words(12 << 20)]), leaving.Token);
            await UntilNextStepsWaitAsync(server, client, taken: 2);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => under);
        }

        // The row before the long one was taken; only it counts.
        JsonNode answer = await DoorServer.ReadAsync(await StepAsync(client, session, ["3 miles."]));
        using ISteppingSession alone = LanguageSession.Of(await TinyLanguage.Model.Value).Open();
        Alone(alone, "The old whale");
        Alone(alone, "swims");
        Assert.Equal(4, (int)answer["next"]!);
        Assert.Equal(Alone(alone, "3 miles."), answer["answers"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task AServerThatEnds_GivesUpLongRows_AndNothingOfThemIsKept()
    {
        await using DoorServer server = await StartAsync(16 << 20);

        // The clients of the fixture end with a restart, perhaps before they have read the answer.
        using var client = new HttpClient { BaseAddress = server.Address };
        string session = await DoorServer.BeginAsync(client, Model);
        Task<HttpResponseMessage> under = StepAsync(client, session, [Words(12 << 20)]);
        await UntilNextStepsWaitAsync(server, client);

        await server.RestartAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await under).StatusCode);
        JsonNode answer = await DoorServer.ReadAsync(await StepAsync(server.Client(null), session, ["3 miles."]));
        using ISteppingSession alone = LanguageSession.Of(await TinyLanguage.Model.Value).Open();
        Assert.Equal(2, (int)answer["next"]!);
        Assert.Equal(Alone(alone, "3 miles."), answer["answers"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task UnitsOfARow_CountAgainstTheRate()
    {
        await using DoorServer server = await StartAsync(
            64 << 10,
            ("ann", new KeyRights { StepsPerSecond = 10 }), ("ben", new KeyRights { StepsPerSecond = 10 }));
        HttpClient ann = server.Client("ann"), ben = server.Client("ben");
        string of = await DoorServer.BeginAsync(ann, Model), another = await DoorServer.BeginAsync(ben, Model);

        // The first row costs thousands of steps: the second one of the same request is refused with the number.
        HttpResponseMessage refused = await StepAsync(ann, of, [Words(60_000), "The old whale"]);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter!.Delta > TimeSpan.FromMinutes(5));
        Assert.Equal(2, (int)(await DoorServer.ReadAsync(refused))["next"]!);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await StepAsync(ann, of, ["The old whale"])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await StepAsync(ben, another, ["The old whale"])).StatusCode);
    }

    private static async Task<DoorServer> StartAsync(int mostRowBytes, params (string Name, KeyRights Rights)[] keys)
    {
        LanguageModel model = await TinyLanguage.Model.Value;
        return await DoorServer.StartAsync(
            options: options =>
            {
                options.MostRowBytes = mostRowBytes;
                model.Save(Path.Combine(options.Models, Model + ".safetensors"));
            },
            keys: keys);
    }

    /// <summary>Waits until a long row has been read: its session does not answer, others do.</summary>
    /// <param name="server">The server.</param>
    /// <param name="client">Asks it.</param>
    /// <param name="taken">How many rows have to be taken before.</param>
    private static Task UntilNextStepsWaitAsync(DoorServer server, HttpClient client, int taken = 0) =>
        DoorServer.UntilAsync(async () =>
        {
            JsonNode figures = JsonNode.Parse(
                await client.GetStringAsync(new Uri(server.Address, "/metrics.json"), Ending))!;
            return (int)figures["waiting"]! > 0 && (int)figures["steps"]! >= taken;
        });

    private static string Alone(ISteppingSession session, string text)
    {
        var answer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(answer))
        {
            session.Step(JsonSerializer.SerializeToUtf8Bytes(text), json);
        }

        return JsonNode.Parse(answer.WrittenSpan)!.ToJsonString();
    }

    private static string Words(int length) =>
        string.Concat(Enumerable.Repeat("The old whale swims 3 miles. ", (length / 29) + 1))[..length];

    private static JsonObject RowsOf(string[] rows) => new()
    {
        ["rows"] = new JsonArray([.. rows.Select(r => (JsonNode)r)]),
    };

    private static Task<HttpResponseMessage> StepAsync(HttpClient client, string session, string[] rows) =>
        client.PostAsync(
            $"/v1/sessions/{session}/steps",
            new StringContent(RowsOf(rows).ToJsonString(), Encoding.UTF8, "application/json"), Ending);
}
