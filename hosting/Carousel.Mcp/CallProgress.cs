using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Carousel.Mcp;

/// <summary>Lines of progress of one call, for an agent that asked for them.</summary>
/// <param name="server">The session.</param>
/// <param name="token">What the agent calls the progress; null if it did not ask.</param>
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

    private async Task SendAsync(Task before, ProgressToken known, ProgressNotificationValue value)
    {
        await before.ConfigureAwait(false);
        await server.NotifyProgressAsync(known, value).ConfigureAwait(false);
    }
}
