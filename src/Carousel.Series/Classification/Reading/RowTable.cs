using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Sound;

namespace Carousel.Classification;

/// <summary>Reads tables with one sequence a row: a column of texts or of WAV files, and one of classes.</summary>
internal static class RowTable
{
    private const int MostNamed = 3, MostUnread = 5;

    /// <summary>Reads a table of texts.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="bad">Takes rows that cannot be read.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="label">The column of classes, or −1.</param>
    /// <param name="text">The column of texts.</param>
    /// <param name="options">What its columns mean.</param>
    public static ClassData ReadTexts(
        CsvFile file, CsvColumns columns, BadRows bad, string name, int label, int text, ClassReadOptions options)
    {
        int id = options.Id is { } named ? columns.Take(named, nameof(options.Id)) : ClassReader.FindId(columns);
        var empty = new List<long>();
        (IReadOnlyList<ClassSample> samples, CarriedRows carried) = Rows(
            file, columns.All, Group(columns, options), bad, name, (label, id), options, (row, sample) =>
        {
            if (!string.IsNullOrWhiteSpace(row.Cells[text]))
            {
                return sample with { Id = id < 0 ? sample.Id : row.Cells[id], Text = row.Cells[text] };
            }

            empty.Add(row.Line);
            return options.KeepsCells ? null : throw new DataFormatException(
                name, row.Line, text + 1,
                $"the text in column '{columns.Header[text]}' is empty. Write it, or remove the line.");
        });
        if (samples.Count == 0)
        {
            throw new DataFormatException(
                name, empty[0], text + 1, $"every text in column '{columns.Header[text]}' is empty. Write one.");
        }

        int joined = file.IsJson ? 0 : samples.Count(s => s.Text.Contains('\n'));
        return new ClassData(name, [], samples)
        {
            TextColumn = columns.Header[text],
            Carried = carried,
            Notes =
            [
                Note("Texts", columns, text, label), .. Unread(columns, options),
                .. Optional.Of(joined == 0 ? null
                    : $"{FigureText.Counted(joined, "text")} in quotation marks span more than one line. If this is "
                        + "not intended, close the marks, or separate columns by tabs, where marks have no meaning."),
                .. Optional.Of(!options.KeepsCells || empty.Count == 0 ? null
                    : $"{FigureText.Counted(empty.Count, "row")} without text, and so without an answer: line"
                        + $"{(empty.Count == 1 ? "" : "s")} "
                        + $"{FigureText.Listed([.. empty.Select(l => $"{l}")], MostNamed)}."),
            ],
        };
    }

    /// <summary>Reads a table of recordings, named from the table's folder.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="bad">Takes rows that cannot be read.</param>
    /// <param name="name">How messages call it: its path, from whose folder files are named.</param>
    /// <param name="label">The column of classes, or −1.</param>
    /// <param name="path">The column of WAV files.</param>
    /// <param name="options">What its columns mean.</param>
    public static ClassData ReadSound(
        CsvFile file, CsvColumns columns, BadRows bad, string name, int label, int path, ClassReadOptions options)
    {
        string folder = Path.GetDirectoryName(name) ?? "";
        (IReadOnlyList<ClassSample> samples, CarriedRows carried) = Rows(
            file, columns.All, Group(columns, options), bad, name, (label, path), options with { KeepsCells = true },
            (row, sample) =>
        {
            string own = FolderFile.Within(folder, row.Cells[path], name, row.Line, path + 1);
            if (!File.Exists(own))
            {
                throw new DataFormatException(
                    name, row.Line, path + 1,
                    $"the file '{row.Cells[path]}' does not exist. Correct its path, relative to the table's folder, "
                    + "or remove the line.");
            }

            (SoundRecording sound, float[] values) = SoundFolder.Open(own, options);
            return sample with
            {
                Id = row.Cells[path],
                Values = values,
                Sound = sound,
                Rows = [.. Enumerable.Repeat(row.Row, values.Length / options.Sound.Features)],
            };
        });
        return SoundFolder.Of(
            name, samples, options,
            [Note("Recordings", columns, path, label), .. ClassReader.GroupNote(options, carried)]) with
        {
            Carried = carried,
        };
    }

    /// <summary>The columns that training does not read.</summary>
    private static string[] Unread(CsvColumns columns, ClassReadOptions options)
    {
        int[] unread = options.KeepsCells ? []
            : [.. columns.Free];
        string choice = unread.Any(c => ClassReader.HoldsWords(columns, c))
            ? " Choose the column of texts with --text-column."
            : "";
        return unread.Length == 0 ? [] :
        [
            $"{FigureText.Counted(unread.Length, "column")} {(unread.Length == 1 ? "is" : "are")} not read: "
            + $"{FigureText.Listed(columns.Names(unread), MostUnread)}.{choice}",
        ];
    }

    private static int Group(CsvColumns columns, ClassReadOptions options) =>
        options.Group is { } named ? columns.Take(named, nameof(options.Group)) : -1;

    /// <summary>The rows as sequences, and the columns that are copied to the answers: all but what they are
    /// called.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="columns">Columns that may be copied.</param>
    /// <param name="group">The column of groups, or −1.</param>
    /// <param name="bad">Takes rows that cannot be read.</param>
    /// <param name="name">How messages call the file.</param>
    /// <param name="found">The columns of classes and of ids, or −1.</param>
    /// <param name="options">What its columns mean.</param>
    /// <param name="fill">Adds the values of a row to its sequence; null for a row without an answer.</param>
    /// <param name="first">The first row that is a sequence.</param>
    public static (IReadOnlyList<ClassSample> Samples, CarriedRows Carried) Rows(
        CsvFile file, IEnumerable<int> columns, int group, BadRows bad, string name, (int Label, int Id) found,
        ClassReadOptions options, Func<CsvLine, ClassSample, ClassSample?> fill, int first = 0)
    {
        int[] kept = [.. columns.Where(c => c != found.Id && (c != found.Label || !options.NeedsLabels))];
        var samples = new List<ClassSample>();
        var carried = new List<(string Id, int Answer, IReadOnlyList<string> Cells)>();
        foreach (CsvLine row in file.Rows.Skip(first))
        {
            var own = new ClassSample(found.Label < 0 ? "" : row.Cells[found.Label], row.Line)
            {
                Id = $"{row.Row + 1 - first}",
                Group = group < 0 ? "" : row.Cells[group],
                Rows = [row.Row],
            };
            ClassSample? filled;
            try
            {
                ClassReader.RequireLabel(name, own, options);
                filled = fill(row, own);
            }
            catch (DataFormatException fault) when (bad.Skips(row, fault))
            {
                continue;
            }

            bad.Read(row);
            if (options.KeepsCells)
            {
                carried.Add((
                    filled?.Id ?? (found.Id < 0 ? own.Id : row.Cells[found.Id]), filled is null ? -1 : samples.Count,
                    [.. kept.Select(c => row.Cells[c])]));
            }

            samples.AddRange(filled is null ? [] : [filled]);
        }

        bad.Finish(file.Notes);
        return (samples, new CarriedRows([.. kept.Select(c => file.Header[c])], carried));
    }

    private static string Note(string what, CsvColumns columns, int column, int label) =>
        $"{what} are in column "
        + $"'{columns.Header[column]}'{(label < 0 ? "" : $", classes in '{columns.Header[label]}'")}.";
}
