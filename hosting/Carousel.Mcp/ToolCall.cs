using System.Globalization;
using System.Text.Json;
using Carousel.Studio.Messages;

namespace Carousel.Mcp;

/// <summary>A call of a tool: its values, checked against the tool's parameters.</summary>
internal sealed class ToolCall
{
    private const int MostLetters = 4096;

    private readonly AgentTool _tool;
    private readonly CancellationTokenSource _deadline;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Checks a call.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="values">The values by name, as the agent sent them.</param>
    /// <param name="tell">Passes a line of progress on.</param>
    /// <param name="deadline">Stops it.</param>
    /// <exception cref="RefusalException">A value is missing, unknown, or of another type.</exception>
    public ToolCall(
        AgentTool tool, IDictionary<string, JsonElement>? values, Action<string> tell, CancellationTokenSource deadline)
    {
        (_tool, Tell, _deadline) = (tool, tell, deadline);
        foreach ((string name, JsonElement value) in values ?? new Dictionary<string, JsonElement>())
        {
            ToolParameter parameter = tool.Parameters.FirstOrDefault(p => p.Name == name)
                ?? throw Wrong($"{tool.Name} has no parameter '{name}'; it has {tool.ParameterNames}.");
            if (value.ValueKind != JsonValueKind.Null)
            {
                _values[name] = TextOf(parameter, value);
            }
        }

        if (tool.Parameters.FirstOrDefault(p => p.IsNeeded && !_values.ContainsKey(p.Name)) is { } missing)
        {
            throw Wrong($"{tool.Name} needs '{missing.Name}': {missing.Description}");
        }
    }

    /// <summary>Passes a line of progress on.</summary>
    public Action<string> Tell { get; }

    /// <summary>Stops it.</summary>
    public CancellationToken Cancellation => _deadline.Token;

    /// <summary>From here on its time counts: not while other calls run.</summary>
    public void Begin() => _deadline.CancelAfter(_tool.Deadline);

    /// <summary>A value as a text; null if it was not given.</summary>
    /// <param name="name">The name of a parameter.</param>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>The values of some parameters as options of a command line, in one word each, so that no value is
    /// taken for an option.</summary>
    /// <param name="names">The names of parameters, which are those of the options.</param>
    public IEnumerable<string> Options(params string[] names) =>
        names.Where(_values.ContainsKey).Select(name => $"--{name}={_values[name]}");

    /// <summary>The names of the values that were given.</summary>
    public IEnumerable<string> Names => _values.Keys;

    private static string TextOf(ToolParameter parameter, JsonElement value)
    {
        (string? text, string meant) = parameter.Kind switch
        {
            "string" => (value.ValueKind == JsonValueKind.String ? value.GetString() : null, "a text"),
            _ => (
                value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
                    ? number.ToString(CultureInfo.InvariantCulture)
                    : null, "a whole number"),
        };
        return text is null ? throw Wrong($"'{parameter.Name}' has to be {meant}.")
            : text.Length > MostLetters
                ? throw Wrong($"'{parameter.Name}' has {text.Length} characters; at most {MostLetters} are read.")
            : text.Contains('\0', StringComparison.Ordinal) ? throw Wrong($"'{parameter.Name}' contains NUL.")
            : parameter.Choices.Count > 0 && !parameter.Choices.Contains(text)
                ? throw Wrong($"'{parameter.Name}' has to be one of {string.Join(", ", parameter.Choices)}.")
            : text;
    }

    private static RefusalException Wrong(string sentence) => new(400, sentence);
}
