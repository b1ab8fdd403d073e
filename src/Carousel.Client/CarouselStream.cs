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
    private readonly SemaphoreSlim _room;
    private readonly Lock _order = new();
    private readonly string _model;

    internal CarouselStream(
        string model, Func<CancellationToken, Task<WebSocket>> connect, CarouselClientOptions options)
    {
        _model = model;
        _room = new SemaphoreSlim(options.MostFramesUnderWay);
        _connection = new StreamConnection(connect, new Resending(options));
    }

    /// <summary>Makes one step of each session. The next frame may be sent before the answer is there, also with the
    /// same sessions.</summary>
    /// <param name="sessions">Sessions of the stream's model, 1 to 4,096, each once.</param>
    /// <param name="rows">[n, width]: a row of each, one behind the other.</param>
    /// <param name="cancellation">Stops the wait; a frame that is sent already still counts.</param>
    /// <returns>[n]: what came of each.</returns>
    /// <exception cref="ArgumentException">The sessions or the rows do not fit.</exception>
    /// <exception cref="InvalidOperationException">A session is in a call of its own.</exception>
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
                $"The stream is of the model '{_model}', the session of '{sessions[0].Model}'.", nameof(sessions));
        }

        await _room.WaitAsync(cancellation).ConfigureAwait(false);
        StreamFrame frame;
        try
        {
            // Numbers in the order in which the frames are sent.
            lock (_order)
            {
                frame = StreamFrame.Take(sessions, rows.Span);
                _connection.Send(frame);
            }
        }
        catch
        {
            _room.Release();
            throw;
        }

        _ = frame.Answer.ContinueWith(
            task =>
            {
                _ = task.Exception;
                _room.Release();
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return await frame.Answer.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Closes the stream; frames without an answer are given up. The semaphore has no handle to free, and
    /// answers may still come to it.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
