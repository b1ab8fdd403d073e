using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Chat;

/// <summary>Dialogues in JSON as lists of messages with a role and a content, or a from and a value.</summary>
internal static class ChatMessages
{
    private static readonly string[] _lists = ["messages", "conversations", "conversation", "dialogue"],
        _answering = ["assistant", "gpt", "bot", "chatbot", "model"];

    /// <summary>
    /// The messages as lines of a question, a tab and its answer if the file has speakers that answer, else as turns
    /// with a speaker; a blank line ends a dialogue.
    /// </summary>
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
        if (column < 0)
        {
            return all;
        }

        (long Line, List<(string Speaker, string Text)> Turns)[] dialogues =
            [.. file.Rows.Select(row => (row.Line, Turns(row, row.Cells[column], name)))];
        bool areAnswered = dialogues.Any(d => d.Turns.Any(t => Answers(t.Speaker)));
        return
        [
            .. dialogues.SelectMany(d => (areAnswered ? Pairs(d.Turns) : d.Turns.Select(t => $"{t.Speaker}: {t.Text}"))
                .Append("").Select(text => new TextLine(d.Line, text))),
        ];
    }

    private static bool Answers(string speaker) => _answering.Contains(speaker, StringComparer.OrdinalIgnoreCase);

    // All that is said before an answer is its question; a greeting without one is not learned.
    private static IEnumerable<string> Pairs(List<(string Speaker, string Text)> turns)
    {
        string question = "", answer = "";
        foreach ((string speaker, string text) in turns.Append(("", "")))
        {
            if (Answers(speaker))
            {
                answer += question.Length > 0 ? $" {text}" : "";
                continue;
            }

            if (answer.Length > 0)
            {
                yield return $"{question}\t{answer}";
                (question, answer) = ("", "");
            }

            question += $" {text}";
        }
    }

    private static List<(string Speaker, string Text)> Turns(CsvLine row, string cell, string name)
    {
        var turns = new List<(string Speaker, string Text)>();
        try
        {
            using var json = JsonDocument.Parse(cell.Length == 0 ? "[]" : cell);
            foreach (JsonElement message in json.RootElement.EnumerateArray())
            {
                string speaker = Text(message, "role", "from"), text = Text(message, "content", "value");
                string plain = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
                turns.AddRange(speaker == "system" || string.IsNullOrWhiteSpace(plain) ? [] : [(speaker, plain)]);
            }
        }
        catch (Exception caught) when (caught is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new DataFormatException(
                name, row.Line, 0,
                "the dialogue must be a list of messages with a role and a content each. Correct it, or remove it.");
        }

        return turns;
    }

    private static string Text(JsonElement message, string name, string other) =>
        (message.TryGetProperty(name, out JsonElement value) ? value : message.GetProperty(other)).GetString() ?? "";
}
