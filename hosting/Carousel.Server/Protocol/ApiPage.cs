using System.Net;
using System.Text;
using System.Text.Json;

namespace Carousel.Server.Protocol;

/// <summary>The page that says what paths there are, made of the OpenAPI document.</summary>
internal static class ApiPage
{
    private const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#222}"
        + "h2{margin:2.5rem 0 .5rem;border-bottom:1px solid #ccc}h3{font:600 1rem ui-monospace,monospace;"
        + "margin:1.5rem 0 .25rem}h3 b{display:inline-block;min-width:4.5rem}p{margin:.25rem 0}"
        + "pre{background:#f4f4f2;padding:.6rem;overflow:auto;font-size:.85rem}"
        + "@media(prefers-color-scheme:dark){body{background:#181818;color:#ddd}pre{background:#262626}}";

    /// <summary>Makes the page.</summary>
    /// <param name="document">The document.</param>
    /// <returns>HTML in UTF-8, which names nothing outside itself.</returns>
    public static byte[] Of(ReadOnlyMemory<byte> document)
    {
        using var json = JsonDocument.Parse(document);
        JsonElement root = json.RootElement, info = root.GetProperty("info");
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width\"><title>").Append(Text(info, "title"))
            .Append("</title><style>").Append(Style).Append("</style></head><body><h1>").Append(Text(info, "title"))
            .Append("</h1><p>").Append(Text(info, "description"))
            .Append("</p><p>For programs: <a href=\"/openapi.json\">openapi.json</a>.</p>");
        foreach (JsonElement tag in root.GetProperty("tags").EnumerateArray())
        {
            html.Append("<h2>").Append(Text(tag, "name")).Append("</h2><p>").Append(Text(tag, "description"))
                .Append("</p>");
            AddPaths(html, root, tag.GetProperty("name").GetString()!);
        }

        return Encoding.UTF8.GetBytes(html.Append("</body></html>\n").ToString());
    }

    private static void AddPaths(StringBuilder html, JsonElement root, string tag)
    {
        foreach (JsonProperty path in root.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty method in path.Value.EnumerateObject())
            {
                if (method.Value.ValueKind == JsonValueKind.Object
                    && method.Value.GetProperty("tags")[0].GetString() == tag)
                {
                    Add(html, path.Name, method.Name.ToUpperInvariant(), method.Value);
                }
            }
        }
    }

    private static void Add(StringBuilder html, string path, string method, JsonElement operation)
    {
        html.Append("<h3><b>").Append(method).Append("</b> ").Append(WebUtility.HtmlEncode(path)).Append("</h3><p>")
            .Append(Text(operation, "summary")).Append("</p>");
        if (operation.TryGetProperty("description", out _))
        {
            html.Append("<p>").Append(Text(operation, "description")).Append("</p>");
        }

        if (operation.TryGetProperty("requestBody", out JsonElement body)
            && Example(body) is { } asked)
        {
            html.Append("<pre>").Append(WebUtility.HtmlEncode(asked)).Append("</pre>");
        }

        foreach (JsonProperty answer in operation.GetProperty("responses").EnumerateObject())
        {
            if (answer.Name[0] == '2' && Example(answer.Value) is { } told)
            {
                html.Append("<pre>").Append(answer.Name).Append(' ').Append(WebUtility.HtmlEncode(told))
                    .Append("</pre>");
            }
        }
    }

    private static string? Example(JsonElement body)
    {
        if (!body.TryGetProperty("content", out JsonElement content))
        {
            return null;
        }

        foreach (JsonProperty type in content.EnumerateObject())
        {
            if (type.Value.TryGetProperty("example", out JsonElement example))
            {
                return example.ValueKind == JsonValueKind.String ? example.GetString() : example.GetRawText();
            }
        }

        return null;
    }

    private static string Text(JsonElement element, string name) =>
        WebUtility.HtmlEncode(element.GetProperty(name).GetString()!);
}
