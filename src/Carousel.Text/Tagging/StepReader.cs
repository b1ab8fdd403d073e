using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Tagging;

/// <summary>
/// Reads sequences of numbers with a label for each step: CSV in long format, one row per step, in the file's order.
/// </summary>
/// <remarks>
/// The column of ids is <c>id</c> (none: the file is one sequence), that of labels <c>label</c> or the one that is
/// asked for; every other column holds numbers.
/// </remarks>
internal static class StepReader
{
    private static readonly string[] _idNames =
        "id series sequence series_id sequence_id subject subject_id user user_id session trial".Split(' ');

    // Only without one of those, and never a column that a model measures.
    private static readonly string[] _unitNames =
        "unit machine machine_id device device_id engine patient patient_id person".Split(' ');

    // A column y next to one called x is a coordinate, so that it comes last.
    private static readonly string[] _labelNames = "label tag state activity class target y".Split(' ');

    /// <summary>How a file tells its sequences apart, for a person.</summary>
    public static string WhatDivides =>
        "Rows are one sequence. If a column of ids separates sequences, rename it to id.";

    /// <summary>Whether a file is read so, by its name.</summary>
    public static bool IsFor(string path) =>
        path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="label">The column of labels; null finds it.</param>
    /// <param name="channels">The columns of numbers, where a model names them; null for all that are left.</param>
    /// <param name="needsLabels">True where a file without labels is an error.</param>
    /// <param name="options">How cells are written, and how many bad rows are skipped; null for the defaults.</param>
    /// <exception cref="DataFormatException">It cannot be read as such a file: the line, and what to do.</exception>
    public static TokenFile Read(
        string path, string? label, IReadOnlyList<string>? channels, bool needsLabels, ReadOptions? options = null)
    {
        options ??= new ReadOptions();
        using (TextFile.Open(path))
        {
            // Rejects files that are not tables; the text itself is read strictly.
        }

        using var text = new StringReader(TextFile.ReadText(path));
        var bad = new BadRows(path, options);
        using var file = CsvFile.Open(text, path, options.Delimiter, options.DecimalSeparator, bad);
        string[] header = file.Header;
        int id = IdOf(header, channels ?? []);
        int labels = label is null ? ColumnNames.Find(header, _labelNames) : Array.IndexOf(header, label);
        var cells = new CellNumbers(file.DecimalSeparator, options.Missing);
        var columns = new CsvColumns(path, header, file.Sample, cells, options, options);
        // Numbers in a column that is called a time, such as a period, are a channel.
        bool hasTime = channels is null && columns.FindTime(
            null, name => Array.IndexOf(header, name) is var c && (c == id || c == labels || columns.IsNumeric(c)),
            null);
        int[] texts = [.. Enumerable.Range(0, header.Length)
            .Where(c => c != id && !columns.IsTaken(c) && !columns.IsNumeric(c))];
        labels = labels < 0 && label is null && texts is [var only] ? only : labels;
        if (labels < 0 && needsLabels)
        {
            throw OptionTable.None.Unfit(
                $"{path} has no column '{label ?? "label"}'. {CsvColumns.Describe(header)} Name the column of labels "
                + $"by {{Label}}.", label);
        }

        int[] free = [.. Enumerable.Range(0, header.Length).Where(c => c != id && c != labels && !columns.IsTaken(c))],
            counters = channels is null ? [.. free.Where(c => columns.IsCounter(c, id < 0 ? [] : [id]))] : [];
        int[] numbers = channels is null ? [.. free.Except(counters)] : Places(header, channels, path);
        if (numbers.Length == 0)
        {
            throw new DataFormatException(
                $"{path} has no column of numbers apart from ids and labels. For tokens of text, name the columns "
                + "word and tag.");
        }

        var steps = new Dictionary<string, List<(CsvLine Row, float[] Numbers)>>(StringComparer.Ordinal);
        foreach (CsvLine row in file.Rows)
        {
            try
            {
                RequireLabel(row);
                float[] values = [.. numbers.Select(c => cells.TryRead(row.Cells[c], out float value) ? value
                    : throw Refuse(path, row.Line, c, header[c], row.Cells[c]))];
                string name = id < 0 ? "" : row.Cells[id];
                (steps.TryGetValue(name, out var own) ? own : steps[name] = []).Add((row, values));
                bad.Read(row);
            }
            catch (DataFormatException fault) when (bad.Skips(row, fault))
            {
                // Counted and named in the notes.
            }
        }

        List<string> notes =
        [
            .. file.Notes,
            .. Optional.Of(hasTime ? $"Column '{columns.Times!.Name}' has times, and is not read." : null),
            .. counters.Select(c => $"Column '{header[c]}' counts the rows, and is not read."),
        ];
        bad.Finish(notes);
        TokenSentence[] sentences = [.. steps.Select(pair => Sentence(pair.Key, pair.Value))];
        return new TokenFile(path, sentences, id < 0 ? "row" : header[id], labels < 0 ? "" : header[labels])
        {
            Channels = [.. numbers.Select(c => header[c])],
            Notes = notes,
        };

        void RequireLabel(CsvLine row)
        {
            if (labels >= 0 && needsLabels && row.Cells[labels].Length == 0)
            {
                throw new DataFormatException(
                    path, row.Line, labels + 1,
                    $"the label in column '{header[labels]}' is empty. Write it, or remove the row.");
            }
        }

        TokenSentence Sentence(string name, List<(CsvLine Row, float[] Numbers)> steps) => new(
            [.. steps.Select((_, t) => (t + 1).ToString(CultureInfo.InvariantCulture))],
            labels < 0 ? [] : [.. steps.Select(s => s.Row.Cells[labels])], steps[0].Row.Line)
        {
            Name = name,
            Rows = [.. steps.Select(s => s.Row.Row)],
            Numbers = [.. steps.SelectMany(s => s.Numbers)],
        };
    }

    /// <summary>The column that tells sequences apart, or −1.</summary>
    /// <param name="header">The names of all columns.</param>
    /// <param name="channels">The columns of numbers of a model.</param>
    public static int IdOf(string[] header, IReadOnlyList<string> channels)
    {
        int Find(string[] names) => Array.FindIndex(
            header, h => names.Contains(h, StringComparer.OrdinalIgnoreCase) && !channels.Contains(h));
        return Find(_idNames) is >= 0 and var id ? id : Find(_unitNames);
    }

    /// <summary>Where the columns of a model stand.</summary>
    /// <param name="header">The names of all columns.</param>
    /// <param name="channels">Those of the model.</param>
    /// <param name="path">How messages call the table.</param>
    /// <exception cref="DataFormatException">One is missing.</exception>
    public static int[] Places(string[] header, IReadOnlyList<string> channels, string path) =>
    [
        .. channels.Select(c => Array.IndexOf(header, c) is >= 0 and int found ? found
            : throw new DataFormatException(
                $"{path} has no column '{c}', which the model was trained on. {CsvColumns.Describe(header)}")
            {
                MissingColumn = c,
            }),
    ];

    /// <summary>The error for a cell that is not a number.</summary>
    public static DataFormatException Refuse(string path, long line, int column, string name, string cell) =>
        new(path, line, column + 1, cell.Length == 0
            ? $"the cell of column '{name}' is empty. Write a number, or remove the row."
            : $"'{cell}' in column '{name}' is not a number. Correct it, or rename the column to id if it "
                + "separates sequences. Text belongs in a tab-separated file, one token per line, followed by its "
                + "label.");
}
