using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carousel.Studio.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Carousel.Studio.Protocol;

/// <summary>Bodies of requests and answers.</summary>
internal static class StudioAnswers
{
    private const int MostJson = 8 << 20;

    // Which of two values counts is a matter of the reader: what one reader checked another would not use.
    private static readonly JsonDocumentOptions _unambiguous = new() { AllowDuplicateProperties = false };

    /// <summary>Answers with JSON.</summary>
    /// <typeparam name="T">What is answered.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="value">The answer.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="status">Of HTTP.</param>
    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int status = 200)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    /// <summary>Answers that it is done.</summary>
    /// <param name="context">The request.</param>
    public static Task DoneAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Answers with a file that is to be saved.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">The file.</param>
    public static Task SaveAsync(HttpContext context, string name, byte[] bytes)
    {
        context.Response.ContentType = MediaTypeNames.Application.Octet;
        context.Response.ContentLength = bytes.Length;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        context.Response.Headers.ContentDisposition = disposition.ToString();
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    /// <summary>Reads a JSON body.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="type">How it is read.</param>
    /// <exception cref="RefusalException">It is something else.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        if (!IsJson(context))
        {
            throw new RefusalException(415, "The body must be JSON: send it as application/json.");
        }

        using var body = new MemoryStream();
        var some = new byte[1 << 14];
        int read;
        while ((read = await context.Request.Body.ReadAsync(some, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > MostJson)
            {
                throw new RefusalException(413, $"A body of JSON has at most {MostJson >> 20} MiB.");
            }

            body.Write(some, 0, read);
        }

        using JsonDocument document = Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
        try
        {
            return document.Deserialize(type) ?? throw new RefusalException(400, "The body must be an object.");
        }
        catch (JsonException exception)
        {
            string place = exception.Path is { Length: > 1 } path ? $" at {path}" : "";
            throw new RefusalException(400, $"The body is not what is expected{place}; see /studio/openapi.json.");
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, _unambiguous);
        }
        catch (JsonException)
        {
            throw new RefusalException(400, "The body must be JSON in which no object repeats a name.");
        }
    }

    /// <summary>Whether a body is JSON.</summary>
    /// <param name="context">The request.</param>
    public static bool IsJson(HttpContext context) =>
        context.Request.ContentType?.Split(';')[0].Trim().Equals(
            MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>A number in the query.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">Its name.</param>
    /// <param name="missing">What it is where it is left out.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The greatest.</param>
    /// <exception cref="RefusalException">It is not a number, or out of range.</exception>
    public static int? Number(HttpContext context, string name, int? missing, int least, int most)
    {
        string text = context.Request.Query[name].ToString();
        return text.Length == 0 ? missing
            : int.TryParse(text, out int number) && number >= least && number <= most ? number
            : throw new RefusalException(400, $"{name} must be a whole number, {least}…{most}.");
    }
}
