using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Classification;

/// <summary>
/// Reads tables with one step per row: an id that says which sequence, the class, a time by option, and channels of
/// numbers.
/// </summary>
internal static class StepTable
{
    private const int MostNotes = 5;

    private static readonly string[] _timeNames = ["t", "step", "index", "position", "time", "frame"];

    /// <summary>Whether a name says that a column orders steps.</summary>
    /// <param name="name">The name.</param>
    public static bool IsNameOfTime(string name) => _timeNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a table.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="bad">Takes rows that cannot be read.</param>
    /// <param name="numbers">How numbers are read.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="found">The columns of ids and of classes, or −1.</param>
    /// <param name="options">What its columns mean.</param>
    /// <returns>The sequences, in the order in which their ids first occur.</returns>
    public static ClassData Read(
        CsvFile file, CsvColumns columns, BadRows bad, CellNumbers numbers, string name, (int Id, int Label) found,
        ClassReadOptions options)
    {
        (int id, int label) = found;
        if (id < 0)
        {
            throw options.Unfit(
                $"{name} has no column that is clearly the text or the id. Pass {{Text}}, or {{Id}} for a table with "
                + $"one step per row. If each step has a label, use carousel tag. A table with one row for "
                + $"each case has no sequences: boosted trees, such as those of ML.NET, fit it better. "
                + $"{columns.Describe()}");
        }

        int group = options.Group is { } grouped ? columns.Take(grouped, nameof(options.Group)) : -1;
        (int time, Func<CsvLine, double> orderOf) = FindOrder(columns, numbers, name, options);
        int[] channels = options.Channels.Count > 0
            ? columns.TakeAll(options.Channels, nameof(options.Channels))
            : columns.TakeNumeric();
        if (options.Channels.Count == 0)
        {
            columns.NoteRefused();
        }

        if (channels.Length == 0)
        {
            throw options.Unfit(
                $"{name} has no column of numbers other than the id and the class. Add one, or pass {{Text}} for "
                + $"texts. {columns.Describe()}");
        }

        int[] kept = !options.KeepsCells ? []
            : [.. columns.All.Where(c => c == label || !columns.IsTaken(c))];
        MissingCells[] missing = [.. channels.Select(_ => new MissingCells())];
        var read = new List<Step>();
        foreach (CsvLine row in file.Rows)
        {
            try
            {
                read.Add(new Step(
                    row.Cells[id].Length > 0 ? row.Cells[id] : throw new DataFormatException(
                        name, row.Line, id + 1,
                        $"the id in column '{columns.Header[id]}' is empty. Write which sequence the row belongs to."),
                    label < 0 ? "" : row.Cells[label], group < 0 ? "" : row.Cells[group], row.Line, row.Row,
                    orderOf(row), Values(row, channels, columns, numbers, missing, name),
                    [.. kept.Select(c => row.Cells[c])]));
                bad.Read(row);
            }
            catch (DataFormatException fault) when (bad.Skips(row, fault, columns.Time))
            {
                // Counted and named.
            }
        }

        bad.Finish(file.Notes);
        Step[][] sequences =
            [.. read.GroupBy(step => step.Id).Select(steps => steps.ToArray())];
        ClassSample[] samples = [.. sequences.Select(steps => Sample(steps, name, label, group))];
        string kind =
            $"Each row of the file is a step: sequences by "
            + $"'{columns.Header[id]}'{(label < 0 ? "" : $", classes in '{columns.Header[label]}'")}"
            + $"{(time < 0 ? "" : $", in the order of '{columns.Times?.Name ?? columns.Header[time]}'")}.";
        return new ClassData(name, columns.Names(channels), samples)
        {
            Carried = Carried(sequences, columns.Names(kept)),
            Notes =
            [
                kind, .. columns.Notes,
                .. missing.Select((m, c) => m.Note(columns.Header[channels[c]])).OfType<string>().Take(MostNotes),
            ],
        };
    }

    /// <summary>The columns without a use that have one value in each sequence.</summary>
    private static CarriedRows Carried(Step[][] sequences, string[] names)
    {
        int[] whole =
        [
            .. Enumerable.Range(0, names.Length)
                .Where(c => Array.TrueForAll(sequences, steps => steps.All(s => s.Kept[c] == steps[0].Kept[c]))),
        ];
        return new CarriedRows(
            [.. whole.Select(c => names[c])],
            [
                .. sequences.Select(
                    (steps, n) => (steps[0].Id, n, (IReadOnlyList<string>)[.. whole.Select(c => steps[0].Kept[c])])),
            ]);
    }

    /// <summary>
    /// What orders the rows of a sequence: a column of numbers or of time stamps, else the order of the file.
    /// </summary>
    /// <returns>The column, or −1, and a number that rises.</returns>
    private static (int Column, Func<CsvLine, double> Of) FindOrder(
        CsvColumns columns, CellNumbers numbers, string name, ClassReadOptions options)
    {
        int named = Array.FindIndex(columns.Header, h => options.Time is { } asked
            ? h.Equals(asked, StringComparison.OrdinalIgnoreCase)
            : IsNameOfTime(h) && !options.Channels.Contains(h));
        if (named >= 0 && !columns.IsTaken(named) && columns.IsNumeric(named))
        {
            return (columns.Take(named), row => numbers.TryRead(row.Cells[named], out float number) ? number
                : throw new DataFormatException(
                    name, row.Line, named + 1,
                    $"'{row.Cells[named]}' in column '{columns.Header[named]}', which orders the steps, is not a "
                    + $"number. Correct it, or remove the row."));
        }

        return columns.FindTime(options.Time, h => options.Channels.Contains(h), null)
            ? (columns.Time, row => columns.ReadTime(row, null).Ticks)
            : (-1, row => row.Row);
    }

    /// <summary>A sequence of steps, all of one class and one group.</summary>
    private static ClassSample Sample(Step[] steps, string name, int label, int group)
    {
        Step first = steps[0];
        void Require(string what, int column, Func<Step, string> of)
        {
            if (steps.FirstOrDefault(s => of(s) != of(first)) is { } other)
            {
                throw new DataFormatException(
                    name, other.Line, column + 1,
                    $"the sequence {first.Id} has the {what} '{of(other)}' here and '{of(first)}' in "
                    + $"line {first.Line}. Give all rows of a sequence the same {what}.");
            }
        }

        Require("class", label, s => s.Label);
        Require("group", group, s => s.Group);
        Step[] ordered = [.. steps.OrderBy(s => s.Order)];
        return new ClassSample(first.Label, first.Line)
        {
            Id = first.Id,
            Group = first.Group,
            Values = [.. ordered.SelectMany(s => s.Values)],
            Rows = [.. ordered.Select(s => s.Row)],
        };
    }

    private static float[] Values(
        CsvLine row, int[] channels, CsvColumns columns, CellNumbers numbers, MissingCells[] missing, string name)
    {
        float[] values = new float[channels.Length];
        for (int c = 0; c < channels.Length; c++)
        {
            string cell = row.Cells[channels[c]];
            if (numbers.IsMissing(cell))
            {
                values[c] = float.NaN;
                missing[c].Add(cell);
            }
            else if (!numbers.TryRead(cell, out values[c]))
            {
                throw numbers.Refuse(name, row.Line, channels[c] + 1, columns.Header[channels[c]], cell);
            }
        }

        return values;
    }

    private sealed record Step(
        string Id, string Label, string Group, long Line, int Row, double Order, float[] Values, string[] Kept);
}
