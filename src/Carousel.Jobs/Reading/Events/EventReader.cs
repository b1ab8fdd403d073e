using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Reads logs of events in long format: a row is an event with an id, a time stamp, categories and numbers.
/// </summary>
public static class EventReader
{
    /// <summary>Reads a file of events.</summary>
    /// <param name="path">The CSV file; it may be packed with gzip.</param>
    /// <param name="options">The columns and forms; null finds all of them.</param>
    /// <returns>The events by id, and notes on the reading.</returns>
    /// <exception cref="DataFormatException">The file cannot be read as asked; the message says where and what to
    /// do.</exception>
    public static EventLog ReadCsv(string path, EventReadOptions? options = null)
    {
        using TextReader reader = TextFile.Open(path);
        return ReadCsv(reader, path, options);
    }

    /// <summary>Reads the text of a file of events.</summary>
    /// <param name="reader">The text, read to its end.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="options">The columns and forms; null finds all of them.</param>
    /// <returns>The events by id, and notes on the reading.</returns>
    /// <exception cref="DataFormatException">The text cannot be read as asked; the message says where and what to
    /// do.</exception>
    public static EventLog ReadCsv(TextReader reader, string path, EventReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(path);
        options ??= new EventReadOptions();
        var bad = new BadRows(path, options);
        using var file = CsvFile.Open(reader, path, options.Delimiter, options.DecimalSeparator, bad);
        var layout = new EventLayout(path, file, options);
        var builder = new EventLogBuilder(
            path, layout.Names(layout.Categories), layout.Names(layout.NumberColumns),
            layout.Label < 0 ? null : layout.Header[layout.Label], options.Sort)
        {
            IdName = layout.Header[layout.Id],
            TimeName = layout.Times!.Name,
            TimeColumn = layout.Time + 1,
        };

        var missing = new int[layout.NumberColumns.Length];
        string[] categories = new string[layout.Categories.Length];
        float[] numbers = new float[layout.NumberColumns.Length];
        foreach (CsvLine row in file.Rows)
        {
            DateTime time;
            float label;
            try
            {
                time = Read(path, layout, row, categories, numbers);
                label = layout.Label < 0 ? float.NaN : ReadLabel(path, layout, row);
            }
            catch (DataFormatException fault) when (bad.Skips(row, fault, layout.Time))
            {
                continue;
            }

            for (int k = 0; k < numbers.Length; k++)
            {
                missing[k] += float.IsNaN(numbers[k]) ? 1 : 0;
            }

            builder.Add(row.Cells[layout.Id], time, categories, numbers, label, row.Line, row.Row);
            bad.Read(row);
        }

        bad.Finish(file.Notes);
        AddNotes(builder, layout, file, missing);
        builder.Clock = layout.Times.Stamps.Clock;
        return builder.Build();
    }

    private static DateTime Read(
        string path, EventLayout layout, CsvLine row, string[] categories, float[] numbers)
    {
        if (row.Cells[layout.Id].Length == 0)
        {
            throw new DataFormatException(
                path, row.Line, layout.Id + 1,
                $"the id in column '{layout.Header[layout.Id]}' is empty. Write whose event it is, or remove the row.");
        }

        DateTime time = layout.ReadTime(row, null);
        for (int k = 0; k < categories.Length; k++)
        {
            categories[k] = row.Cells[layout.Categories[k]];
            if (k == 0 && categories[k].Length == 0)
            {
                throw new DataFormatException(
                    path, row.Line, layout.Categories[k] + 1,
                    $"the event in column '{layout.Header[layout.Categories[k]]}' is empty. Write what happened, or "
                    + "remove the row.");
            }
        }

        for (int k = 0; k < numbers.Length; k++)
        {
            numbers[k] = layout.ReadNumber(row, layout.NumberColumns[k]);
        }

        return time;
    }

    private static float ReadLabel(string path, EventLayout layout, CsvLine row)
    {
        string cell = row.Cells[layout.Label];
        return cell switch
        {
            "1" or "1.0" => 1,
            "0" or "0.0" => 0,
            _ when FlagWords.TryReadWord(cell, out float label) => label,
            _ when layout.Numbers.IsMissing(cell) => float.NaN,
            _ => throw OptionTable.Of(typeof(EventReadOptions)).Unfit(
                path, row.Line, layout.Label + 1,
                $"'{cell}' in column '{layout.Header[layout.Label]}' is not a label. Write 1 or 0 (or yes or no), or "
                + $"name the column of labels with {{Label}}."),
        };
    }

    private static void AddNotes(EventLogBuilder builder, EventLayout layout, CsvFile file, int[] missing)
    {
        string[] clock = layout.Times!.Stamps.Note is { } note ? [note] : [];
        layout.Notes.Concat(file.Notes).Concat(clock).ToList().ForEach(builder.Notes.Add);
        if (builder.FirstUnsorted > 0)
        {
            builder.Notes.Add(
                $"The events were not in order of time (line {FigureText.Count(builder.FirstUnsorted)} is the first): "
                + "they were sorted.");
        }

        for (int k = 0; k < missing.Length; k++)
        {
            if (missing[k] > 0)
            {
                builder.Notes.Add(
                    $"{FigureText.Count(missing[k])} of {FigureText.Count(builder.Count)} events have no "
                    + $"'{layout.Header[layout.NumberColumns[k]]}'.");
            }
        }
    }
}
