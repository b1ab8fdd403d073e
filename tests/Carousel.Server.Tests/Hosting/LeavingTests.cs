using System.Net.WebSockets;
using Carousel.Server.Tests.Doors;
using static Carousel.Server.Tests.Doors.DoorServer;

namespace Carousel.Server.Tests.Hosting;

/// <summary>A server that stops closes its streams: the host that it is in would wait for them.</summary>
public sealed class LeavingTests
{
    [Fact]
    public async Task Sockets_AreClosed_WhenTheServerLeaves()
    {
        await using DoorServer server = await StartAsync();
        string session = await BeginAsync(server.Client(null));
        using ClientWebSocket socket = await server.SocketAsync($"/v1/sessions/{session}/steps");
        await SendAsync(socket, Rows(1).ToJsonString());
        Assert.Contains("answers", (await ReceiveAsync(socket)).Text, StringComparison.Ordinal);
        Task restart = server.RestartAsync();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await ReceiveAsync(socket)).Closed);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Ending);
        await restart;
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task Events_End_WithoutAnEndOfTheSession()
    {
        await using DoorServer server = await StartAsync();
        HttpClient client = server.Client(null);
        string session = await BeginAsync(client);
        using HttpResponseMessage answer = await client.GetAsync(
            $"/v1/sessions/{session}/events", HttpCompletionOption.ResponseHeadersRead, Ending);
        Task<string> events = answer.Content.ReadAsStringAsync(Ending);
        Task restart = server.RestartAsync();
        Assert.DoesNotContain("event: end", await events, StringComparison.Ordinal);
        await restart;
        Assert.Empty(server.Failures);
    }
}
