using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Carousel.Cluster.Stores;
using Carousel.Server.Doors;
using Carousel.Server.Tests.Doors;
using Carousel.Testing;

namespace Carousel.Server.Tests.Replicas;

/// <summary>For a request to any replica, the owner of the session answers, by every endpoint.</summary>
public sealed class ReplicaDoorTests(PostgresServer database)
{
    private const int Sessions = 12, Frames = 60;

    private static readonly float[] _row = [0.5f, -0.25f, 1f];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_IsAnsweredAlike_AtEveryReplica()
    {
        string store = database.CreateDatabase();
        await using DoorServer one = await StartAsync(store, ("somebody", new KeyRights())),
            two = await StartAsync(store);
        await SharedAsync(store);
        HttpClient[] clients = [one.Client("somebody"), Other(one, two)];
        string[] ids = await BeginAsync(clients[0]);
        string? first = null, second = null;
        foreach (string id in ids)
        {
            first ??= await StepAsync(clients[0], id, 1);
            Assert.Equal(first, await StepAsync(clients[0], id, 1));
            Assert.Equal(first, await StepAsync(clients[1], id, 1));
            second ??= await StepAsync(clients[0], id, 2);
            Assert.Equal(second, await StepAsync(clients[1], id, 2));
            using HttpResponseMessage gap = await SendAsync(clients[1], id, 9);
            Assert.Equal(HttpStatusCode.Conflict, gap.StatusCode);
            Assert.Equal(
                await clients[0].GetStringAsync($"/v1/sessions/{id}", Ending),
                await clients[1].GetStringAsync($"/v1/sessions/{id}", Ending));
            Assert.Equal(
                await clients[0].GetByteArrayAsync($"/v1/sessions/{id}/state", Ending),
                await clients[1].GetByteArrayAsync($"/v1/sessions/{id}/state", Ending));
            Assert.Equal(
                await clients[0].GetStringAsync($"/v1/sessions/{id}/steps?from=1", Ending),
                await clients[1].GetStringAsync($"/v1/sessions/{id}/steps?from=1", Ending));
        }

        // One step of all of them in one request, then a fork, and the end.
        string?[] together = new string?[2];
        for (int c = 0; c < 2; c++)
        {
            using HttpResponseMessage all = await clients[c].PostAsJsonAsync(
                "/v1/models/alpha/steps",
                new { sessions = ids, from = ids.Select(_ => 3), rows = ids.Select(_ => _row) }, Ending);
            together[c] = await all.Content.ReadAsStringAsync(Ending);
            Assert.Equal(HttpStatusCode.OK, all.StatusCode);
            using HttpResponseMessage fork = await clients[c].PostAsync($"/v1/sessions/{ids[0]}/fork", null, Ending);
            Assert.Equal(HttpStatusCode.Created, fork.StatusCode);
        }

        Assert.Equal(together[0], together[1]);
        foreach (string id in ids)
        {
            using HttpResponseMessage end = await clients[1].DeleteAsync($"/v1/sessions/{id}", Ending);
            Assert.Equal(HttpStatusCode.NoContent, end.StatusCode);
            using HttpResponseMessage gone = await clients[0].GetAsync($"/v1/sessions/{id}", Ending);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }
    }

    [Fact]
    public async Task WebSocket_KeepsTheOrderOfItsFrames_WhoeverHasTheSession()
    {
        string store = database.CreateDatabase();
        await using DoorServer one = await StartAsync(store), two = await StartAsync(store);
        await SharedAsync(store);
        using HttpClient client = one.Client(null);
        foreach (string id in (await BeginAsync(client)).Take(8))
        {
            using ClientWebSocket socket = await two.SocketAsync($"/v1/sessions/{id}/steps");
            for (int step = 1; step <= Frames; step++)
            {
                string frame = $"{{\"from\":{step},\"rows\":[[0.5,-0.25,1]]}}";
                await socket.SendAsync(
                    Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, Ending);
            }

            byte[] answer = new byte[4096];
            for (int step = 1; step <= Frames; step++)
            {
                WebSocketReceiveResult read = await socket.ReceiveAsync(answer, Ending);
                JsonNode said = JsonNode.Parse(answer.AsSpan(0, read.Count))!;
                Assert.Equal(step + 1, (long?)said["next"]);
            }
        }
    }

