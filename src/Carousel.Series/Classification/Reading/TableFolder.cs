using System.Text;
using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Classification;

/// <summary>Reads tables or texts of which each is one sequence: one file, or a folder of them with a folder for
/// each class.</summary>
internal static partial class TableFolder
{
    // Names that no column has.
    private const string Id = "\u001fid", Label = "\u001flabel";

    private const int Named = 3;

    private static readonly string[] _endings = ".csv .tsv .csv.gz .tsv.gz".Split(' ');

    /// <summary>What may separate cells.</summary>
    public static readonly char[] Separators = [',', ';', '|', '\t'];

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="all">The paths of its files, from the folder, in ordinal order.</param>
    /// <param name="notes">Notes on them.</param>
    /// <param name="options">How the classes are found.</param>
    /// <param name="find">The class and the group of a file below the folder.</param>
    /// <returns>The sequences by their paths, in ordinal order; null without a table or text.</returns>
    /// <exception cref="DataFormatException">A file can't be read, or has other channels.</exception>
    public static ClassData? Read(
        string folder, string[] all, string[] notes, ClassReadOptions options,
        Func<string, string, (string Label, string Group)> find)
    {
        string[] files =
            [.. all.Where(f => _endings.Any(e => f.EndsWith(e, StringComparison.OrdinalIgnoreCase)))];
        if (files.Length == 0)
        {
            files = [.. all.Where(IsText)];

            // Collections of texts have lists and a description next to the folders of their classes.
            string[] outside = options is { NeedsLabels: true, Pattern: null }
                ? [.. files.Where(f => !f.Contains('/'))]
                : [];
            if (outside.Length > 0 && outside.Length < files.Length)
            {
                files = [.. files.Except(outside)];
                notes =
                [
                    .. notes,
                    $"{FigureText.Counted(outside.Length, "text file")} in no folder of a class "
                    + $"{(outside.Length == 1 ? "is" : "are")} not read: {FigureText.Listed(outside, Named)}.",
                ];
            }

            string[] texts = [.. files.Select(f => TextFile.ReadText(Path.Combine(folder, f)))];
            int tables = texts.Count(HoldsNumbers);
            if (2 * tables > texts.Length && tables < texts.Length)
            {
                string odd = Path.Combine(folder, files[Array.FindIndex(texts, text => !HoldsNumbers(text))]);
                throw new DataFormatException(
                    $"{odd} is not a table of numbers like most files of {folder}. Correct it, or move it elsewhere.");
            }

            if (tables < texts.Length)
            {
                return new ClassData(folder, [], [.. files.Zip(texts, (file, text) =>
                {
                    string path = Path.Combine(folder, file);
                    (string label, string group) = find(path, file);
                    return Text(path, text, file) with { Label = label, Group = group };
                })])
                {
                    Notes = ["Each file is a text.", .. notes],
                    HasWholeFiles = true,
                };
            }
        }

        ClassData? first = null;
        List<ClassSample> samples = [];
        foreach (string file in files)
        {
            string path = Path.Combine(folder, file);
            (string label, string group) = find(path, file);
            using TextReader reader = TextFile.Open(path);
            ClassData one = ReadOne(reader, path, options, file, label);
            first ??= one;
            ClassSplit.RequireChannels(one, isText: false, first.Channels, $"{first.Name} has");
            samples.AddRange(one.Samples.Select(s => s with { Group = group }));
        }

        return first is null ? null : first with
        {
            Name = folder,
            Samples = samples,
            Notes = ["Each file is a sequence; its rows are the steps.", .. notes, .. first.Notes],
            HasWholeFiles = true,
        };
    }

    /// <summary>Whether a file is a text, or a table that is written as one.</summary>
    /// <param name="path">The file.</param>
    public static bool IsText(string path) => path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);

    /// <summary>A text that is one file.</summary>
    /// <param name="path">How messages call it.</param>
    /// <param name="text">The text.</param>
    /// <param name="id">What it is called.</param>
    public static ClassSample Text(string path, string text, string id) => string.IsNullOrWhiteSpace(text)
        ? throw new DataFormatException($"{path} contains no text. Write one, or remove the file.")
        : new ClassSample("", 1) { Id = id, Text = text };

    /// <summary>Whether all lines but the first, which may name columns, are numbers.</summary>
    private static bool HoldsNumbers(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 0 && lines.Skip(lines.Length > 1 ? 1 : 0).All(line => line
            .Split([.. Separators, ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(CsvFile.IsValue));
    }

    /// <summary>Reads one table as one sequence.</summary>
    /// <param name="reader">The table.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="options">How its cells are written.</param>
    /// <param name="id">What the sequence is called.</param>
    /// <param name="label">Its class; empty if it is not known.</param>
    public static ClassData ReadOne(
        TextReader reader, string path, ClassReadOptions options, string id, string label)
    {
        string table = reader.ReadToEnd();
        if (IsText(path) && table.IndexOfAny(Separators) < 0)
        {
            table = Blanks().Replace(table, "\t");
        }

        using var file = CsvFile.Open(
            new StringReader(table), path, options.Cells.Delimiter, options.Cells.DecimalSeparator,
            new BadRows(path, options.Cells));
        var text = new StringBuilder();
        AddLine(text, [Id, Label, .. file.Header], file.Delimiter);
        foreach (CsvLine row in file.Rows)
        {
            AddLine(text, [id, label, .. row.Cells], file.Delimiter);
        }

        ClassData data = ClassReader.Read(
            new StringReader(text.ToString()), path, options with { Id = Id, Label = Label, Text = null });
        return data with
        {
            LabelColumn = null,
            IdColumn = null,
            Carried = null,
            Notes = [.. data.Notes.Where(note => !note.Contains(Id))],
        };
    }

    // Not at the beginning and the end of a line.
    [GeneratedRegex(@"(?<=\S) +(?=\S)")]
    private static partial Regex Blanks();

    private static void AddLine(StringBuilder text, IEnumerable<string> cells, char delimiter) =>
        text.AppendJoin(delimiter, cells.Select(cell => CsvCell.Of(cell, delimiter))).Append('\n');
}
