using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Carousel.Server.Tests.Doors;

/// <summary>What comes in takes no more memory than there is, however many send it.</summary>
public sealed class MemoryBoundTests
{
    private const int Limit = 64 << 20, Part = 1 << 20;

    private static CancellationToken Ending => DoorServer.Ending;

    [Fact]
    public async Task UnfinishedFrames_AreRefused_WhereTheyHaveAllMemory()
    {
        await using DoorServer server = await StartAsync();
        HttpClient good = server.Client(null);
        string session = await DoorServer.BeginAsync(good);
        (await DoorServer.StepAsync(good, session)).EnsureSuccessStatusCode();
        long before = await FigureAsync(good, "memory_used");
        var sockets = new List<ClientWebSocket>();
        while (await FigureAsync(good, "memory_refused") == 0)
        {
            ClientWebSocket socket = await server.SocketAsync($"/v1/sessions/{session}/steps");
            sockets.Add(socket);
            await socket.SendAsync(new byte[Part], WebSocketMessageType.Text, false, Ending);
            await UntilTakenAsync(good, before + (sockets.Count * (long)Part));
        }

        Assert.InRange(sockets.Count, 6, Limit / Part / 4);
        Assert.Contains(
            "\"status\":429", (await DoorServer.ReceiveAsync(sockets[^1])).Text, StringComparison.Ordinal);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, (await DoorServer.ReceiveAsync(sockets[^1])).Closed);
        Assert.Equal(HttpStatusCode.OK, (await DoorServer.StepAsync(good, session)).StatusCode);

        sockets.ForEach(s => s.Dispose());
        await DoorServer.UntilAsync(async () => await FigureAsync(good, "memory_used") < before + Part);
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task UnfinishedBodies_AreRefused_WhereTheyHaveAllMemory()
    {
        await using DoorServer server = await StartAsync();
        HttpClient good = server.Client(null);
        string session = await DoorServer.BeginAsync(good);
        (await DoorServer.StepAsync(good, session)).EnsureSuccessStatusCode();
        long before = await FigureAsync(good, "memory_used");
        byte[] half = Encoding.Latin1.GetBytes(
            $"POST /v1/sessions/{session}/steps HTTP/1.1\r\nHost: localhost\r\nContent-Length: {2 * Part}\r\n\r\n"
            + new string(' ', Part));
        var clients = new List<TcpClient>();
        while (await FigureAsync(good, "memory_refused") == 0)
        {
            var client = new TcpClient();
            clients.Add(client);
            await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, Ending);
            await client.GetStream().WriteAsync(half, Ending);
            await UntilTakenAsync(good, before + (clients.Count * (long)Part));
        }

        Assert.InRange(clients.Count, 6, Limit / Part / 4);
        using var answer = new StreamReader(clients[^1].GetStream());
        Assert.StartsWith("HTTP/1.1 429 ", await answer.ReadLineAsync(Ending), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await DoorServer.StepAsync(good, session)).StatusCode);

        clients.ForEach(c => c.Dispose());
        await DoorServer.UntilAsync(async () => await FigureAsync(good, "memory_used") < before + Part);
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task WhatDoesNotComeToItsEnd_IsClosed_AndCounted()
    {
        await using DoorServer server = await StartAsync(TimeSpan.FromMilliseconds(300));
        HttpClient good = server.Client(null);
        string session = await DoorServer.BeginAsync(good);
        using ClientWebSocket whole = await server.SocketAsync($"/v1/sessions/{session}/steps");
        await DoorServer.SendAsync(whole, DoorServer.Rows(1).ToJsonString());
        await DoorServer.ReceiveAsync(whole);
        using ClientWebSocket socket = await server.SocketAsync($"/v1/sessions/{session}/steps");
        await socket.SendAsync("{"u8.ToArray(), WebSocketMessageType.Text, false, Ending);
        await Assert.ThrowsAsync<WebSocketException>(() => DoorServer.ReceiveAsync(socket));
        Assert.Equal(1, await FigureAsync(good, "requests_overdue"));

        string late = await RawClient.TalkAsync(
            server.Address,
            $"POST /v1/sessions/{session}/steps HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{{");
        Assert.StartsWith("HTTP/1.1 408 ", late, StringComparison.Ordinal);
        Assert.Contains("The body did not come within", late, StringComparison.Ordinal);
        Assert.Equal(2, await FigureAsync(good, "requests_overdue"));

        // One whose frames come whole may be silent as long as it wants.
        await DoorServer.SendAsync(whole, DoorServer.Rows(1).ToJsonString());
        Assert.Equal(3, (int)JsonNode.Parse((await DoorServer.ReceiveAsync(whole)).Text)!["next"]!);
    }

    [Fact]
    public async Task Sessions_ExpireAfterSevenDays_UnlessTheServerIsToldOtherwise()
    {
        foreach ((int? option, int expected) in new (int?, int)[] { (null, 604_800), (0, 0) })
        {
            await using DoorServer server = await DoorServer.StartAsync(
                options: options => options.ExpiresAfter = option ?? options.ExpiresAfter);
            HttpClient client = server.Client(null);
            string session = await DoorServer.BeginAsync(client);
            JsonNode look = JsonNode.Parse(await client.GetStringAsync($"/v1/sessions/{session}", Ending))!;
            Assert.Equal(expected, (int)look["expires_after"]!);
        }
    }

    private static Task<DoorServer> StartAsync(TimeSpan? within = null) => DoorServer.StartAsync(options: options =>
    {
        options.MemoryBytes = Limit;
        options.WholeWithin = within ?? TimeSpan.FromMinutes(10);
    });

    /// <summary>Waits until that number of bytes is in memory, or more were rejected.</summary>
    private static Task UntilTakenAsync(HttpClient client, long bytes) => DoorServer.UntilAsync(async () =>
        await FigureAsync(client, "memory_refused") > 0 || await FigureAsync(client, "memory_used") >= bytes);

    private static async Task<long> FigureAsync(HttpClient client, string name) =>
        (long)JsonNode.Parse(await client.GetStringAsync("/metrics.json", Ending))![name]!;
}
