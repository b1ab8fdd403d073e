using System.Net.WebSockets;
using Carousel.Client.Sessions;
using Carousel.Client.Wire;

namespace Carousel.Client;

/// <summary>
/// Steps of one model's sessions over a WebSocket: several frames are under way at once, answers come in order, and a
/// frame that is sent again counts once. It may be used by several threads.
/// </summary>
public sealed class CarouselStream : IAsyncDisposable
{
    private readonly StreamConnection _connection;
    private readonly Lock _order = new();
    private readonly string _model;

    internal CarouselStream(
        string model, Func<CancellationToken, Task<WebSocket>> connect, CarouselClientOptions options)
    {
        _model = model;
        _connection = new StreamConnection(connect, new Resending(options), options.MostFramesUnderWay);
    }

    /// <summary>Makes one step of each session. The next frame may be sent before the answer is there, also with the
    /// same sessions.</summary>
    /// <param name="sessions">Sessions of the stream's model, 1 to 4,096, each once.</param>
    /// <param name="rows">[n, width]: a row of each, in the order of the sessions.</param>
    /// <param name="cancellation">Stops the wait; a frame that is sent already still counts.</param>
    /// <returns>[n]: what came of each.</returns>
    /// <exception cref="ArgumentException">The sessions or the rows do not fit.</exception>
    /// <exception cref="InvalidOperationException">A session is in another call.</exception>
    /// <exception cref="CarouselServerException">The server refuses the frame as a whole.</exception>
    /// <exception cref="WebSocketException">The server can't be reached.</exception>
    /// <exception cref="ObjectDisposedException">The stream is closed.</exception>
    public async Task<IReadOnlyList<StepOutcome>> StepAsync(
        IReadOnlyList<CarouselSession> sessions, ReadOnlyMemory<float> rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        if (sessions.Count > 0 && sessions[0].Model != _model)
        {
            throw new ArgumentException(
                $"The stream is for the model '{_model}', but the session has '{sessions[0].Model}'.",
                nameof(sessions));
        }

        cancellation.ThrowIfCancellationRequested();
        StreamFrame frame;

        // Numbers in the order in which the frames are sent, which is that of the calls.
        lock (_order)
        {
            frame = StreamFrame.Take(sessions, rows.Span);
            _connection.Send(frame);
        }

        return await frame.Answer.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Closes the stream; frames without an answer are given up.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
