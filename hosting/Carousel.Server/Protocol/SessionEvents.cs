using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Carousel.Server.Doors;
using Carousel.Server.Engine;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>Answers of a session as server-sent events, as they become durable.</summary>
/// <param name="engine">Has the sessions.</param>
/// <param name="sessions">Asks them.</param>
/// <param name="leaving">Cancelled when the server is about to end.</param>
internal sealed class SessionEvents(ISessionEngine engine, SessionRequests sessions, CancellationToken leaving)
{
    private const int StoredAtOnce = 256;

    private static readonly TimeSpan _quiet = TimeSpan.FromSeconds(15);

    /// <summary>Sends the steps of a session until it or the caller ends.</summary>
    /// <param name="context">The request: <c>Last-Event-ID</c> or <c>?from=</c> say where to begin; without, at the
    /// next step.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="session">The session.</param>
    public async Task ListenAsync(HttpContext context, Caller caller, UInt128 session)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, caller.Ended, leaving);
        CancellationToken aborted = ending.Token;
        if (await EventForwarding.TryAnswerAsync(context, engine, session, aborted).ConfigureAwait(false))
        {
            return;
        }

        Channel<SessionNews> news = engine.Watchers.Add(session);
        try
        {
            ControlCall look = await sessions.AskAsync(ControlKind.Look, session, caller).ConfigureAwait(false);
            long from = Begin(context, look.Next);
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-cache";
            await context.Response.StartAsync(aborted).ConfigureAwait(false);

            // Only the head: it shows the client before the first step that it is connected.
            await context.Response.BodyWriter.FlushAsync(aborted).ConfigureAwait(false);

            // Stored steps are sent first; news of the same steps is skipped.
            while (from < look.Next)
            {
                var stored = new ControlCall(ControlKind.Answers, session, caller.Owner)
                {
                    From = from,
                    Count = StoredAtOnce,
                };
                await engine.AskAsync(stored).ConfigureAwait(false);
                if (stored.Fault != StepFault.None || stored.Count == 0)
                {
                    break;
                }

                from = await TellAsync(context, NewsOf(stored), from, aborted).ConfigureAwait(false);
            }

            while (true)
            {
                SessionNews? one = await NextAsync(news.Reader, aborted).ConfigureAwait(false);
                if (one is { IsEnd: true } || (one is null && news.Reader.Completion.IsCompleted))
                {
                    await SendAsync(context, "event: end\ndata: {}\n\n"u8.ToArray(), aborted).ConfigureAwait(false);
                    return;
                }

                if (one is null)
                {
                    // A comment, so that those between do not take the silence for an end.
                    await SendAsync(context, ":\n\n"u8.ToArray(), aborted).ConfigureAwait(false);
                }
                else
                {
                    from = await TellAsync(context, one, from, aborted).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested && context.Response.HasStarted)
        {
            // A whole answer without an end of the session: the caller comes again.
        }
        finally
        {
            engine.Watchers.Remove(session, news);
        }
    }

    private static async ValueTask<SessionNews?> NextAsync(ChannelReader<SessionNews> news, CancellationToken aborted)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        quiet.CancelAfter(_quiet);
        try
        {
            return await news.WaitToReadAsync(quiet.Token).ConfigureAwait(false) && news.TryRead(out SessionNews? one)
                ? one
                : null;
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private static long Begin(HttpContext context, long next)
    {
        string? last = context.Request.Headers["Last-Event-ID"];
        if (last is not null && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out long seen)
            && seen < long.MaxValue)
        {
            return seen + 1;
        }

        string? from = context.Request.Query["from"];
        return from is null ? next
            : long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out long step) && step >= 1 ? step
            : throw new RequestException(400, "?from= must be the number of a step, from 1.");
    }

    private static SessionNews NewsOf(ControlCall stored)
    {
        float[] answers = MemoryMarshal.Cast<byte, float>(stored.Answers).ToArray();
        return new SessionNews(
            stored.Session, stored.From, answers, answers.Length / stored.Count, stored.JobAnswers, IsEnd: false);
    }

    private static async ValueTask<long> TellAsync(
        HttpContext context, SessionNews news, long from, CancellationToken aborted)
    {
        int count = news.AnswerWidth > 0 ? news.Answers.Length / news.AnswerWidth : news.JobAnswers.Length;
        int first = (int)Math.Clamp(from - news.First, 0, count);
        if (first == count)
        {
            return from;
        }

        await SendAsync(context, Text(news, first, count), aborted).ConfigureAwait(false);
        return news.First + count;
    }

    private static byte[] Text(SessionNews news, int first, int count)
    {
        var text = TextBuffer.Begin();
        for (int step = first; step < count; step++)
        {
            text.Add("id: "u8).Add(news.First + step).Add("\nevent: step\ndata: {\"step\":"u8).Add(news.First + step)
                .Add(",\"answer\":"u8);
            if (news.AnswerWidth > 0)
            {
                StepJson.WriteValues(news.Answers.AsSpan(step * news.AnswerWidth, news.AnswerWidth), text);
            }
            else
            {
                text.Add(news.JobAnswers[step].Span);
            }

            text.Add("}\n\n"u8);
        }

        return text.Written.ToArray();
    }

    private static async ValueTask SendAsync(HttpContext context, byte[] bytes, CancellationToken aborted) =>
        await context.Response.BodyWriter.WriteAsync(bytes, aborted).ConfigureAwait(false);
}
