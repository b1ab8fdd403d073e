using System.Net.WebSockets;
using Carousel.Server.Tests.Doors;
using static Carousel.Server.Tests.Doors.DoorServer;

namespace Carousel.Server.Tests.Hosting;

/// <summary>A server that stops closes its streams: a host with its default patience would wait for them for
/// 30 s.</summary>
public sealed class LeavingTests
{
    [Fact]
    public async Task Sockets_AreAnsweredAndClosed_WhenTheServerLeaves()
    {
        await using DoorServer server = await StartAsync();
        string session = await BeginAsync(server.Client(null));
        using ClientWebSocket socket = await server.SocketAsync($"/v1/sessions/{session}/steps");
        await SendAsync(socket, Rows(1).ToJsonString());
        Task restart = server.RestartAsync();
        (string answer, WebSocketCloseStatus? closed) = await ReceiveAsync(socket);
        if (closed is null)
        {
            Assert.Contains("answers", answer, StringComparison.Ordinal);
            closed = (await ReceiveAsync(socket)).Closed;
        }

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, closed);
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
