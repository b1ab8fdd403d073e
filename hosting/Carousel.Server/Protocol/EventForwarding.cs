using System.Diagnostics;
using System.Net;
using Carousel.Server.Engine;
using Carousel.Server.Replicas;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>Forwards a request for events to the replica that has the session.</summary>
internal static class EventForwarding
{
    // Of a request that was passed on: it is not passed on a second time.
    private const string Passed = "Carousel-Passed-On";

    private static readonly TimeSpan _lookEvery = TimeSpan.FromMilliseconds(50);

    private static readonly string[] _headers = ["Authorization", "Last-Event-ID"];

    private static readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(2),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Passes a request on where the session is elsewhere.</summary>
    /// <param name="context">The request.</param>
    /// <param name="engine">Knows where the session is.</param>
    /// <param name="session">The session.</param>
    /// <param name="aborted">The caller has left.</param>
    /// <returns>False where the session is here.</returns>
    /// <exception cref="RequestException">No replica has the session in time.</exception>
    public static async Task<bool> TryAnswerAsync(
        HttpContext context, ISessionEngine engine, UInt128 session, CancellationToken aborted)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            bool isKnown = engine.TryFind(session, out Uri? elsewhere);
            if (isKnown && elsewhere is null)
            {
                return false;
            }

            if (context.Request.Headers.ContainsKey(Passed) || Stopwatch.GetElapsedTime(began) > ReplicaTimes.Patience)
            {
                throw new RequestException(StepFault.Moving)
                {
                    MayRetry = true,
                };
            }

            if (isKnown && await TryPassAsync(context, elsewhere!, aborted).ConfigureAwait(false))
            {
                return true;
            }

            await Task.Delay(_lookEvery, aborted).ConfigureAwait(false);
        }
    }

    private static async Task<bool> TryPassAsync(HttpContext context, Uri elsewhere, CancellationToken aborted)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(elsewhere, context.Request.Path + context.Request.QueryString));
        request.Headers.Add(Passed, "1");
        foreach (string header in _headers)
        {
            request.Headers.TryAddWithoutValidation(header, context.Request.Headers[header].ToArray());
        }

        HttpResponseMessage answer;
        try
        {
            answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, aborted)
                .ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            return false;
        }

        using (answer)
        {
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return false;
            }

            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            context.Response.Headers.CacheControl = "no-cache";
            try
            {
                await context.Response.StartAsync(aborted).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(aborted).ConfigureAwait(false);
                await CopyAsync(answer, context, aborted).ConfigureAwait(false);
            }
            catch (HttpRequestException)
            {
                // The other is gone: who listens comes back with the number of the last event.
                context.Abort();
            }
        }

        return true;
    }

    private static async Task CopyAsync(HttpResponseMessage answer, HttpContext context, CancellationToken aborted)
    {
        await using Stream events = await answer.Content.ReadAsStreamAsync(aborted).ConfigureAwait(false);
        byte[] bytes = new byte[1 << 14];
        for (int count; (count = await events.ReadAsync(bytes, aborted).ConfigureAwait(false)) > 0;)
        {
            await context.Response.BodyWriter.WriteAsync(bytes.AsMemory(0, count), aborted).ConfigureAwait(false);
        }
    }
}
