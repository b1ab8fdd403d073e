using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Chat;

/// <summary>Dialogues in JSON as lists of messages with a role and a content, or a from and a value.</summary>
internal static class ChatMessages
{
    private static readonly string[] _lists = ["messages", "conversations", "conversation", "dialogue"];

    /// <summary>The messages as turns with a speaker, one a line; a blank line ends a dialogue.</summary>
    /// <param name="lines">The lines of a file.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>The turns without those of the system and empty ones; the lines themselves if they are not such
    /// JSON.</returns>
    /// <exception cref="DataFormatException">A dialogue is something else than a list of messages.</exception>
    public static IEnumerable<TextLine> ToTurns(IEnumerable<TextLine> lines, string name)
    {
        TextLine[] all = [.. lines];
        if (!CsvFile.MayBeJson(string.Join('\n', all.Take(TextTable.Looked).Select(l => l.Text))))
        {
            return all;
        }

        using var file = CsvFile.Open(new StringReader(string.Join('\n', all.Select(l => l.Text))), name, null, '.');
        int column = ColumnNames.Find(file.Header, _lists);
        return column < 0 ? all : [.. file.Rows.SelectMany(row => Turns(row, row.Cells[column], name))];
    }

    private static List<TextLine> Turns(CsvLine row, string cell, string name)
    {
        var turns = new List<TextLine>();
        try
        {
            using var json = JsonDocument.Parse(cell.Length == 0 ? "[]" : cell);
            foreach (JsonElement message in json.RootElement.EnumerateArray())
            {
                string speaker = Text(message, "role", "from"), text = Text(message, "content", "value");
                string plain = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
                turns.AddRange(speaker == "system" || plain.Length == 0 ? []
                    : [new TextLine(row.Line, $"{speaker}: {plain}")]);
            }
        }
        catch (Exception caught) when (caught is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new DataFormatException(
                name, row.Line, 0,
                "the dialogue must be a list of messages with a role and a content each. Correct it, or remove it.");
        }

        turns.Add(new TextLine(row.Line, ""));
        return turns;
    }

    private static string Text(JsonElement message, string name, string other) =>
        (message.TryGetProperty(name, out JsonElement value) ? value : message.GetProperty(other)).GetString() ?? "";
}
