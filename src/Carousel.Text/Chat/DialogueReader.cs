using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>
/// Reads dialogues: a question, a tab and its answer on each line, or a turn on each line; a blank line ends a
/// dialogue. In a file without blank lines each line with a tab is a dialogue.
/// </summary>
internal static class DialogueReader
{
    /// <summary>Reads dialogues.</summary>
    /// <param name="input">The data.</param>
    /// <returns>The dialogues.</returns>
    /// <exception cref="DataFormatException">A line has no answer, more than one tab or an empty side, a turn is
    /// empty, or a dialogue has one turn.</exception>
    public static IReadOnlyList<Dialogue> Read(JobInput input)
    {
        TextLine[] lines = [.. input.ReadLines()];
        bool isTabbed = lines.Any(l => l.Text.Contains('\t'));
        List<List<TextLine>> dialogues = [[]];
        foreach (TextLine line in lines)
        {
            LineLength.Require(line.Text, input.Name, line.Number);
            if (!string.IsNullOrWhiteSpace(line.Text))
            {
                dialogues[^1].Add(line);
            }
            else if (dialogues[^1].Count > 0)
            {
                dialogues.Add([]);
            }
        }

        dialogues.RemoveAll(d => d.Count == 0);
        bool areAlone = isTabbed && !lines.Any(l => string.IsNullOrWhiteSpace(l.Text));
        return [
            .. (areAlone ? lines.Select(line => (List<TextLine>)[line]) : dialogues)
                .Select(d => new Dialogue(isTabbed ? Pairs(d, input.Name) : Turns(d, input.Name), !isTabbed)),
        ];
    }

    private static List<SentencePair> Pairs(List<TextLine> lines, string name) =>
        [.. lines.Select(line =>
        {
            string[] cells = [.. line.Text.Split('\t').Select(CopySlots.Plain)];
            return cells.Length != 2
                ? throw new DataFormatException(
                    name, line.Number, 0,
                    $"the line has {cells.Length - 1} tabs. Expected one, between a question and its answer.")
                : cells.Any(c => c.Length == 0)
                ? throw new DataFormatException(
                    name, line.Number, 0,
                    $"the {(cells[0].Length == 0 ? "question" : "answer")} is empty. Fill it in or leave out the line.")
                : new SentencePair(cells[0], cells[1], line.Number);
        })];

    private static List<SentencePair> Turns(List<TextLine> lines, string name)
    {
        string[] turns = [.. lines.Select(line => CopySlots.Plain(line.Text))];
        int empty = Array.IndexOf(turns, "");
        return empty >= 0
            ? throw new DataFormatException(
                name, lines[empty].Number, 0, "the turn is empty. Fill it in or leave out the line.")
            : turns.Length > 1
            ? [.. turns.Zip(turns.Skip(1), (turn, next) => (turn, next)).Select(
                (pair, k) => new SentencePair(pair.turn, pair.next, lines[k + 1].Number))]
            : throw new DataFormatException(
                name, lines[0].Number, 0,
                "the dialogue has one turn. Expected two or more lines, or a question, a tab and its answer on each "
                + "line.");
    }
}
