using Carousel.Data;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Classification;

/// <summary>
/// Reads tables with one step per row: an id that says which sequence, the class, a time by option, and channels of
/// numbers.
/// </summary>
internal static class StepTable
{
    private const int MostNotes = 5, FewValues = 4;

    private static readonly string[] _timeNames = "t step index position time frame".Split(' ');

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
        CsvFile file, CsvColumns columns, BadRows bad, CellNumbers numbers, string name, (int[] Ids, int Label) found,
        ClassReadOptions options)
    {
        (int[] ids, int label) = found;
        if (ids.Length == 0)
        {
            OptionSentence lacks = options.Channels.Count > 0 ? "the id of a sequence. Pass {Id}."
                : "the text or the id. Pass {Text}, or {Id} for a table with one step per row. If each step has a "
                    + "label, use carousel tag. A table with one row for each case has no sequences: boosted trees, "
                    + "such as those of ML.NET, fit it better.";
            throw options.Unfit($"{name} has no column that is clearly {lacks} {columns.Describe()}");
        }

        // A person that is part of the id may be the group, too.
        int group = options.Group is not { } grouped ? -1
            : columns.Find(grouped) is var own && ids.Contains(own) ? own
            : columns.Take(grouped, nameof(options.Group));
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

        // Persons and machines may be in words, in whole numbers, and in the first of several ids.
        int[] kept =
        [
            .. columns.All.Where(c => !columns.IsTaken(c) || (options.KeepsCells ? c == label
                : c == group || (c == ids[0] && ids.Length > 1) || (channels.Contains(c)
                    && FewValues * columns.CountDistinct(c) <= columns.Sample.Count
                    && columns.Sample.All(r => int.TryParse(r.Cells[c], out _))))),
        ];
        MissingCells[] missing = [.. channels.Select(_ => new MissingCells())];
        var read = new List<Step>();
        Func<CsvLine, string> idOf = IdIn(ids);
        foreach (CsvLine row in file.Rows)
        {
            try
            {
                read.Add(new Step(
                    ids.FirstOrDefault(c => row.Cells[c].Length == 0, -1) is >= 0 and var empty
                        ? throw new DataFormatException(
                            name, row.Line, empty + 1,
                            $"the id in column '{columns.Header[empty]}' is empty. Write which sequence the row "
                            + "belongs to.")
                        : idOf(row),
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
        string all = string.Join(',', columns.Names(ids));
        if (options is { NeedsLabels: true, KeepsCells: false }
            && sequences.SelectMany(Repeated).FirstOrDefault() is { } repeated)
        {
            // Each value of such a column has about all times, so that it is not a measurement.
            string? other = kept.Where((_, k) => sequences.Length > 1 && Array.TrueForAll(sequences, steps =>
                {
                    IGrouping<string, Step>[] own = [.. steps.GroupBy(s => s.Kept[k])];
                    return !own.SelectMany(Repeated).Any()
                        && own.Length * (long)steps.DistinctBy(s => s.Order).Count() <= 2 * steps.Length;
                }))
                .Select(c => columns.Header[c]).FirstOrDefault();
            OptionSentence separate = $"Column '{other}' separates them: pass {{Id}} {other},{all}.";
            throw options.Unfit(
                name, repeated.Line, 0,
                $"the sequence {repeated.Id} has the same time here as in line "
                + $"{read.First(s => s.Id == repeated.Id && s.Order == repeated.Order).Line}. "
                + $"{(other is null ? "Remove one of the rows." : separate)}");
        }

        CarriedRows carried = Carried(sequences, columns.Names(kept));
        ClassSample[] samples = [.. sequences.Select(steps => Sample(steps, name, label, group))];
        string kind =
            $"Each row of the file is a step: sequences by '{all}'"
            + $"{(label < 0 ? "" : $", classes in '{columns.Header[label]}'")}"
            + $"{(time < 0 ? "" : $", in the order of '{columns.Times?.Name ?? columns.Header[time]}'")}.";
        return new ClassData(name, columns.Names(channels), samples)
        {
            Carried = carried,
            Notes =
            [
                kind, .. columns.Notes, .. ClassReader.GroupNote(options, carried),
                .. missing.Select((m, c) => m.Note(columns.Header[channels[c]])).OfType<string>().Take(MostNotes),
            ],
        };
    }

    /// <summary>What identifies the sequence of a row.</summary>
    /// <param name="ids">The columns of ids.</param>
    public static Func<CsvLine, string> IdIn(int[] ids) => row => string.Join('/', ids.Select(c => row.Cells[c]));

    /// <summary>The rows with a time that an earlier row has, but not the one just before.</summary>
    private static IEnumerable<Step> Repeated(IEnumerable<Step> steps)
    {
        (HashSet<double> seen, double before) = ([], double.NaN);
        foreach (Step step in steps)
        {
            // Steps within one second of a coarse clock follow each other.
            if (step.Order != before && !seen.Add(before = step.Order))
            {
                yield return step;
            }
        }
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
                    + "number. Correct it, or remove the row."));
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
