using System.Text.Json;

namespace Carousel.Server.Top;

/// <summary>What a server says of itself at <c>/metrics.json</c>; what it does not say is not known.</summary>
/// <param name="Figures">The object.</param>
/// <param name="Text">The same as one line of JSON.</param>
internal sealed record ServedState(JsonElement Figures, string Text)
{
    /// <summary>Reads what a server said.</summary>
    /// <param name="json">What it said.</param>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public static ServedState Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object
            ? new ServedState(root.Clone(), json.ReplaceLineEndings(" ").Trim())
            : throw new JsonException("It is not an object.");
    }

    /// <summary>The models, each an object.</summary>
    public IReadOnlyList<JsonElement> Models => Objects(Figures, "models");

    /// <summary>A number of the server's.</summary>
    /// <param name="name">Its name; a member inside follows a point.</param>
    /// <returns>The number; NaN where it is not known.</returns>
    public double Number(string name) => Number(Figures, name);

    /// <summary>A number of an object.</summary>
    /// <param name="from">The object.</param>
    /// <param name="name">Its name; a member inside follows a point.</param>
    /// <returns>The number; NaN where it is not known.</returns>
    public static double Number(JsonElement from, string name)
    {
        foreach (string part in name.Split('.'))
        {
            if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(part, out from))
            {
                return double.NaN;
            }
        }

        return from.ValueKind == JsonValueKind.Number ? from.GetDouble() : double.NaN;
    }

    /// <summary>A text of an object.</summary>
    /// <param name="from">The object.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The text; empty where it is not known.</returns>
    public static string TextOf(JsonElement from, string name) =>
        from.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";

    /// <summary>The objects of a list of an object.</summary>
    /// <param name="from">The object.</param>
    /// <param name="name">The list.</param>
    /// <returns>The objects; none where there is no such list.</returns>
    public static IReadOnlyList<JsonElement> Objects(JsonElement from, string name) =>
        from.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object)]
            : [];
}
