using System.Text;
using Carousel.Client.Wire;

namespace Carousel.Benchmarks.Serving;

/// <summary>Frames over a WebSocket: several are under way at once, of different sessions.</summary>
internal sealed class StreamTalk : LoadTalk
{
    private readonly SessionSteps[] _frames;
    private readonly byte[] _greeting;
    private bool _isGreeted;
    private int _written, _answered;

    /// <summary>Steps of a connection's sessions.</summary>
    /// <param name="address">Where the model is stepped.</param>
    /// <param name="fields">More fields of the greeting.</param>
    /// <param name="sessions">The sessions, a multiple of those in a frame.</param>
    /// <param name="count">Sessions of a frame.</param>
    /// <param name="width">Values of a row.</param>
    public StreamTalk(Uri address, string fields, LoadSessions sessions, int count, int width)
    {
        int length = StepFrame.Length(count, width);
        var head = new byte[WebSocketFrames.HeadLength(length)];
        WebSocketFrames.WriteHead(head, WebSocketFrames.Binary, length);
        _frames =
        [
            .. Enumerable.Range(0, sessions.Count / count)
                .Select(k => new SessionSteps(head, sessions, k * count, count, width)),
        ];
        _greeting = Encoding.ASCII.GetBytes(
            $"GET {address.AbsolutePath} HTTP/1.1\r\nHost: {address.Authority}\r\n{fields}Upgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: Y2Fyb3VzZWwgYmVuY2htYQ==\r\n\r\n");
    }

    /// <inheritdoc/>
    public override int MostUnderWay => _frames.Length;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Greeting => _greeting;

    /// <inheritdoc/>
    public override int AnswerBytes => _frames[0].AnswerBytes;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Write()
    {
        SessionSteps frame = _frames[_written];
        _written = (_written + 1) % _frames.Length;
        frame.WriteNumbers();
        return frame.Bytes;
    }

    /// <inheritdoc/>
    public override bool TryRead(Span<byte> received, out LoadAnswer answer)
    {
        answer = default;
        if (!_isGreeted)
        {
            return TryReadGreeting(received, out answer);
        }

        if (!WebSocketFrames.TryRead(received, out int used, out byte kind, out Span<byte> message))
        {
            return false;
        }

        switch (kind)
        {
            case WebSocketFrames.Binary:
                (int done, int failed) = _frames[_answered].Check(message);
                _answered = (_answered + 1) % _frames.Length;
                answer = new LoadAnswer(used, done, failed);
                return true;
            case WebSocketFrames.Text when HttpAnswer.Number(message, "\"status\":"u8) is 429 or 503:
                _answered = (_answered + 1) % _frames.Length;
                answer = new LoadAnswer(used, 0, 1);
                return true;
            case WebSocketFrames.Ping:
                answer = new LoadAnswer(used, 0, 0, Pong(message), IsRequest: false);
                return true;
            case WebSocketFrames.Pong:
                answer = new LoadAnswer(used, 0, 0, IsRequest: false);
                return true;
            default:
                throw new LoadException(kind == WebSocketFrames.Close
                    ? "The server closed the stream."
                    : $"The server refused a frame: {HttpTalk.Text(message)}");
        }
    }

    private bool TryReadGreeting(Span<byte> received, out LoadAnswer answer)
    {
        answer = default;
        if (!HttpAnswer.TryRead(received, out int used, out int status, out Span<byte> body))
        {
            return false;
        }

        if (status != 101)
        {
            throw new LoadException(
                $"The server opens no WebSocket, but answers with status {status}: {HttpTalk.Text(body)}");
        }

        _isGreeted = true;
        answer = new LoadAnswer(used, 0, 0, IsRequest: false);
        return true;
    }

    private static byte[] Pong(ReadOnlySpan<byte> message)
    {
        int head = WebSocketFrames.HeadLength(message.Length);
        var frame = new byte[head + message.Length];
        WebSocketFrames.WriteHead(frame, WebSocketFrames.Pong, message.Length);
        message.CopyTo(frame.AsSpan(head));
        return frame;
    }
}