    [Fact]
    public async Task Events_AreToldAtEveryReplica()
    {
        string store = database.CreateDatabase();
        await using DoorServer one = await StartAsync(store), two = await StartAsync(store);
        await SharedAsync(store);
        HttpClient[] clients = [one.Client(null), two.Client(null)];
        foreach (string id in (await BeginAsync(clients[0])).Take(6))
        {
            using Stream here = await clients[0].GetStreamAsync($"/v1/sessions/{id}/events", Ending),
                there = await clients[1].GetStreamAsync($"/v1/sessions/{id}/events", Ending);
            await StepAsync(clients[1], id, 1);
            using StreamReader atHere = new(here), atThere = new(there);
            for (int line = 0; line < 3; line++)
            {
                string? said = await atHere.ReadLineAsync(Ending);
                Assert.Equal(said, await atThere.ReadLineAsync(Ending));
                Assert.StartsWith(
                    ((string[])["id: 1", "event: step", "data: {\"step\":1,"])[line], said, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task WhatWasPassedOn_IsNotPassedOnAgain()
    {
        string store = database.CreateDatabase();
        await using DoorServer one = await StartAsync(store), two = await StartAsync(store);
        await SharedAsync(store);
        HttpClient[] clients = [one.Client(null), two.Client(null)];
        int refused = 0;
        foreach (string id in (await BeginAsync(clients[0])).Take(4))
        {
            foreach (HttpClient client in clients)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{id}/events");
                request.Headers.Add("Carousel-Passed-On", "1");
                using HttpResponseMessage answer = await client.SendAsync(
                    request, HttpCompletionOption.ResponseHeadersRead, Ending);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    refused++;
                    Assert.Equal("1", Assert.Single(answer.Headers.GetValues("Retry-After")));
                }
            }
        }

        Assert.Equal(4, refused);
    }

    [Fact]
    public async Task PathOfReplicas_IsClosed_WithoutTheSecret()
    {
        string store = database.CreateDatabase();
        await using DoorServer one = await StartAsync(store);
        using HttpClient client = one.Client(null);
        using HttpResponseMessage answer = await client.GetAsync("/v1/replica", Ending);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        await Assert.ThrowsAsync<WebSocketException>(() => one.SocketAsync(
            "/v1/replica", o => o.SetRequestHeader("Authorization", $"Replica {Guid.NewGuid():N}")));
        using ClientWebSocket open = await OpenAsync(one, store);
        await open.SendAsync("rubbish"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, Ending);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            WebSocketReceiveResult end = await open.ReceiveAsync(new byte[16], Ending);
            Assert.NotEqual(WebSocketMessageType.Close, end.MessageType);
        });
        using HttpResponseMessage still = await client.PostAsync("/v1/models/alpha/sessions", null, Ending);
        Assert.Equal(HttpStatusCode.Created, still.StatusCode);
        Assert.Empty(one.Failures);
    }

    /// <summary>Opens the path with the replica's secret. A replica that renewed its lease too late on a busy machine
    /// has a new secret.</summary>
    private static async Task<ClientWebSocket> OpenAsync(DoorServer server, string store)
    {
        while (true)
        {
            object? secret = PostgresServer.Run(
                store, "SELECT secret FROM carousel.replicas ORDER BY until DESC LIMIT 1");
            try
            {
                return await server.SocketAsync(
                    "/v1/replica", o => o.SetRequestHeader("Authorization", $"Replica {secret:N}"));
            }
            catch (WebSocketException)
            {
                await Task.Delay(50, Ending);
            }
        }
    }

    [Theory]
    [InlineData("somewhere", null)]
    [InlineData("ftp://127.0.0.1:21", null)]
    [InlineData("http://127.0.0.1:80/path", null)]
    [InlineData("http://127.0.0.1:0", "sessions.db")]
    public async Task Replica_IsRefused_WithASentence(string address, string? file)
    {
        string store = file ?? "Host=127.0.0.1;Port=1";
        var refused = await Assert.ThrowsAsync<StoreException>(() => DoorServer.StartAsync(
            options: o => (o.Store, o.Replica) = (store, address)));
        Assert.Contains(file ?? address, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<DoorServer> StartAsync(string store, params (string, KeyRights)[] keys) =>
        await DoorServer.StartAsync(
            options: o => (o.Store, o.Replica) = (store, "http://127.0.0.1:0"), keys: keys);

    private static HttpClient Other(DoorServer first, DoorServer other)
    {
        foreach ((string name, string key) in first.Keys)
        {
            other.Keys[name] = key;
        }

        return other.Client("somebody");
    }

    private static async Task SharedAsync(string store)
    {
        const string Sharing =
            "SELECT count(DISTINCT replica) FROM carousel.leases WHERE until > clock_timestamp()";
        while ((long)PostgresServer.Run(store, Sharing)! < 2)
        {
            await Task.Delay(20, Ending);
        }
    }

    private static async Task<string[]> BeginAsync(HttpClient client)
    {
        using HttpResponseMessage made = await client.PostAsJsonAsync(
            "/v1/models/alpha/sessions", new { count = Sessions }, Ending);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return [.. (await DoorServer.ReadAsync(made))["ids"]!.AsArray().Select(id => (string)id!)];
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string id, long from) =>
        client.PostAsJsonAsync($"/v1/sessions/{id}/steps", new { from, rows = new[] { _row } }, Ending);

    private static async Task<string> StepAsync(HttpClient client, string id, long from)
    {
        using HttpResponseMessage answer = await SendAsync(client, id, from);
        string text = await answer.Content.ReadAsStringAsync(Ending);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return text;
    }
}
