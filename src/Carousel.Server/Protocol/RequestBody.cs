using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>Reads whole bodies, and writes whole answers.</summary>
internal static class RequestBody
{
    /// <summary>The most bytes of a body.</summary>
    public const int MostBytes = 32 << 20;

    // Smaller ones are bounded by the number of connections.
    private const int LargeBytes = 64 << 10;

    /// <summary>Reads the body to its end and makes something of it.</summary>
    /// <typeparam name="TState">Of what <paramref name="read"/> needs.</typeparam>
    /// <typeparam name="TResult">Of what it makes.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="state">Passed on.</param>
    /// <param name="read">Makes it; the bytes end with it.</param>
    /// <exception cref="RequestException">The body is too large, or not what <paramref name="read"/>
    /// expects.</exception>
    public static async ValueTask<TResult> ReadAsync<TState, TResult>(
        HttpContext context, TState state, Func<ReadOnlySequence<byte>, TState, TResult> read)
    {
        PipeReader reader = context.Request.BodyReader;
        long taken = 0;
        try
        {
            while (true)
            {
                ReadResult result = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = result.Buffer;
                if (buffer.Length > MostBytes)
                {
                    reader.AdvanceTo(buffer.End);
                    throw new RequestException(
                        413, $"A body has at most {MostBytes >> 20} MiB: send several requests.");
                }

                if (buffer.Length > LargeBytes && buffer.Length > taken)
                {
                    if (!BodyRoom.TryTake(buffer.Length - taken))
                    {
                        reader.AdvanceTo(buffer.End);
                        throw NoRoom();
                    }

                    taken = buffer.Length;
                }

                if (!result.IsCompleted)
                {
                    reader.AdvanceTo(buffer.Start, buffer.End);
                    continue;
                }

                try
                {
                    return read(buffer, state);
                }
                finally
                {
                    reader.AdvanceTo(buffer.End);
                }
            }
        }
        finally
        {
            BodyRoom.Give(taken);
        }
    }

    /// <summary>Says that the process holds too many large requests.</summary>
    public static RequestException NoRoom() =>
        new(429, "Too many large requests come in at once: send smaller ones, or try again in a second.");

    /// <summary>Answers with bytes.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="type">The media type.</param>
    /// <param name="body">The bytes.</param>
    public static void Write(HttpContext context, int status, string type, ReadOnlySpan<byte> body)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }

    /// <summary>Answers with JSON.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="body">The text.</param>
    public static void WriteJson(HttpContext context, int status, ReadOnlySpan<byte> body) =>
        Write(context, status, "application/json", body);

    /// <summary>Answers with a sentence of what is wrong.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="sentence">The sentence.</param>
    /// <param name="next">The number of the session's next step, where it helps.</param>
    /// <param name="retry">Seconds until the caller may try again, where it asked for too much.</param>
    /// <param name="mayRetry">Whether the caller is told these seconds.</param>
    public static void WriteError(
        HttpContext context, int status, string sentence, long? next = null, int retry = 1, bool mayRetry = false)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        if (status == 429 || mayRetry)
        {
            context.Response.Headers.RetryAfter = retry.ToString(CultureInfo.InvariantCulture);
        }

        var text = TextBuffer.Begin();
        ErrorText.Write(text, sentence, null, next);
        WriteJson(context, status, text.Written);
    }
}
