using System.Globalization;
using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>
/// Reads dialogues: a table of questions and answers, or a turn on each line; a blank line ends a dialogue. In a table
/// without blank lines each row is a dialogue.
/// </summary>
internal static partial class DialogueReader
{
    private const int MostSpeakers = 10, SilentHours = 4;

    private static readonly string[] _answering = "assistant gpt bot chatbot model".Split(' ');

    /// <summary>Reads dialogues.</summary>
    /// <param name="input">The data.</param>
    /// <param name="notes">Takes notes on columns and speakers; null for none.</param>
    /// <param name="columns">See <see cref="PairTable.Read"/>.</param>
    /// <returns>The dialogues.</returns>
    /// <exception cref="DataFormatException">A row has no answer, too many cells or an empty side, a turn is
    /// empty, or a dialogue has one turn.</exception>
    public static IReadOnlyList<Dialogue> Read(
        JobInput input, ICollection<string>? notes = null, List<string>? columns = null)
    {
        var table = PairTable.Read(ChatMessages.ToTurns(input.ReadLines(), input.Name), input.Name, notes, columns);
        List<List<CsvLine>> dialogues = [[]];
        foreach (CsvLine row in table.Rows)
        {
            Array.ForEach(row.Cells, cell => LineLength.Require(cell, input.Name, row.Line));
            if (row.Cells.Length > 0)
            {
                dialogues[^1].Add(row);
            }
            else if (dialogues[^1].Count > 0)
            {
                dialogues.Add([]);
            }
        }

        dialogues.RemoveAll(d => d.Count == 0);
        bool isTable = table.HasPairs;
        if (!isTable)
        {
            int most = TakeTimes(dialogues, notes) ? int.MaxValue : MostSpeakers;
            NameSpeakers(dialogues, most, input.Name, notes);
        }

        bool areAnswers = dialogues.SelectMany(d => d).Any(IsAnswer),
            areAlone = isTable && table.Rows.All(r => r.Cells.Length > 0);
        return [
            .. (areAlone ? table.Rows.Select(row => (List<CsvLine>)[row]) : dialogues)
                .Select(d => new Dialogue(
                    isTable ? Pairs(d, input.Name) : Turns(d, input.Name, areAnswers), !isTable && !areAnswers)),
        ];
    }

    /// <summary>
    /// Leaves out the times in front of turns, as WhatsApp exports them; a long silence ends a dialogue.
    /// </summary>
    /// <returns>Whether most lines have a time.</returns>
    private static bool TakeTimes(List<List<CsvLine>> dialogues, ICollection<string>? notes)
    {
        static Match Timed(CsvLine line) => Time().Match(line.Cells[0]);
        List<CsvLine>[] groups = [.. dialogues];
        if (groups.Sum(g => g.Count(l => Timed(l).Success)) * 2 <= groups.Sum(g => g.Count))
        {
            return false;
        }

        dialogues.Clear();
        string day = "";
        TimeOnly before = default;
        int skipped = 0;
        string[]? turn = null;
        foreach (List<CsvLine> group in groups)
        {
            // A message may have blank lines.
            bool isNew = Timed(group[0]).Success;
            foreach (CsvLine line in group)
            {
                GroupCollection parts = Timed(line).Groups;
                string text = parts[5].Value;
                if (!parts[0].Success && turn is not null)
                {
                    turn[0] += $" {line.Cells[0]}";
                }
                else if (Speaker().Match(text).Groups[2].Length == 0)
                {
                    (turn, skipped) = (null, skipped + 1);
                }
                else
                {
                    TimeOnly.TryParse(
                        StampText.Simplify($"{parts[2]}:{parts[3]} {parts[4]}", out _), CultureInfo.InvariantCulture,
                        out TimeOnly time);

                    // The order of day and month is open: an earlier time of another day is taken as that of the next.
                    bool isLater = time >= before, isOther = parts[1].Value != day;
                    if (isNew || (isLater && isOther)
                        || (isLater != isOther && (time - before).TotalHours >= SilentHours))
                    {
                        dialogues.Add([]);
                    }

                    turn = [text];
                    dialogues[^1].Add(line with { Cells = turn });
                    (day, before, isNew) = (parts[1].Value, time, false);
                }
            }
        }

        notes?.Add(
            $"Turns begin with a time: it is left out, and a silence of {SilentHours} hours ends a dialogue."
            + (skipped == 0 ? "" : $" Skipped: {FigureText.Counted(skipped, "line")} without a speaker or text."));
        return true;
    }

