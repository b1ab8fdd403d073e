using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Replicas;

/// <summary>Answers what other replicas pass on.</summary>
/// <param name="secret">The secret that they send; it is stored only in the database.</param>
/// <param name="ask">Begins to answer, in the order in which it is called.</param>
internal sealed class LinkDoor(Guid secret, Action<Passage> ask) : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly byte[] _expected = Encoding.UTF8.GetBytes(ReplicaLink.Scheme + secret.ToString("N"));

    /// <summary>Answers a request to the path of replicas.</summary>
    /// <param name="context">The request.</param>
    /// <returns>False where it is not one of a replica.</returns>
    public async Task<bool> TryAnswerAsync(HttpContext context)
    {
        byte[] shown = Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString());
        if (!context.WebSockets.IsWebSocketRequest || !CryptographicOperations.FixedTimeEquals(shown, _expected))
        {
            return false;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, _closing.Token);
        Channel<Passage> answers = Channel.CreateUnbounded<Passage>(
            new UnboundedChannelOptions { SingleReader = true });
        Task answering = AnswerAsync(socket, answers.Reader, ending);
        var messages = new LinkMessages(socket);
        try
        {
            while (await messages.ReceiveAsync(reader => Begin(reader, answers.Writer), closing.Token)
                .ConfigureAwait(false))
            {
                // Each message begins when it arrives.
            }
        }
        catch (Exception exception) when (exception
            is WebSocketException or IOException or OperationCanceledException or InvalidDataException)
        {
            // The other replica is gone, or this one is about to go: what is answered by now is still told.
        }

        answers.Writer.TryComplete();
        await answering.ConfigureAwait(false);
        return true;
    }

    /// <summary>Takes nothing more.</summary>
    public void Close() => _closing.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _closing.Dispose();

    private void Begin(BinaryReader reader, ChannelWriter<Passage> answers)
    {
        Passage passage = LinkFrames.ReadQuestion(reader);
        ask(passage);
        _ = passage.Done.ContinueWith(
            (_, _) => answers.TryWrite(passage), null, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static async Task AnswerAsync(
        WebSocket socket, ChannelReader<Passage> answers, CancellationTokenSource ending)
    {
        var messages = new LinkMessages(socket);
        try
        {
            while (await answers.WaitToReadAsync(ending.Token).ConfigureAwait(false))
            {
                await messages.SendAsync(writer => WriteNext(writer, answers), ending.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception
            is WebSocketException or IOException or OperationCanceledException)
        {
            await ending.CancelAsync().ConfigureAwait(false);
        }
    }

    private static bool WriteNext(BinaryWriter writer, ChannelReader<Passage> answers)
    {
        if (!answers.TryRead(out Passage? passage))
        {
            return false;
        }

        Stream stream = writer.BaseStream;
        long begin = stream.Position;
        writer.Write(0);
        LinkFrames.WriteAnswer(writer, passage);
        long end = stream.Position;
        stream.Position = begin;
        writer.Write((int)(end - begin - sizeof(int)));
        stream.Position = end;
        passage.Steps?.Return();
        return true;
    }
}
