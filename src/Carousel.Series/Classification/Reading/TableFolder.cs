using System.Text;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Classification;

/// <summary>Reads tables of which each is one sequence: one file, or a folder of them with a folder for each
/// class.</summary>
internal static class TableFolder
{
    // Names that no column has.
    private const string Id = "\u001fid", Label = "\u001flabel";

    private static readonly string[] _endings = [".csv", ".tsv", ".csv.gz", ".tsv.gz"];

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How the classes are found.</param>
    /// <param name="find">The class and the group of a file below the folder.</param>
    /// <returns>The sequences by their paths, in ordinal order; null without a table.</returns>
    /// <exception cref="DataFormatException">A table can't be read, or has other channels.</exception>
    public static ClassData? Read(
        string folder, ClassReadOptions options, Func<string, string, (string Label, string Group)> find)
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(f => _endings.Any(e => f.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
                .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal),
        ];
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
            Notes = ["Each file is a sequence; its rows are the steps.", .. first.Notes],
            HasWholeFiles = true,
        };
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
        using var file = CsvFile.Open(
            reader, path, options.Cells.Delimiter, options.Cells.DecimalSeparator, new BadRows(path, options.Cells));
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

    private static void AddLine(StringBuilder text, IEnumerable<string> cells, char delimiter) =>
        text.AppendJoin(delimiter, cells.Select(cell => CsvCell.Of(cell, delimiter))).Append('\n');
}
