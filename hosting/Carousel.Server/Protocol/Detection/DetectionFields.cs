using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>Checks requests; each error has its documented code.</summary>
internal static class DetectionFields
{
    /// <summary>The largest absolute value.</summary>
    public const double MostValue = 1e30;

    /// <summary>A request that is not as documented.</summary>
    /// <param name="code">The documented code.</param>
    /// <param name="message">The error and its remedy.</param>
    /// <param name="status">The documented status.</param>
    public static RequestException Wrong(string code, string message, int status = 400) =>
        new(status, message) { Code = code };

    /// <summary>Refuses a request.</summary>
    /// <exception cref="RequestException">It is not right.</exception>
    public static void Require(bool isRight, string code, string message)
    {
        if (!isRight)
        {
            throw Wrong(code, message);
        }
    }

    /// <summary>Refuses a text that is not one of several.</summary>
    /// <exception cref="RequestException">It is another.</exception>
    public static void RequireOneOf(string text, ReadOnlySpan<string> allowed, string name, string code) =>
        Require(allowed.Contains(text), code, $"The '{name}' field must be one of {string.Join(", ", allowed)}.");

    /// <summary>A time of ISO 8601, in UTC; without an offset it is one of UTC.</summary>
    /// <exception cref="RequestException">It is not a time.</exception>
    public static DateTime Time(string? text, string code) =>
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.UtcDateTime
            : throw Wrong(
                code, $"The timestamp '{ErrorText.Cut(text ?? "", 40)}' must be a time such as 2026-11-27T10:00:00Z.");

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestException">It is not JSON, or not such an object.</exception>
    public static ValueTask<T> ReadAsync<T>(SessionRequests sessions, HttpContext context, JsonTypeInfo<T> type) =>
        sessions.ReadAsync(context, type, static (body, type) =>
        {
            try
            {
                using var document = JsonDocument.Parse(body);
                return document.Deserialize(type) ?? throw new JsonException("It is null.");
            }
            catch (JsonException exception)
            {
                throw Wrong("InvalidJsonFormat", $"The body is not valid JSON for this path: {exception.Message}");
            }
        });
}
