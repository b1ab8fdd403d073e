using System.Text;
using System.Threading.Channels;
using Carousel.Studio.Works;
using Microsoft.AspNetCore.Http;

namespace Carousel.Studio.Protocol;

/// <summary>What happens in a work, as server-sent events: what was so far, then what comes, until its end.</summary>
/// <param name="queue">Knows what comes before it.</param>
internal sealed class EventStream(WorkQueue queue)
{
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(15);

    /// <summary>Sends events to a listener.</summary>
    /// <param name="context">The request.</param>
    /// <param name="work">The work.</param>
    public async Task TellAsync(HttpContext context, Work work)
    {
        context.Response.ContentType = "text/event-stream";
        CancellationToken aborted = context.RequestAborted;
        (IReadOnlyList<WorkEvent> soFar, Channel<WorkEvent> news) = work.Log.Listen();
        try
        {
            await WriteAsync(
                context,
                [WorkEvent.Of("state", ("state", work.Stored.State), ("ahead", queue.Ahead(work))), .. soFar])
                .ConfigureAwait(false);
            bool isOver = soFar.Any(e => e.Kind == WorkLog.End);
            while (!isOver)
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted);
                patience.CancelAfter(_silence);
                try
                {
                    if (!await news.Reader.WaitToReadAsync(patience.Token).ConfigureAwait(false))
                    {
                        return;
                    }
                }
                catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
                {
                    await context.Response.WriteAsync(":\n\n", aborted).ConfigureAwait(false);
                    continue;
                }

                var some = new List<WorkEvent>();
                while (news.Reader.TryRead(out WorkEvent? one))
                {
                    some.Add(one);
                }

                await WriteAsync(context, some).ConfigureAwait(false);
                isOver = some.Exists(e => e.Kind == WorkLog.End);
            }
        }
        finally
        {
            work.Log.Leave(news);
        }
    }

    private static async Task WriteAsync(HttpContext context, IReadOnlyList<WorkEvent> events)
    {
        var text = new StringBuilder();
        foreach (WorkEvent one in events)
        {
            text.Append("event: ").Append(one.Kind).Append("\ndata: ").Append(one.Json).Append("\n\n");
        }

        await context.Response.WriteAsync(text.ToString(), context.RequestAborted).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }
}
