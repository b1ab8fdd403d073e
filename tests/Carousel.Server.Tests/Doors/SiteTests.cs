using System.Net;
using System.Net.WebSockets;

namespace Carousel.Server.Tests.Doors;

/// <summary>Web pages of others don't reach a server on the loopback.</summary>
public sealed class SiteTests
{
    private static CancellationToken Ending => DoorServer.Ending;

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LocalHost:8080", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:1", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    [InlineData("[::1]", HttpStatusCode.OK)]
    [InlineData("models.example:8080", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("localhost.evil.example", HttpStatusCode.BadRequest)]
    [InlineData("127.0.0.1.evil.example:8080", HttpStatusCode.BadRequest)]
    [InlineData("[::2]", HttpStatusCode.BadRequest)]
    [InlineData("2130706433", HttpStatusCode.BadRequest)]
    public async Task Host_IsOneByWhichTheServerGoes(string host, HttpStatusCode status)
    {
        await using DoorServer server = await DoorServer.StartAsync(
            options: options => options.Hosts = ["models.example"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { Host = host } };
        HttpResponseMessage answer = await server.Client(null).SendAsync(request, Ending);
        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.BadRequest)
        {
            Assert.Equal(
                "The request names a host that is not one of this server's: add it to the server's hosts to allow it.",
                (string)(await DoorServer.ReadAsync(answer))["error"]!);
        }
    }

    [Theory]
    [InlineData("https://evil.example", false)]
    [InlineData("http://localhost:1", false)]
    [InlineData("null", false)]
    [InlineData("http://127.0.0.1.evil.example", false)]
    [InlineData("https://app.example.evil", false)]
    [InlineData("https://app.example", true)]
    public async Task Origin_IsTheServersOwn_OrNamed(string origin, bool isAllowed)
    {
        await using DoorServer server = await DoorServer.StartAsync(
            options: options => options.Origins = ["https://app.example/"]);
        HttpClient client = server.Client(null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Add("Origin", origin);
        HttpResponseMessage answer = await client.SendAsync(request, Ending);
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(isAllowed, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out _));
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/models/alpha/sessions");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        Assert.Equal(
            isAllowed ? HttpStatusCode.NoContent : HttpStatusCode.Forbidden,
            (await client.SendAsync(preflight, Ending)).StatusCode);
        string session = await DoorServer.BeginAsync(client);
        Task<ClientWebSocket> connecting = server.SocketAsync(
            $"/v1/sessions/{session}/steps", options => options.SetRequestHeader("Origin", origin));
        if (isAllowed)
        {
            (await connecting).Dispose();
        }
        else
        {
            await Assert.ThrowsAsync<WebSocketException>(() => connecting);
        }
    }

    [Fact]
    public async Task APageOfTheServerItself_MayAsk()
    {
        await using DoorServer server = await DoorServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Add("Origin", $"http://127.0.0.1:{server.Address.Port}");
        Assert.Equal(HttpStatusCode.OK, (await server.Client(null).SendAsync(request, Ending)).StatusCode);
    }

    [Theory]
    [InlineData("https")]
    [InlineData("ws")]
    public async Task APageOfAnotherScheme_IsOneOfAnotherSite(string scheme)
    {
        await using DoorServer server = await DoorServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Add("Origin", $"{scheme}://127.0.0.1:{server.Address.Port}");
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Client(null).SendAsync(request, Ending)).StatusCode);
    }
}
