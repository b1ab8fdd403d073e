using System.Text.Json;
using System.Text.RegularExpressions;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Streaming;

/// <summary>What a model wrote about a row, as JSON: a table becomes objects by column, all else a text.</summary>
internal static partial class ExampleAnswer
{
    /// <summary>The column of the class that was found.</summary>
    private const string ClassName = "class";

    /// <summary>Writes it.</summary>
    /// <param name="json">Takes one object.</param>
    /// <param name="text">What the model wrote.</param>
    /// <param name="told">Its further notes.</param>
    public static void Write(Utf8JsonWriter json, string text, JobAnswer told)
    {
        json.WriteStartObject();
        if (Rows(text) is [string[] header, .. var rows]
            && header.Length > 1 && rows.All(r => r.Length == header.Length))
        {
            json.WriteStartArray("answers");
            foreach (string[] row in rows)
            {
                json.WriteStartObject();
                for (int c = 0; c < row.Length; c++)
                {
                    // What names a thing stays a text, though it may look like a number.
                    Write(json, header[c], row[c], isName: c == 0 || header[c] == ClassName);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteString("text", text.TrimEnd('\n'));
        }

        if (told.Sentence.Length > 0)
        {
            json.WriteString("sentence", told.Sentence);
        }

        json.WriteEndObject();
    }

    /// <summary>The rows of CSV; none where the text has none.</summary>
    private static List<string[]> Rows(string text)
    {
        var rows = new List<string[]>();
        var cells = new List<string>();
        string open = "";
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            // A cell in quotation marks may go on in the next line.
            open = open.Length > 0 ? $"{open}\n{line}" : line;
            if (LineCells.TrySplit(open, ',', cells))
            {
                rows.Add([.. cells]);
                open = "";
            }
        }

        return open.Length > 0 ? [] : rows;
    }

    private static void Write(Utf8JsonWriter json, string name, string cell, bool isName)
    {
        if (cell.Length == 0)
        {
            json.WriteNull(name);
        }
        else if (!isName && Number().IsMatch(cell))
        {
            json.WritePropertyName(name);
            json.WriteRawValue(cell);
        }
        else
        {
            json.WriteString(name, cell);
        }
    }

    [GeneratedRegex(@"^-?(0|[1-9]\d{0,15})(\.\d{1,17})?([eE][+-]?\d{1,3})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
