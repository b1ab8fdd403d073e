using System.Net;
using System.Net.Sockets;
using System.Text;
using Carousel.Cluster.Brokers;
using Carousel.Testing;
using RabbitMQ.Client;

[assembly: AssemblyFixture(typeof(RabbitServer))]

namespace Carousel.Cluster.Tests.Brokers;

/// <summary>Connections to a broker, and messages if it cannot be used.</summary>
public sealed class BrokerTests(RabbitServer server)
{
    [Theory]
    [InlineData("")]
    [InlineData("somewhere")]
    [InlineData("http://somewhere")]
    [InlineData("amqp://")]
    [InlineData("amqp:///name")]
    public void Address_IsRefused_WhereItIsNone(string url)
    {
        BrokerException refused = Assert.Throws<BrokerException>(() => new Broker(url));
        Assert.False(refused.IsAway);
        Assert.Contains("Write it as 'amqp://", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amqp://one:secret@somewhere", "somewhere:5672")]
    [InlineData("amqps://one:secret@somewhere", "somewhere:5671")]
    [InlineData("amqp://one:secret@somewhere:99/room", "somewhere:99/room")]
    public void Name_HasNoPassword(string url, string name) => Assert.Equal(name, new Broker(url).Name);

    [Fact]
    public async Task Connect_OpensAConnection()
    {
        var broker = new Broker(server.Start());
        await using IConnection connection = await broker.ConnectAsync(TestContext.Current.CancellationToken);
        Assert.True(connection.IsOpen);
    }

    [Fact]
    public async Task Connect_SaysThatThePasswordIsWrong()
    {
        server.Start();
        await Says(server.Address("wrong"), "user 'carousel' or its password is wrong", isAway: false);
    }

    [Fact]
    public async Task Connect_SaysThatThereIsNoSuchVirtualHost() =>
        await Says(server.Start() + "/nowhere", "there is no virtual host 'nowhere'", isAway: false);

    [Fact]
    public async Task Connect_SaysThatNobodyAnswers()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await Says($"amqp://127.0.0.1:{port}", "no broker answers", isAway: true);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")]
    [InlineData("AMQP\0\u0001\0\0")]
    [InlineData("\u0001\0\0\0\0\0\u0004aaaa\u00ce")]
    [InlineData("\u0001\0\0\u007f\u007f\u007f\u007faaaa")]
    [InlineData("")]
    public async Task Connect_SaysThatItIsNoBroker(string answer)
    {
        using var hostile = new TcpListener(IPAddress.Loopback, 0);
        hostile.Start();
        int port = ((IPEndPoint)hostile.LocalEndpoint).Port;
        Task answering = AnswerAsync(hostile, answer);
        await Says(
            $"amqp://127.0.0.1:{port}", $"127.0.0.1:{port}: the server there does not speak AMQP", isAway: true);
        await answering;
    }

    private static async Task Says(string url, string sentence, bool isAway)
    {
        BrokerException refused = await Assert.ThrowsAsync<BrokerException>(
            () => new Broker(url).ConnectAsync(TestContext.Current.CancellationToken));
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal(isAway, refused.IsAway);
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            Encoding.Latin1.GetBytes(answer), TestContext.Current.CancellationToken);
        client.Client.Shutdown(SocketShutdown.Send);
    }
}