    [GeneratedRegex(
        @"^\u200e?\[?(\d{1,4}[./-]\d{1,2}[./-]\d{1,4}),? (\d{1,2})[:.](\d{2})(?:[:.]\d{2})?"
            + @"(?:\s?([AaPp]\.?\s?[Mm]\.?))?(?:\]| -) [\u200e\u202a-\u202e]*(.*)$")]
    private static partial Regex Time();

    /// <summary>Leaves out the names in front of turns if each turn has one, and joins turns of one speaker.</summary>
    private static void NameSpeakers(
        List<List<CsvLine>> dialogues, int most, string name, ICollection<string>? notes)
    {
        static Match Spoken(CsvLine line) => Speaker().Match(line.Cells[0]);
        string[] names = [.. dialogues.SelectMany(d => d).Select(l => Spoken(l).Groups[1].Value).Distinct()];
        if (names.Length < 2 || names.Length > most || names.Contains(""))
        {
            return;
        }

        notes?.Add(
            $"Each turn begins with a speaker ({FigureText.Listed(names, MostSpeakers)}): the name is left out, and "
            + $"consecutive turns of one speaker are joined.");
        foreach (List<CsvLine> dialogue in dialogues)
        {
            for (int t = dialogue.Count - 1; t >= 0; t--)
            {
                GroupCollection turn = Spoken(dialogue[t]).Groups;
                bool goesOn = t > 0 && Spoken(dialogue[t - 1]).Groups[1].Value == turn[1].Value;
                int at = goesOn ? t - 1 : t;
                dialogue[at] = dialogue[at] with
                {
                    Cells = goesOn ? [$"{dialogue[at].Cells[0]} {turn[2].Value}"] : [turn[2].Value, turn[1].Value],
                };
                dialogue.RemoveRange(t, goesOn ? 1 : 0);
            }
        }

        int single = dialogues.RemoveAll(d => d.Count == 1);
        if (single > 0)
        {
            notes?.Add($"{name}: {FigureText.Counted(single, "dialogue")} of one speaker left out.");
        }
    }

    [GeneratedRegex(@"^([\p{L}\p{So}\p{Cs}+~][^:]{0,30}): *(.*)$")]
    private static partial Regex Speaker();

    private static List<SentencePair> Pairs(List<CsvLine> rows, string name) =>
        [.. rows.Select(row =>
        {
            string question = CopySlots.Plain(row.Cells[0]), answer = CopySlots.Plain(row.Cells[1]);
            return question.Length > 0 && answer.Length > 0 ? new SentencePair(question, answer, row.Line)
                : throw new DataFormatException(
                    name, row.Line, 0,
                    $"the {(question.Length == 0 ? "question" : "answer")} is empty. Fill it in or leave out the "
                    + $"line.");
        })];

    // If a speaker is called so, other turns are questions only.
    private static bool IsAnswer(CsvLine turn) =>
        turn.Cells is [_, var speaker] && _answering.Contains(speaker, StringComparer.OrdinalIgnoreCase);

    private static List<SentencePair> Turns(List<CsvLine> lines, string name, bool areAnswers)
    {
        string[] turns = [.. lines.Select(line => CopySlots.Plain(line.Cells[0]))];
        for (int t = 0; t < turns.Length; t++)
        {
            LineLength.Require(turns[t], name, lines[t].Line);
        }

        int empty = Array.IndexOf(turns, "");
        return empty >= 0
            ? throw new DataFormatException(
                name, lines[empty].Line, 0, "the turn is empty. Fill it in or leave out the line.")
            : turns.Length > 1
            ? [.. turns.Zip(turns.Skip(1), (turn, next) => (turn, next)).Select(
                (pair, k) => new SentencePair(pair.turn, pair.next, lines[k + 1].Line))
                .Where((_, k) => !areAnswers || IsAnswer(lines[k + 1]))]
            : throw new DataFormatException(
                name, lines[0].Line, 0,
                "the dialogue has one turn. Expected two or more lines, or a question, a tab and its answer on each "
                + "line.");
    }
}
