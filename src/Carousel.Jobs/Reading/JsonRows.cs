using System.Text;
using System.Text.Json;
using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>Objects of JSON, one on each line or in an array, as a table: their names are its columns.</summary>
internal static class JsonRows
{
    /// <summary>Reads them.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="path">How messages call it.</param>
    /// <returns>The names, then a row for each object. A name that an object lacks is an empty cell; names of an object
    /// inside are columns, too, and an array is a cell of JSON.</returns>
    /// <exception cref="DataFormatException">The text is not JSON, or contains something else than objects.</exception>
    public static IEnumerable<CsvLine> Read(string text, string path)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true });
        var names = new List<string>();
        var rows = new List<(long Line, Dictionary<string, string> Cells)>();
        (long line, int at) = (1, 0);
        try
        {
            while (reader.Read())
            {
                int start = (int)reader.TokenStartIndex;
                line += bytes.AsSpan(at..start).Count((byte)'\n');
                at = start;
                if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray))
                {
                    using var json = JsonDocument.ParseValue(ref reader);
                    var cells = new Dictionary<string, string>();
                    Take(json.RootElement, names, cells);
                    rows.Add((line, cells));
                }
            }
        }
        catch (Exception caught) when (caught is JsonException or InvalidOperationException)
        {
            throw new DataFormatException(
                path, line, 0,
                "the text after the beginning of this line is not JSON of objects such as {\"text\": \"a\", \"label\": "
                + "\"b\"}, one on each line. Correct it, or save it as CSV.");
        }

        return rows.Select(row => new CsvLine(
            row.Line, [.. names.Select(name => row.Cells.GetValueOrDefault(name, ""))]))
            .Prepend(new CsvLine(1, [.. names]));
    }

    private static void Take(JsonElement json, List<string> names, Dictionary<string, string> cells)
    {
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Take(property.Value, names, cells);
                continue;
            }

            if (!names.Contains(property.Name))
            {
                names.Add(property.Name);
            }

            cells[property.Name] = property.Value.ToString().Trim();
        }
    }
}
