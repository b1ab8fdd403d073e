using System.Net.WebSockets;
using Carousel.Benchmarks.Serving;

namespace Carousel.Benchmarks.Tests.Serving;

public sealed class WebSocketFramesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public async Task Client_IsUnderstoodByAServer(int length)
    {
        byte[] message = Message(length), frame = new byte[WebSocketFrames.HeadLength(length) + length];
        WebSocketFrames.WriteHead(frame, WebSocketFrames.Binary, length);
        message.CopyTo(frame, frame.Length - length);
        using var server = WebSocket.CreateFromStream(
            new MemoryStream(frame), isServer: true, subProtocol: null, TimeSpan.Zero);
        var read = new byte[length + 1];
        int count = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await server.ReceiveAsync(read.AsMemory(count), TestContext.Current.CancellationToken);
            count += part.Count;
        }
        while (!part.EndOfMessage);

        Assert.Equal(WebSocketMessageType.Binary, part.MessageType);
        Assert.Equal(message, read[..count]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(125, 1)]
    [InlineData(126, 1)]
    [InlineData(70_000, 1)]
    [InlineData(300, 3)]
    public async Task Server_IsUnderstood_WhereverItsBytesAreDivided(int length, int parts)
    {
        byte[] message = Message(length);
        var bytes = new MemoryStream();
        using (var server = WebSocket.CreateFromStream(bytes, isServer: true, subProtocol: null, TimeSpan.Zero))
        {
            for (int part = 0; part < parts; part++)
            {
                int from = part * length / parts, to = (part + 1) * length / parts;
                await server.SendAsync(
                    message.AsMemory(from..to), WebSocketMessageType.Binary, part == parts - 1,
                    TestContext.Current.CancellationToken);
            }
        }

        byte[] received = bytes.ToArray();
        for (int count = 0; count < received.Length; count = count < 1000 ? count + 1 : received.Length)
        {
            Assert.False(WebSocketFrames.TryRead(received.AsSpan(0, count), out _, out _, out _));
        }

        Assert.True(WebSocketFrames.TryRead(received, out int used, out byte kind, out Span<byte> read));
        Assert.Equal((received.Length, WebSocketFrames.Binary), (used, kind));
        Assert.True(message.AsSpan().SequenceEqual(read));
    }

    [Fact]
    public void Ping_BetweenParts_IsPassedOver_AndBeforeThemIsAMessage()
    {
        byte[] received = [0x89, 0x01, 7, 0x02, 0x01, 1, 0x89, 0x01, 9, 0x80, 0x02, 2, 3];
        Assert.True(WebSocketFrames.TryRead(received, out int used, out byte kind, out Span<byte> read));
        Assert.Equal((3, WebSocketFrames.Ping, 7), (used, kind, read[0]));
        Assert.True(WebSocketFrames.TryRead(received.AsSpan(3), out used, out kind, out read));
        Assert.Equal((10, WebSocketFrames.Binary, "010203"), (used, kind, Convert.ToHexString(read)));
    }

    [Fact]
    public void Masked_FromAServer_IsRefused() => Assert.Throws<LoadException>(
        () => WebSocketFrames.TryRead([0x82, 0x81, 0, 0, 0, 0, 1], out _, out _, out _));

    private static byte[] Message(int length) => [.. Enumerable.Range(0, length).Select(k => (byte)(k * 7))];
}
