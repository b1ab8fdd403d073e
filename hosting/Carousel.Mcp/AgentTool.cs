using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace Carousel.Mcp;

/// <summary>A tool that an agent can call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does, for the agent.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Deadline">How long a call may take.</param>
/// <param name="Run">Answers a call.</param>
internal sealed record AgentTool(
    string Name, string Description, IReadOnlyList<ToolParameter> Parameters, TimeSpan Deadline,
    Func<ToolCall, Task<ToolAnswer>> Run)
{
    /// <summary>Whether it writes no file that stays.</summary>
    public bool IsReadOnly { get; init; } = true;

    /// <summary>The names of the parameters, for messages.</summary>
    public string ParameterNames =>
        Parameters.Count == 0 ? "none" : string.Join(", ", Parameters.Select(p => p.Name));

    /// <summary>As the protocol describes it.</summary>
    public Tool ToProtocol()
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(
                Parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.ToSchema()))),
            ["required"] = new JsonArray([.. Parameters.Where(p => p.IsNeeded).Select(p => (JsonNode)p.Name)]),
            ["additionalProperties"] = false,
        };
        using var document = JsonDocument.Parse(schema.ToJsonString());
        return new Tool
        {
            Name = Name,
            Description = Description,
            InputSchema = document.RootElement.Clone(),
            Annotations = new ToolAnnotations
            {
                ReadOnlyHint = IsReadOnly,
                DestructiveHint = false,
                IdempotentHint = IsReadOnly,
                OpenWorldHint = false,
            },
        };
    }
}
