using Carousel.Data;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Classification.Reading;

/// <summary>Reads sequences with classes: <c>.ts</c>, tables of one text, one WAV file or one step a row.</summary>
internal static class ClassReader
{
    /// <summary>The most steps of a sequence.</summary>
    public const int MostSteps = 100_000;

    private static readonly string[] _labelNames = ["label", "class", "category", "target", "sentiment", "polarity", "topic", "kind", "y"];
    private static readonly string[] _textNames = ["text", "sentence", "message", "review", "body", "content", "document", "comment", "title", "phrase"];
    private static readonly string[] _idNames = ["id", "sequence", "case", "series", "sample", "case_id", "series_id", "sequence_id", "unit"];

    /// <summary>Reads a file.</summary>
    /// <param name="reader">Its text.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="options">What its columns mean.</param>
    /// <returns>The sequences.</returns>
    /// <exception cref="DataFormatException">It can't be read.</exception>
    public static ClassData Read(TextReader reader, string name, ClassReadOptions options)
    {
        string beginning = FirstLines(reader, out TextReader whole);
        if (beginning.StartsWith('@') || name.EndsWith(".ts", StringComparison.OrdinalIgnoreCase))
        {
            return Checked(TsFile.Read(name, whole), options);
        }

        using var file = CsvFile.Open(whole, name, options.Cells.Delimiter, options.Cells.DecimalSeparator);
        var numbers = new CellNumbers(file.DecimalSeparator, options.Cells.Missing);
        var columns = new CsvColumns(name, file.Header, file.Sample, numbers, options.Cells.TimeFormat);
        int label = options.Label is not { } asked ? FindNamed(columns, _labelNames, options.Channels)
            : options.LabelMayLack && !file.Header.Contains(asked) ? -1
            : columns.Take(asked, "--label");
        if (label < 0 && options.NeedsLabels)
        {
            throw new DataFormatException($"{name} has no column of classes that is known by its name. Pass --label with its name. {columns.Describe()}");
        }

        if (options.File is not null || (options.Text is null && options.Id is null && options.Channels.Count == 0 && SoundTable.FindFile(columns) >= 0))
        {
            return Checked(SoundTable.Read(file, columns, name, label, options), options);
        }

        bool isText = options.Text is not null || (options.Id is null && options.Channels.Count == 0 && FindText(columns) >= 0);
        ClassData data = isText ? TextTable.Read(file, columns, name, label, options) : StepTable.Read(file, columns, numbers, name, label, options);
        return Checked(data with { Notes = [.. file.Notes, .. data.Notes] }, options);
    }

    /// <summary>The column of texts: one with the name of a text, else the widest column that holds words.</summary>
    /// <param name="columns">The columns.</param>
    /// <returns>The column, or −1.</returns>
    public static int FindText(CsvColumns columns)
    {
        foreach (string known in _textNames)
        {
            int named = Array.FindIndex(columns.Header, h => h.Equals(known, StringComparison.OrdinalIgnoreCase));
            if (named >= 0 && !columns.IsTaken(named) && !columns.IsNumeric(named))
            {
                return named;
            }
        }

        int[] worded = [.. Enumerable.Range(0, columns.Header.Length).Where(c => !columns.IsTaken(c) && HoldsWords(columns, c))];
        return worded.Length == 0 ? -1 : worded.MaxBy(c => columns.Sample.Sum(r => r.Cells[c].Length));
    }

    /// <summary>The column of ids, known by its name.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="channels">Columns that are channels by their names.</param>
    /// <returns>The column, taken, or −1.</returns>
    public static int FindId(CsvColumns columns, IReadOnlyList<string> channels) => FindNamed(columns, _idNames, channels);

    /// <summary>Checks what holds for every format.</summary>
    /// <param name="data">What was read.</param>
    /// <param name="options">What its columns mean.</param>
    public static ClassData Checked(ClassData data, ClassReadOptions options)
    {
        foreach (ClassSample sample in data.Samples)
        {
            if (options.NeedsLabels && sample.Label.Length == 0)
            {
                throw new DataFormatException(data.Name, sample.Line, 0, "the class is missing. Write it, or remove the line.");
            }

            int steps = data.IsText ? 1 : data.StepsOf(sample);
            if (steps == 0)
            {
                throw new DataFormatException(data.Name, sample.Line, 0, $"the sequence {sample.Id} has no step. Remove it, or write its values.");
            }

            if (steps > MostSteps || sample.Text.Length > 8 * MostSteps)
            {
                throw new DataFormatException(
                    data.Name, sample.Line, 0, $"the sequence {sample.Id} has {Math.Max(steps, sample.Text.Length):N0} steps or letters; at most {MostSteps:N0} steps are read. Cut it, or thin it out.");
            }
        }

        return data;
    }

    private static int FindNamed(CsvColumns columns, string[] names, IReadOnlyList<string> channels)
    {
        foreach (string known in names)
        {
            int column = Array.FindIndex(columns.Header, h => h.Equals(known, StringComparison.OrdinalIgnoreCase));
            if (column >= 0 && !columns.IsTaken(column) && !channels.Contains(columns.Header[column]))
            {
                return columns.Take(column);
            }
        }

        return -1;
    }

    private static bool HoldsWords(CsvColumns columns, int column) =>
        2 * columns.Sample.Count(r => r.Cells[column].Contains(' ', StringComparison.Ordinal) && r.Cells[column].Any(char.IsLetter)) > columns.Sample.Count;

    private static string FirstLines(TextReader reader, out TextReader whole)
    {
        const int Letters = 1 << 16;
        var letters = new char[Letters];
        string beginning = new(letters, 0, reader.ReadBlock(letters, 0, Letters));
        whole = new JoinedReader(beginning.TrimStart('\uFEFF'), reader);
        foreach (string line in beginning.Split('\n'))
        {
            string text = line.Trim(' ', '\r', '\t', '\uFEFF');
            if (text.Length > 0 && text[0] != '#')
            {
                return text;
            }
        }

        return "";
    }
}
