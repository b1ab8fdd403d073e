using System.Text.Json;

namespace Carousel.Client.Wire;

/// <summary>Reads what a server answers as JSON.</summary>
internal static class JsonText
{
    /// <summary>Reads an object.</summary>
    /// <param name="body">The body of a response.</param>
    /// <param name="read">Takes what is needed.</param>
    /// <exception cref="FormatException">It is not JSON, or not as expected.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body, Func<JsonElement, T> read)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return read(document.RootElement);
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("The server's answer is not what this client reads.", exception);
        }
    }

    /// <summary>Reads the error of an unsuccessful request.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">The body, or the text frame.</param>
    public static CarouselServerException ReadError(int status, ReadOnlySpan<byte> body)
    {
        try
        {
            return Read(body, root => new CarouselServerException(
                root.TryGetProperty("status"u8, out JsonElement own) ? own.GetInt32() : status,
                root.GetProperty("error"u8).GetString() ?? Unsaid(status),
                root.TryGetProperty("next"u8, out JsonElement next) ? next.GetInt64() : null));
        }
        catch (FormatException)
        {
            return new CarouselServerException(status, Unsaid(status));
        }
    }

    private static string Unsaid(int status) =>
        FormattableString.Invariant($"The server answered with status {status}.");
}
