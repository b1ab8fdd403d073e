using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Carousel.Server.Hosting;

namespace Carousel.Server.Tests.Doors;

/// <summary>Clients cannot exceed their limits of memory or time.</summary>
public sealed class BoundTests
{
    private const string Ask = "GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Ending => DoorServer.Ending;

    [Fact]
    public async Task WhatIsTooLarge_IsRefused()
    {
        await using DoorServer server = await DoorServer.StartAsync();
        HttpClient client = server.Client(null);
        string session = await DoorServer.BeginAsync(client);
        Assert.StartsWith(
            "HTTP/1.1 413 ",
            await RawClient.TalkAsync(
                server.Address,
                $"POST /v1/sessions/{session}/steps HTTP/1.1\r\nHost: localhost\r\nContent-Length: 33554433\r\n\r\n"),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 431 ",
            await RawClient.TalkAsync(
                server.Address, $"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', 17_000)}\r\n\r\n"),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 431 ",
            await RawClient.TalkAsync(
                server.Address,
                "GET /v1/models HTTP/1.1\r\nHost: localhost\r\n"
                + string.Concat(Enumerable.Range(0, 70).Select(i => $"X{i}: 1\r\n")) + "\r\n"),
            StringComparison.Ordinal);
        foreach (string body in (string[])
        [
            "{\"rows\":" + new string('[', 1000) + new string(']', 1000) + "}",
            "{\"rows\":[[" + string.Join(',', Enumerable.Repeat("1", 100_000)) + "]]}",
            "{\"from\":9223372036854775807,\"rows\":[[1,2,3]]}",
            "{\"\\ud800\":1}",
        ])
        {
            using var content = new StringContent(body);
            HttpResponseMessage answer = await client.PostAsync($"/v1/sessions/{session}/steps", content, Ending);
            Assert.InRange((int)answer.StatusCode, 400, 499);
        }

        HttpResponseMessage many = await client.GetAsync($"/v1/sessions/{session}/steps?from=1&count=5000", Ending);
        Assert.Contains(
            "?count= must be a whole number from 1 to 4,096.", await many.Content.ReadAsStringAsync(Ending),
            StringComparison.Ordinal);
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task AFrameThatIsTooLarge_ClosesTheSocket_WithItsStatus()
    {
        await using DoorServer server = await DoorServer.StartAsync();
        string session = await DoorServer.BeginAsync(server.Client(null));
        using ClientWebSocket socket = await server.SocketAsync($"/v1/sessions/{session}/steps");
        await socket.SendAsync(new byte[(32 << 20) + 1], WebSocketMessageType.Text, false, Ending);
        Assert.Equal(
            "{\"error\":\"A frame is too large: send several.\",\"status\":413}",
            (await DoorServer.ReceiveAsync(socket)).Text);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, (await DoorServer.ReceiveAsync(socket)).Closed);
    }

    [Fact]
    public async Task WhoIsSlowOrSilent_IsClosed()
    {
        await using DoorServer server = await DoorServer.StartAsync(new ListeningOptions
        {
            HeadersWithin = _soon,
            SilentFor = _soon,
            SlowFor = TimeSpan.FromSeconds(1.1),
            LeastBytesPerSecond = 1_000_000,
            AskEvery = _soon,
        });
        string session = await DoorServer.BeginAsync(server.Client(null));
        Assert.Equal("", await RawClient.TalkAsync(server.Address, ""));
        Assert.StartsWith(
            "HTTP/1.1 408 ", await RawClient.TalkAsync(server.Address, "GET /v1/models HTTP/1.1\r\nHost: loc"),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 408 ",
            await RawClient.TalkAsync(
                server.Address,
                $"POST /v1/sessions/{session}/steps HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{{"),
            StringComparison.Ordinal);

        // A WebSocket that does not answer when it is asked whether it is still there.
        Assert.StartsWith(
            "HTTP/1.1 101 ",
            await RawClient.TalkAsync(server.Address, RawClient.Upgrade($"/v1/sessions/{session}/steps")),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await DoorServer.StepAsync(server.Client(null), session)).StatusCode);
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task MoreConnectionsThanAreAllowed_AreClosed()
    {
        await using DoorServer server = await DoorServer.StartAsync(new ListeningOptions { MostConnections = 2 });
        using var one = new TcpClient();
        using var two = new TcpClient();
        foreach (TcpClient client in (TcpClient[])[one, two])
        {
            await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, Ending);
            await client.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes(Ask), Ending);
            Assert.NotEqual(0, await client.GetStream().ReadAsync(new byte[10], Ending));
        }

        Assert.Equal("", await RawClient.TalkAsync(server.Address, Ask));
        one.Close();
        await DoorServer.UntilAsync(async () =>
            (await RawClient.TalkAsync(
                server.Address, "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
            .StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MoreWebSocketsThanAreAllowed_AreRefused()
    {
        await using DoorServer server = await DoorServer.StartAsync(new ListeningOptions { MostConnections = 2 });
        const string Path = "/v1/models/alpha/steps";
        using ClientWebSocket one = await server.SocketAsync(Path), two = await server.SocketAsync(Path);
        Assert.StartsWith(
            "HTTP/1.1 503 ",
            await RawClient.TalkAsync(
                server.Address,
                RawClient.Upgrade(Path).Replace("Upgrade\r\n", "Upgrade, close\r\n", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.Empty(server.Failures);
    }

    [Theory]
    [InlineData("server.pem", "server.key")]
    [InlineData("both.pem", null)]
    [InlineData("server.pfx", null)]
    public async Task ACertificate_MakesItHttps(string certificate, string? key)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("carousel-certificate-");
        try
        {
            using X509Certificate2 made = Certificate();
            string pem = made.ExportCertificatePem() + "\n", privatePem = PrivateKey(made) + "\n";
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "server.pem"), pem, Ending);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "server.key"), privatePem, Ending);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "both.pem"), pem + privatePem, Ending);
            await File.WriteAllBytesAsync(
                Path.Combine(folder.FullName, "server.pfx"), made.Export(X509ContentType.Pfx), Ending);
            await using DoorServer server = await DoorServer.StartAsync(new ListeningOptions
            {
                Certificate = Path.Combine(folder.FullName, certificate),
                CertificateKey = key is null ? null : Path.Combine(folder.FullName, key),
            });
            Assert.Equal("https", server.Address.Scheme);
            using var handler = new SocketsHttpHandler();
            handler.SslOptions.RemoteCertificateValidationCallback = (_, given, _, _) =>
                given!.GetCertHashString() == made.GetCertHashString();
            using var client = new HttpClient(handler) { BaseAddress = server.Address };
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/models", Ending)).StatusCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ACertificateThatCantBeRead_IsSaid()
    {
        ServeException refused = await Assert.ThrowsAsync<ServeException>(
            () => DoorServer.StartAsync(new ListeningOptions { Certificate = "nowhere.pem" }));
        Assert.StartsWith("nowhere.pem: the certificate can't be read (", refused.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static string PrivateKey(X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }
}
