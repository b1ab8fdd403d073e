using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Carousel.Mcp;

/// <summary>Lines of progress of one call, for an agent that asked for them.</summary>
/// <param name="server">The session.</param>
/// <param name="token">The agent's progress token; null if it did not ask.</param>
internal sealed class CallProgress(McpServer server, ProgressToken? token)
{
    private Task _sent = Task.CompletedTask;
    private int _count;

    /// <summary>Sends a line after those before it.</summary>
    /// <param name="line">The line.</param>
    public void Tell(string line)
    {
        if (token is { } known)
        {
            var value = new ProgressNotificationValue { Progress = ++_count, Message = line.Trim() };
            _sent = SendAsync(_sent, known, value);
        }
    }

    /// <summary>Waits until all are sent: none may follow the answer.</summary>
    public Task SentAsync() => _sent;

    private async Task SendAsync(Task before, ProgressToken known, ProgressNotificationValue value)
    {
        await before.ConfigureAwait(false);
        try
        {
            await server.NotifyProgressAsync(known, value).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // The agent is gone.
        }
    }
}
