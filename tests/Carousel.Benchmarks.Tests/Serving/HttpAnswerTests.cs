using System.Text;
using Carousel.Benchmarks.Serving;

namespace Carousel.Benchmarks.Tests.Serving;

public sealed class HttpAnswerTests
{
    private const string Counted =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\ncontent-LENGTH: 5\r\n\r\nhello";

    private const string Chunked =
        "HTTP/1.1 409 Conflict\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n,\r\nA\r\n 0123456 8\r\n"
        + "0\r\nTrailer: x\r\n\r\n";

    private const string Bare = "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n";

    [Theory]
    [InlineData(Counted, 200, "hello")]
    [InlineData(Chunked, 409, "hello, 0123456 8")]
    [InlineData(Bare, 204, "")]
    public void Answer_IsWhole_OnlyWithItsLastByte(string text, int status, string body)
    {
        byte[] whole = Encoding.ASCII.GetBytes(text + Counted);
        for (int length = 0; length < text.Length; length++)
        {
            Assert.False(HttpAnswer.TryRead(whole.AsSpan(0, length), out int none, out _, out _));
            Assert.Equal(0, none);
        }

        Assert.True(HttpAnswer.TryRead(whole, out int used, out int found, out Span<byte> content));
        Assert.Equal((text.Length, status, body), (used, found, Encoding.ASCII.GetString(content)));
        Assert.True(HttpAnswer.TryRead(whole.AsSpan(used), out used, out _, out content));
        Assert.Equal((Counted.Length, "hello"), (used, Encoding.ASCII.GetString(content)));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("HTTP/1.1 20x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public void Other_IsRefused(string text) => Assert.Throws<LoadException>(
        () => HttpAnswer.TryRead(Encoding.ASCII.GetBytes(text), out _, out _, out _));

    [Fact]
    public void Number_IsFoundBehindItsName()
    {
        Assert.Equal(17, HttpAnswer.Number("""{"a":1,"next": 17}"""u8, "\"next\":"u8));
        Assert.Equal(-1, HttpAnswer.Number("""{"a":1}"""u8, "\"next\":"u8));
    }
}
