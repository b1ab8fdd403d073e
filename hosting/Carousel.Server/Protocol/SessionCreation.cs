using System.Buffers;
using System.Text.Json;
using Carousel.Server.Wire;

namespace Carousel.Server.Protocol;

/// <summary>The request that makes sessions.</summary>
internal static class SessionCreation
{
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>Reads <c>{"count": n, "expires_after": seconds}</c>, of which all may be missing.</summary>
    /// <param name="body">The text, or nothing.</param>
    /// <param name="expires">The seconds where the text says none.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    public static (int Count, int Expires, bool IsMany) Read(in ReadOnlySequence<byte> body, int expires)
    {
        if (body.IsEmpty)
        {
            return (1, expires, false);
        }

        int? count = null;
        try
        {
            using var json = JsonDocument.Parse(body, _options);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new RequestException(400, "The body must be a JSON object, or nothing.");
            }

            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                switch (property.Name)
                {
                    case "count":
                        count = Whole(property, 1, SessionRequests.MostCreated);
                        break;
                    case "expires_after":
                        expires = Whole(property, 0, int.MaxValue);
                        break;
                    default:
                        throw new RequestException(
                            400,
                            $"The body has a property \"{SessionRequests.Cut(property.Name)}\"; it may have "
                            + "count, expires_after.");
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new RequestException(400, "The body must be a JSON object in which no name is repeated.");
        }

        return (count ?? 1, expires, count is not null);
    }

    private static int Whole(JsonProperty property, int least, int most) =>
        property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt32(out int value)
        && value >= least && value <= most
            ? value
            : throw new RequestException(400, $"\"{property.Name}\" must be a whole number {least} to {most}.");
}
