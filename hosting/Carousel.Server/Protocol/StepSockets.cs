using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Carousel.Server.Doors;
using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>
/// Steps over WebSockets: a frame is a request, answered by a frame of the same kind, in order. The next frames are
/// read and stepped while the first ones become durable.
/// </summary>
/// <param name="sessions">Reads and runs steps.</param>
/// <param name="engine">Knows the limits of memory and time.</param>
/// <param name="leaving">Cancelled when the server is about to end: sockets close once their frames are
/// answered.</param>
internal sealed class StepSockets(SessionRequests sessions, ISessionEngine engine, CancellationToken leaving)
{
    // Further frames wait in the buffers of the connection.
    private const int MostUnderWay = 64;

    // Bytes of a socket in buffers and queues, without those of its connection.
    private const int SocketBytes = 2 * FrameBuffer.FirstBytes;

    // Milliseconds by which frames under way, and a caller that does not close its side, may delay the server's end.
    private const int Closing = 4000;

    // A socket that once had a large answer does not keep the memory.
    private const int KeptBytes = 16 << 10;

    /// <summary>Frames of one step each of many sessions.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="name">The model.</param>
    public Task StepTogetherAsync(HttpContext context, Caller caller, string name)
    {
        ServedModel model = sessions.Model(name);
        return RunAsync(
            context, caller,
            (body, isBinary) => sessions.ReadTogether(body, sessions.Model(model.Name), isBinary));
    }

    /// <summary>Frames of steps of one session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="session">The session.</param>
    public Task StepAsync(HttpContext context, Caller caller, UInt128 session) => RunAsync(
        context, caller,
        (body, isBinary) => isBinary
            ? throw new RequestException(415, "Send frames of a session as text: {\"from\": 1, \"rows\": [[…], …]}.")
            : sessions.ReadSession(body, session));

