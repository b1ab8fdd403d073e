using Carousel.Data;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Classification.Reading;

/// <summary>Reads tables with one step a row: an id that says which sequence, the class, a time by option, and channels of numbers.</summary>
internal static class StepTable
{
    /// <summary>Reads a table.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="numbers">How numbers are read.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="label">The column of classes, or −1.</param>
    /// <param name="options">What its columns mean.</param>
    /// <returns>The sequences, in the order in which their ids first occur.</returns>
    public static ClassData Read(CsvFile file, CsvColumns columns, CellNumbers numbers, string name, int label, ClassReadOptions options)
    {
        int id = options.Id is { } asked ? columns.Take(asked, "--id") : ClassReader.FindId(columns, options.Channels);
        if (id < 0)
        {
            throw new DataFormatException(
                $"{name} has neither a column of texts nor one of ids that is known by its name. Pass --text-column, or --id for a table with one step a row. {columns.Describe()}");
        }

        int group = options.Group is { } grouped ? columns.Take(grouped, "--group") : -1;
        StepOrder order = StepOrder.Find(columns, numbers, name, options);
        int[] channels = options.Channels.Count > 0 ? columns.TakeAll(options.Channels, "--channel") : columns.TakeNumeric();
        if (options.Channels.Count == 0)
        {
            columns.NoteRefused();
        }

        if (channels.Length == 0)
        {
            throw new DataFormatException($"{name} has no column of numbers beside the id and the class. Add one, or pass --text-column for texts. {columns.Describe()}");
        }

        var open = new Dictionary<string, Sequence>(StringComparer.Ordinal);
        foreach (CsvLine row in file.Rows)
        {
            Add(open, row, (order.Of(row), Values(row, channels, columns, numbers, name), row.Row), name, columns, (id, label, group));
        }

        string kind = $"The file has a step a row: sequences by '{columns.Header[id]}'{(label < 0 ? "" : $", classes in '{columns.Header[label]}'")}{(order.Column < 0 ? "" : $", in the order of '{columns.Header[order.Column]}'")}.";
        return new ClassData(name, columns.Names(channels), [.. open.Select(s => s.Value.ToSample(s.Key))])
        {
            Notes = [kind, .. columns.Notes],
        };
    }

    private static void Add(
        Dictionary<string, Sequence> open, CsvLine row, (double Order, float[] Values, int Row) step, string name, CsvColumns columns, (int Id, int Label, int Group) at)
    {
        string key = row.Cells[at.Id];
        if (key.Length == 0)
        {
            throw new DataFormatException(name, row.Line, at.Id + 1, $"the id in column '{columns.Header[at.Id]}' is empty. Write which sequence the row belongs to.");
        }

        string own = at.Label < 0 ? "" : row.Cells[at.Label], group = at.Group < 0 ? "" : row.Cells[at.Group];
        if (!open.TryGetValue(key, out Sequence? sequence))
        {
            open.Add(key, sequence = new Sequence(own, group, row.Line));
        }

        if (sequence.Label != own)
        {
            throw new DataFormatException(
                name, row.Line, at.Label + 1, $"the sequence {key} has the class '{own}' here and '{sequence.Label}' in line {sequence.Line}. Give all rows of a sequence the same class.");
        }

        if (sequence.Group != group)
        {
            throw new DataFormatException(
                name, row.Line, at.Group + 1, $"the sequence {key} has the group '{group}' here and '{sequence.Group}' in line {sequence.Line}. Give all rows of a sequence the same group.");
        }

        sequence.Steps.Add(step);
    }

    private static float[] Values(CsvLine row, int[] channels, CsvColumns columns, CellNumbers numbers, string name)
    {
        float[] values = new float[channels.Length];
        for (int c = 0; c < channels.Length; c++)
        {
            string cell = row.Cells[channels[c]];
            if (cell is "" or "?" || numbers.IsMissing(cell))
            {
                values[c] = float.NaN;
            }
            else if (!numbers.TryRead(cell, out values[c]))
            {
                throw numbers.Refuse(name, row.Line, channels[c] + 1, columns.Header[channels[c]], cell);
            }
        }

        return values;
    }

    private sealed class Sequence(string label, string group, long line)
    {
        public string Label { get; } = label;

        public string Group { get; } = group;

        public long Line { get; } = line;

        public List<(double Order, float[] Values, int Row)> Steps { get; } = [];

        public ClassSample ToSample(string id)
        {
            (double Order, float[] Values, int Row)[] steps = [.. Steps.OrderBy(s => s.Order)];
            return new ClassSample(Label, Line) { Id = id, Group = Group, Values = [.. steps.SelectMany(s => s.Values)], Rows = [.. steps.Select(s => s.Row)] };
        }
    }
}
