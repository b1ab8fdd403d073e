using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>
/// Reads dialogues: a question, a tab and its answer on each line, or a turn on each line; a blank line ends a
/// dialogue. Without blank lines each line with a tab is a dialogue.
/// </summary>
internal static class DialogueReader
{
    /// <summary>Reads dialogues.</summary>
    /// <param name="input">The data.</param>
    /// <returns>Questions and answers of each dialogue, in their order.</returns>
    /// <exception cref="DataFormatException">A line has no answer, more than one tab or an empty side, or a dialogue
    /// has one turn.</exception>
    public static IReadOnlyList<IReadOnlyList<SentencePair>> Read(JobInput input)
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
        bool areAlone = isTabbed && dialogues.Count == 1;
        return [
            .. (areAlone ? dialogues[0].Select(line => (List<TextLine>)[line]) : dialogues)
                .Select(d => isTabbed ? Pairs(d, input.Name) : Turns(d, input.Name)),
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

    private static List<SentencePair> Turns(List<TextLine> lines, string name) => lines.Count > 1
        ? [
            .. lines.Zip(
                lines.Skip(1),
                (turn, next) => new SentencePair(
                    CopySlots.Plain(turn.Text), CopySlots.Plain(next.Text), next.Number)),
        ]
        : throw new DataFormatException(
            name, lines[0].Number, 0,
            "the dialogue has one turn. Expected two or more lines, or a question, a tab and its answer on each line.");
}
