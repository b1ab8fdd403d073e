using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Carousel.Server.Engine;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>Reads whole bodies, and writes whole answers.</summary>
internal static class RequestBody
{
    /// <summary>The most bytes of a body.</summary>
    public const int MostBytes = 32 << 20;

    private const int YieldBytes = 64 << 10;

    private static readonly JsonDocumentOptions _unambiguous = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    // Reading a large one needs several times its bytes.
    private const int LargeBytes = 16 << 10, ReadingTimes = 4;

    /// <summary>Reads the body to its end and makes something of it.</summary>
    /// <typeparam name="TState">Of what <paramref name="read"/> needs.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="engine">Knows the limits of memory and time.</param>
    /// <param name="state">Passed on.</param>
    /// <param name="read">Makes it; the bytes end with it.</param>
    /// <exception cref="RequestException">The body is too large, too slow, or not what <paramref name="read"/>
    /// expects; or memory is short.</exception>
    public static async ValueTask<TResult> ReadAsync<TState, TResult>(
        HttpContext context, ISessionEngine engine, TState state, Func<ReadOnlySequence<byte>, TState, TResult> read)
    {
        PipeReader reader = context.Request.BodyReader;
        CancellationTokenSource? late = null;
        long taken = 0, yielded = 0;
        try
        {
            while (true)
            {
                ReadResult result = await reader.ReadAsync(late?.Token ?? context.RequestAborted)
                    .ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = result.Buffer;
                if (buffer.Length > MostBytes)
                {
                    reader.AdvanceTo(buffer.End);
                    throw new RequestException(
                        413, $"A body has at most {MostBytes >> 20} MiB: send several requests.");
                }

                // One that is there at once is not in memory for long.
                if ((!result.IsCompleted || taken > 0) && buffer.Length > taken)
                {
                    if (!engine.Memory.TryTake(MemoryUse.Bodies, buffer.Length - taken))
                    {
                        reader.AdvanceTo(buffer.End);
                        throw NoRoom();
                    }

                    taken = buffer.Length;
                }

                if (!result.IsCompleted)
                {
                    late ??= Limit(context, engine);
                    reader.AdvanceTo(buffer.Start, buffer.End);
                    if (taken - yielded > YieldBytes)
                    {
                        // However fast it sends, others on this thread have their turn.
                        yielded = taken;
                        await Task.Yield();
                    }

                    continue;
                }

                try
                {
                    return Read(engine.Memory, buffer, state, read);
                }
                finally
                {
                    reader.AdvanceTo(buffer.End);
                }
            }
        }
        catch (OperationCanceledException) when (late is { IsCancellationRequested: true }
            && !context.RequestAborted.IsCancellationRequested)
        {
            engine.Memory.CountOverdue();
            if (HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            throw new RequestException(
                408,
                $"The body did not come within {engine.Options.WholeWithin.TotalSeconds:0} s: send smaller requests.");
        }
        finally
        {
            late?.Dispose();
            engine.Memory.Give(MemoryUse.Bodies, taken);
        }
    }

    /// <summary>Makes something of bytes that have come.</summary>
    /// <typeparam name="TState">Of what <paramref name="read"/> needs.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="memory">The limit of memory.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="state">Passed on.</param>
    /// <param name="read">Makes it.</param>
    /// <exception cref="RequestException">They are not what <paramref name="read"/> expects, or memory is
    /// short.</exception>
    public static TResult Read<TState, TResult>(
        ServerMemory memory, in ReadOnlySequence<byte> bytes, TState state,
        Func<ReadOnlySequence<byte>, TState, TResult> read)
    {
        long reading = bytes.Length > LargeBytes ? ReadingTimes * bytes.Length : 0;
        if (reading > memory.MostOf(MemoryUse.Bodies))
        {
            throw new RequestException(413, "The server has not the memory for so large a request: send several.");
        }

        if (reading > 0 && !memory.TryTake(MemoryUse.Bodies, reading))
        {
            throw NoRoom();
        }

        try
        {
            return read(bytes, state);
        }
        finally
        {
            memory.Give(MemoryUse.Bodies, reading);
        }
    }

    /// <summary>An object; the caller disposes it.</summary>
    /// <param name="body">The text.</param>
    /// <param name="names">The properties that it may have.</param>
    /// <exception cref="RequestException">The text is something else.</exception>
    public static JsonDocument Parse(in ReadOnlySequence<byte> body, params ReadOnlySpan<string> names)
    {
        try
        {
            var json = JsonDocument.Parse(body, _unambiguous);
            foreach (string name in json.RootElement.EnumerateObject().Select(property => property.Name))
            {
                if (!names.Contains(name))
                {
                    json.Dispose();
                    throw new RequestException(
                        400,
                        $"The body has a property \"{SessionRequests.Cut(name)}\"; it may have "
                        + $"{string.Join(", ", names)}.");
                }
            }

            return json;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new RequestException(
                400, $"The body must be a JSON object in which no name is repeated: {exception.Message}");
        }
    }

    /// <summary>A property; null where it is missing or null.</summary>
    /// <param name="json">The object.</param>
    /// <param name="name">Its name.</param>
    public static JsonElement? Property(this JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>The same of a whole number.</summary>
    /// <param name="json">The object.</param>
    /// <param name="name">Its name.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The most.</param>
    /// <exception cref="RequestException">It is another value.</exception>
    public static int? Whole(this JsonDocument json, string name, int least, int most) =>
        json.Property(name) is not { } value ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            && number >= least && number <= most ? number
            : throw new RequestException(
                400,
                $"\"{name}\" must be a whole number {least} to {most}, but is "
                + $"{SessionRequests.Cut(value.GetRawText())}.");

    /// <summary>Says that the process has too much in memory.</summary>
    public static RequestException NoRoom() =>
        new(429, "The server has no memory for this request now: send a smaller one, or try again in a second.");

    private static CancellationTokenSource Limit(HttpContext context, ISessionEngine engine)
    {
        var late = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        late.CancelAfter(engine.Options.WholeWithin);
        return late;
    }

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

    /// <summary>Answers an object.</summary>
    /// <param name="context">The request.</param>
    /// <param name="write">Writes its fields.</param>
    /// <param name="status">The status.</param>
    public static void WriteObject(HttpContext context, Action<Utf8JsonWriter> write, int status = 200)
    {
        var text = TextBuffer.Begin();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        WriteJson(context, status, text.Written);
    }

    /// <summary>Answers with a sentence that describes the error.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="sentence">The sentence.</param>
    /// <param name="next">The number of the session's next step, where it helps.</param>
    /// <param name="retry">Seconds until the caller may try again, where it asked for too much.</param>
    /// <param name="mayRetry">Whether the answer contains these seconds.</param>
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
