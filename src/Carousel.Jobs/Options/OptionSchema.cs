using System.Text.Json.Nodes;

namespace Carousel.Jobs.Options;

/// <summary>Options as a JSON schema, for programs that ask for them: forms, checks, completion.</summary>
internal static class OptionSchema
{
    /// <summary>
    /// The schema of the options that a type declares: an object whose properties are the options' names.
    /// </summary>
    /// <param name="table">The options.</param>
    /// <param name="fresh">Options that nobody changed.</param>
    /// <param name="title">What they are the options of.</param>
    /// <param name="asked">What is asked for: options that the job refuses beside it are left out.</param>
    /// <returns>
    /// A schema of draft 2020-12; <c>group</c> is the heading of an option, <c>defaultRule</c> a default in words,
    /// <c>alias</c> another spelling, <c>isArgument</c> says that it stands behind the data without a name, and
    /// <c>format</c> is <c>file</c> or <c>folder</c> where a text names one.
    /// </returns>
    public static JsonObject Of(OptionTable table, DeclaredOptions fresh, string title, DeclaredOptions asked)
    {
        var properties = new JsonObject();
        foreach (OptionDeclaration option in table.Options.Where(o => !o.Refusals.Holds(asked)))
        {
            properties[option.Name] = Property(option, fresh);
        }

        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = title,
            ["type"] = "object",
            ["properties"] = properties,
        };
    }

    private static JsonObject Property(OptionDeclaration option, DeclaredOptions fresh)
    {
        JsonObject schema = option.IsList
            ? List(option)
            : Item(option);
        schema["description"] = option.Help;
        schema["group"] = option.Group;
        if (option.Alias is { } alias)
        {
            schema["alias"] = alias;
        }

        if (option.IsArgument)
        {
            schema["isArgument"] = true;
        }

        if (option.DefaultOf(fresh) is { } text)
        {
            string? fault = option.Read([text], out object? value);
            (string key, JsonNode node) = (fault, value) switch
            {
                (null, int or double or ulong) => ("default", Number(value)),
                (null, _) when OptionValues.NumbersOf(value) is { } numbers =>
                    ("default", new JsonArray([.. numbers.Select(Number)])),
                _ => (option.Choices.Any(c => c.Word == text) ? "default" : "defaultRule", (JsonNode)text),
            };
            schema[key] = node;
        }

        return schema;
    }

    private static JsonObject List(OptionDeclaration option) => new() { ["type"] = "array", ["items"] = Item(option) };

    private static JsonObject Item(OptionDeclaration option)
    {
        var schema = new JsonObject();
        if (option.Choices.Count > 0)
        {
            schema["enum"] = new JsonArray([.. option.Choices.Select(c => JsonValue.Create(c.Word))]);
            return schema;
        }

        schema["type"] = option.IsSwitch ? "boolean"
            : option.Type == typeof(int) || option.Type == typeof(ulong)
                || option.Type == typeof(IReadOnlyList<int>) ? "integer"
            : option.Type == typeof(double) || option.Type == typeof(IReadOnlyList<double>) ? "number"
            : "string";
        if (option.Type == typeof(WholeRange))
        {
            schema["pattern"] = "^[0-9]+(-[0-9]+)?$";
            return schema;
        }

        if (FormatOf(option.Value) is { } format)
        {
            schema["format"] = format;
        }

        (double least, double most) = option.Type == typeof(ulong) ? (0, double.PositiveInfinity) : option.Range;
        if (double.IsFinite(least))
        {
            schema["minimum"] = Number(least);
        }

        if (double.IsFinite(most))
        {
            schema["maximum"] = Number(most);
        }

        return schema;
    }

    // By the word that stands for the value in the help.
    private static string? FormatOf(string? value) =>
        value is null ? null
        : value is "DIR" || value.StartsWith("folder", StringComparison.OrdinalIgnoreCase) ? "folder"
        : value is "path" or "target" or "MODEL" || value.StartsWith("file", StringComparison.OrdinalIgnoreCase)
            ? "file"
            : null;

    private static JsonValue Number(object number) => number switch
    {
        double value when value == Math.Floor(value) && Math.Abs(value) < 1e15 => JsonValue.Create((long)value),
        double value => JsonValue.Create(value),
        ulong value => JsonValue.Create(value),
        _ => JsonValue.Create((int)number),
    };
}
