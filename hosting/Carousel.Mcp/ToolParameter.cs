using System.Text.Json.Nodes;

namespace Carousel.Mcp;

/// <summary>What a tool takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>string</c> or <c>integer</c>, as in a JSON schema.</param>
/// <param name="Description">What it means.</param>
/// <param name="IsNeeded">Whether a call is refused without it.</param>
internal sealed record ToolParameter(string Name, string Kind, string Description, bool IsNeeded = false)
{
    /// <summary>The only values; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The parameter as a JSON schema.</summary>
    public JsonObject ToSchema()
    {
        var schema = new JsonObject { ["type"] = Kind, ["description"] = Description };
        if (Choices.Count > 0)
        {
            schema["enum"] = new JsonArray([.. Choices.Select(c => (JsonNode)c)]);
        }

        return schema;
    }
}
