using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Carousel.Mcp;

/// <summary>What a tool answers.</summary>
internal sealed class ToolAnswer
{
    /// <summary>Characters of an answer; an agent pays for each.</summary>
    public const int MostLetters = 30_000;

    private readonly string _text;
    private readonly JsonElement? _values;

    /// <summary>Keeps the first lines, and counts the others.</summary>
    /// <param name="lines">For the agent to read.</param>
    /// <param name="values">The same as JSON; null for none.</param>
    public ToolAnswer(IEnumerable<string> lines, JsonElement? values = null)
    {
        var kept = new List<string>();
        (int letters, int left) = (0, 0);
        foreach (string line in lines)
        {
            if (left == 0 && letters + line.Length < MostLetters)
            {
                kept.Add(line);
                letters += line.Length + 1;
            }
            else
            {
                left++;
            }
        }

        if (left > 0)
        {
            kept.Add(Invariant.Of($"… and {left:N0} more lines"));
        }

        (_text, _values) = (string.Join('\n', kept), values);
    }

    /// <summary>As the protocol sends it.</summary>
    public CallToolResult ToProtocol() => new()
    {
        Content = [new TextContentBlock { Text = _text }],
        StructuredContent = _values,
    };
}
