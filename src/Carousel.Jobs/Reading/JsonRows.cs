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
    /// <returns>The names, then a row for each object. A name that an object lacks is an empty cell; an object
    /// inside has columns such as <c>outer.name</c>, and an array is a cell of JSON.</returns>
    /// <exception cref="DataFormatException">The text is not JSON, or contains something else than objects.</exception>
    public static IEnumerable<CsvLine> Read(string text, string path)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true });
        var names = new OrderedDictionary<string, int>();
        var rows = new List<(long Line, List<(int Column, string Cell)> Cells)>();
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
                    var cells = new List<(int, string)>();
                    Take(json.RootElement, "", names, cells);
                    TableLimits.Require(names.Count, path, line);
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

        return rows.Select(row => new CsvLine(row.Line, CellsOf(row.Cells, names.Count)))
            .Prepend(new CsvLine(1, [.. names.Keys]));
    }

    private static string[] CellsOf(List<(int Column, string Cell)> known, int columns)
    {
        var cells = new string[columns];
        Array.Fill(cells, "");
        known.ForEach(one => cells[one.Column] = one.Cell);
        return cells;
    }

    private static void Take(
        JsonElement json, string outer, OrderedDictionary<string, int> names, List<(int, string)> cells)
    {
        foreach (JsonProperty property in json.EnumerateObject())
        {
            string name = outer + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Take(property.Value, $"{name}.", names, cells);
                continue;
            }

            names.TryAdd(name, names.Count);
            cells.Add((names[name], property.Value.ToString().Trim()));
        }
    }
}