    private async Task RunAsync(HttpContext context, Caller caller, Func<ReadOnlySequence<byte>, bool, StepCall> read)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new RequestException(426, "This path takes POST, or a WebSocket.");
        }

        if (!engine.Memory.TryTake(MemoryUse.Connections, SocketBytes))
        {
            throw RequestBody.NoRoom();
        }

        try
        {
            using WebSocket socket = await AcceptAsync(context).ConfigureAwait(false);
            await TalkAsync(socket, context, caller, read).ConfigureAwait(false);
        }
        finally
        {
            engine.Memory.Give(MemoryUse.Connections, SocketBytes);
        }
    }

    private async Task TalkAsync(
        WebSocket socket, HttpContext context, Caller caller, Func<ReadOnlySequence<byte>, bool, StepCall> read)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, caller.Ended);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        Channel<Frame> frames = Channel.CreateBounded<Frame>(
            new BoundedChannelOptions(MostUnderWay) { SingleReader = true, SingleWriter = true });
        using CancellationTokenRegistration end = leaving.Register(() =>
        {
            frames.Writer.TryComplete();
            ending.CancelAfter(Closing);
        });
        Task answering = AnswerAsync(socket, frames.Reader, ending);
        try
        {
            await ReadAsync(socket, caller, read, frames.Writer, late, ending.Token).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The server leaves; earlier frames are answered.
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The caller has left, does not speak WebSocket, or a frame did not come to its end in time.
            if (late.IsCancellationRequested && !ending.IsCancellationRequested)
            {
                engine.Memory.CountOverdue();
            }

            await ending.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            frames.Writer.TryComplete();
            await answering.ConfigureAwait(false);
        }
    }

    private static async Task<WebSocket> AcceptAsync(HttpContext context)
    {
        try
        {
            // A browser fails where none of the sub-protocols that it offers is selected; the key is never sent back.
            return await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                SubProtocol = context.WebSockets.WebSocketRequestedProtocols.Contains(Doorkeeper.SubProtocol)
                    ? Doorkeeper.SubProtocol
                    : null,
            }).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            context.Response.Headers.Clear();
            throw new RequestException(503, "The server has reached its limit of WebSockets: try again later.");
        }
    }

    private async Task ReadAsync(
        WebSocket socket, Caller caller, Func<ReadOnlySequence<byte>, bool, StepCall> read, ChannelWriter<Frame> frames,
        CancellationTokenSource late, CancellationToken ending)
    {
        using var buffer = new FrameBuffer(engine.Memory);
        while (true)
        {
            bool isLimited = false;
            ValueWebSocketReceiveResult part;
            do
            {
                if (!buffer.TryGetRoom(out Memory<byte> room))
                {
                    await EndAsync(RequestBody.NoRoom().Message, 429, WebSocketCloseStatus.PolicyViolation)
                        .ConfigureAwait(false);
                    return;
                }

                part = await socket.ReceiveAsync(room, late.Token).ConfigureAwait(false);
                buffer.Add(part.Count);
                if (buffer.Length > RequestBody.MostBytes)
                {
                    await EndAsync("A frame is too large: send several.", 413, WebSocketCloseStatus.MessageTooBig)
                        .ConfigureAwait(false);
                    return;
                }

                if (buffer.IsFull)
                {
                    // However fast it sends, others on this thread have their turn.
                    await Task.Yield();
                }

                if (part.EndOfMessage == isLimited)
                {
                    // Only a frame that comes in parts has a time to come in.
                    isLimited = !part.EndOfMessage;
                    late.CancelAfter(isLimited ? engine.Options.WholeWithin : Timeout.InfiniteTimeSpan);
                }
            }
            while (!part.EndOfMessage);

            if (part.MessageType == WebSocketMessageType.Close || leaving.IsCancellationRequested)
            {
                return;
            }

            Frame frame = Begin(
                buffer.Bytes, caller, read, part.MessageType == WebSocketMessageType.Binary, ending);
            buffer.Clear();
            await frames.WriteAsync(frame, ending).ConfigureAwait(false);
        }

        async ValueTask EndAsync(string error, int status, WebSocketCloseStatus end)
        {
            await frames.WriteAsync(new Frame(null, default, 0, true, error, status), ending).ConfigureAwait(false);
            await frames.WriteAsync(new Frame(null, default, 0, true, "", (int)end), ending).ConfigureAwait(false);
        }
    }

    private Frame Begin(
        in ReadOnlySequence<byte> body, Caller caller, Func<ReadOnlySequence<byte>, bool, StepCall> read, bool isBinary,
        CancellationToken ending)
    {
        try
        {
            StepCall call = RequestBody.Read(
                engine.Memory, body, (read, isBinary), static (bytes, how) => how.read(bytes, how.isBinary));
            call.Owner = caller.Owner;

            // Until the answer is sent, which a slow reader delays.
            long bytes = call.Bytes;
            engine.Memory.Take(MemoryUse.Requests, bytes);
            return new Frame(call, sessions.RunAsync(call, ending), bytes, isBinary, "", 0);
        }
        catch (RequestException exception)
        {
            return new Frame(null, default, 0, isBinary, exception.Message, exception.Status);
        }
    }

    private async Task AnswerAsync(
        WebSocket socket, ChannelReader<Frame> frames, CancellationTokenSource ending)
    {
        var text = new TextBuffer();
        bool isOpen = true;
        WebSocketCloseStatus? status = null;
        await foreach (Frame frame in frames.ReadAllAsync().ConfigureAwait(false))
        {
            if (frame is { Call: null, Error: "" })
            {
                // The end, because of the frame before.
                status = (WebSocketCloseStatus)frame.Status;
                continue;
            }

            text.Clear();
            bool isBinary = Write(frame, await Finish(frame).ConfigureAwait(false), text);
            frame.Call?.Return();
            engine.Memory.Give(MemoryUse.Requests, frame.Bytes);
            try
            {
                if (isOpen && !ending.IsCancellationRequested)
                {
                    await socket.SendAsync(
                        text.WrittenMemory, isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, true,
                        ending.Token).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (IsEnd(exception))
            {
                // Calls that are under way still end, so that their room can be used again.
                isOpen = false;
                await ending.CancelAsync().ConfigureAwait(false);
            }

            text = text.WrittenMemory.Length > KeptBytes ? new TextBuffer() : text;
        }

        if (isOpen && !ending.IsCancellationRequested)
        {
            try
            {
                status ??= leaving.IsCancellationRequested
                    ? WebSocketCloseStatus.EndpointUnavailable
                    : WebSocketCloseStatus.NormalClosure;
                await socket.CloseOutputAsync(status.Value, null, ending.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsEnd(exception))
            {
                // Closed by the other side already.
            }
        }
    }

    private static async ValueTask<StepCall?> Finish(Frame frame)
    {
        if (frame.Call is not null)
        {
            await frame.Done.ConfigureAwait(false);
        }

        return frame.Call;
    }

    private static bool IsEnd(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException;

    private static bool Write(in Frame frame, StepCall? call, TextBuffer text)
    {
        if (call is null)
        {
            ErrorText.Write(text, frame.Error, frame.Status, null);
            return false;
        }

        if (SessionRequests.AllFailed(call))
        {
            long? next = call.Items == 1 && call.Next[0] > 0 ? call.Next[0] : null;
            ErrorText.Write(text, FaultText.Sentence(call, 0), FaultText.Status(call.Faults[0]), next);
            return false;
        }

        StepJson.Write(call, frame.IsBinary, text);
        return frame.IsBinary;
    }

    private readonly record struct Frame(
        StepCall? Call, ValueTask Done, long Bytes, bool IsBinary, string Error, int Status);
}
