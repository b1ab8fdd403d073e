using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carousel.Studio.Works;

/// <summary>Something that happened in a work.</summary>
/// <param name="Kind">What, such as <c>epoch</c>.</param>
/// <param name="Json">The event as an object on one line.</param>
internal sealed record WorkEvent(string Kind, string Json)
{
    /// <summary>Makes one of fields.</summary>
    /// <param name="kind">What.</param>
    /// <param name="fields">Its fields.</param>
    public static WorkEvent Of(string kind, params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var json = new JsonObject { ["kind"] = kind };
        foreach ((string name, JsonNode? value) in fields)
        {
            json[name] = value;
        }

        return new WorkEvent(kind, json.ToJsonString());
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <returns>Null if it is not an event.</returns>
    public static WorkEvent? Parse(string line)
    {
        if (line.Length == 0 || line[0] != '{')
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TryGetProperty("kind", out JsonElement kind)
                && kind.ValueKind == JsonValueKind.String
                ? new WorkEvent(kind.GetString()!, line)
                : null;
        }
        catch (JsonException)
        {
            // A line that was cut when the program was killed.
            return null;
        }
    }

    /// <summary>A field that is a whole number; 0 if it is missing.</summary>
    /// <param name="name">Its name.</param>
    public long Number(string name)
    {
        using var json = JsonDocument.Parse(Json);
        return json.RootElement.TryGetProperty(name, out JsonElement value) && value.TryGetInt64(out long number)
            ? number
            : 0;
    }
}
