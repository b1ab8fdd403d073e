using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Carousel.Client.Wire;

namespace Carousel.Client.Sessions;

/// <summary>
/// Frames over a WebSocket: several are under way, answers come in order. If the connection is lost, or the server asks
/// to wait, all frames without an answer are sent again in their order, with the same numbers.
/// </summary>
internal sealed class StreamConnection : IAsyncDisposable
{
    private const int BufferBytes = 1 << 16, MostAnswerBytes = 1 << 26;

    private readonly Func<CancellationToken, Task<WebSocket>> _connect;
    private readonly Resending _resending;
    private readonly Channel<StreamFrame> _waiting =
        Channel.CreateUnbounded<StreamFrame>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Queue<StreamFrame> _sent = new();
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;
    private bool _isAnswered;

    /// <summary>A connection that comes about with the first frame.</summary>
    /// <param name="connect">Connects.</param>
    /// <param name="resending">How often.</param>
    /// <param name="most">How many frames may be under way at once.</param>
    public StreamConnection(Func<CancellationToken, Task<WebSocket>> connect, Resending resending, int most)
    {
        (_connect, _resending, _room) = (connect, resending, new SemaphoreSlim(most));
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Sends a frame after all others.</summary>
    /// <exception cref="ObjectDisposedException">The connection is closed.</exception>
    public void Send(StreamFrame frame)
    {
        if (!_waiting.Writer.TryWrite(frame))
        {
            var closed = new ObjectDisposedException(nameof(CarouselStream));
            frame.Fail(closed);
            throw closed;
        }
    }

    /// <summary>Closes it, once; frames without an answer are given up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_waiting.Writer.TryComplete())
        {
            await _end.CancelAsync().ConfigureAwait(false);
            await _work.ConfigureAwait(false);
            _end.Dispose();
            _room.Dispose();
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            int attempt = 0;
            while (await HasFramesAsync().ConfigureAwait(false))
            {
                Exception failure = await ExchangeAsync().ConfigureAwait(false);
                attempt = _isAnswered ? 1 : attempt + 1;
                _isAnswered = false;
                if (!IsPassing(failure)
                    || !await _resending.WaitAsync(attempt, asked: null, _end.Token).ConfigureAwait(false))
                {
                    GiveUp(failure);
                    attempt = 0;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }

        GiveUp(new ObjectDisposedException(nameof(CarouselStream)));
    }

    // A connection is needed only for frames.
    private async Task<bool> HasFramesAsync()
    {
        lock (_sent)
        {
            if (_sent.Count > 0)
            {
                return true;
            }
        }

        return await _waiting.Reader.WaitToReadAsync(_end.Token).ConfigureAwait(false);
    }

    /// <summary>Connects, and sends and receives until that ends.</summary>
    /// <returns>Why it ended.</returns>
    private async Task<Exception> ExchangeAsync()
    {
        try
        {
            using WebSocket socket = await _connect(_end.Token).ConfigureAwait(false);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            Task sending = SendAsync(socket, stop.Token), receiving = ReceiveAsync(socket, stop.Token);
            Task first = await Task.WhenAny(sending, receiving).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(sending, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first.ConfigureAwait(false);
            throw new OperationCanceledException(_end.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or HttpRequestException
            or CarouselServerException or FormatException)
        {
            return exception;
        }
    }

    private async Task SendAsync(WebSocket socket, CancellationToken cancellation)
    {
        StreamFrame[] again;
        lock (_sent)
        {
            again = [.. _sent];
        }

        foreach (StreamFrame frame in again)
        {
            await SendAsync(frame).ConfigureAwait(false);
        }

        while (await _waiting.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            await _room.WaitAsync(cancellation).ConfigureAwait(false);

            // Among those sent before it is sent: whatever happens then, it is not lost.
            StreamFrame? frame;
            lock (_sent)
            {
                if (!_waiting.Reader.TryRead(out frame))
                {
                    _room.Release();
                    continue;
                }

                _sent.Enqueue(frame);
            }

            await SendAsync(frame).ConfigureAwait(false);
        }

        ValueTask SendAsync(StreamFrame frame) => socket.SendAsync(
            frame.Bytes.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, cancellation);
    }

    private async Task ReceiveAsync(WebSocket socket, CancellationToken cancellation)
    {
        var message = new ArrayBufferWriter<byte>(BufferBytes);
        while (true)
        {
            message.ResetWrittenCount();
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(message.GetMemory(BufferBytes), cancellation).ConfigureAwait(false);
                message.Advance(part.Count);
                if (part.MessageType == WebSocketMessageType.Close || message.WrittenCount > MostAnswerBytes)
                {
                    throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
                }
            }
            while (!part.EndOfMessage);

            Answer(message.WrittenSpan, part.MessageType);
        }
    }

    private void Answer(ReadOnlySpan<byte> message, WebSocketMessageType type)
    {
        StreamFrame? frame;
        lock (_sent)
        {
            if (!_sent.TryPeek(out frame))
            {
                throw new FormatException("The server sent an answer without a request.");
            }
        }

        CarouselServerException? failure = null;
        StepOutcome[] outcomes = [];
        if (type == WebSocketMessageType.Text)
        {
            failure = JsonText.ReadError(0, message);
        }
        else
        {
            outcomes = SessionFrame.Read(message, frame.Sessions);
            foreach (StepOutcome outcome in outcomes)
            {
                if (Resending.IsPassing(outcome.Status))
                {
                    failure = new CarouselServerException(
                        outcome.Status, "The server stopped taking steps of some sessions.", outcome.Next);
                    break;
                }
            }
        }

        // Later frames may contain the same sessions: all are sent again, in their order.
        if (failure is not null && IsPassing(failure))
        {
            throw failure;
        }

        lock (_sent)
        {
            _sent.Dequeue();
            _room.Release();
        }

        _isAnswered = true;
        if (failure is null)
        {
            frame.Complete(outcomes);
        }
        else
        {
            frame.Fail(failure);
        }
    }

    private void GiveUp(Exception reason)
    {
        var frames = new List<StreamFrame>();
        lock (_sent)
        {
            frames.AddRange(_sent);
            if (_sent.Count > 0)
            {
                _room.Release(_sent.Count);
            }

            _sent.Clear();
            while (_waiting.Reader.TryRead(out StreamFrame? frame))
            {
                frames.Add(frame);
            }
        }

        foreach (StreamFrame frame in frames)
        {
            frame.Fail(reason);
        }
    }

    private static bool IsPassing(Exception failure) => failure switch
    {
        CarouselServerException refused => Resending.IsPassing(refused.Status),
        FormatException => false,
        _ => true,
    };
}
