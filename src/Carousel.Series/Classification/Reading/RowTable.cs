using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Sound;

namespace Carousel.Classification.Reading;

/// <summary>Reads tables with one sequence a row: a column of texts or of WAV files, and one of classes.</summary>
internal static class RowTable
{
    /// <summary>Reads a table of texts.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="label">The column of classes, or −1.</param>
    /// <param name="text">The column of texts.</param>
    /// <param name="options">What its columns mean.</param>
    public static ClassData ReadTexts(
        CsvFile file, CsvColumns columns, string name, int label, int text, ClassReadOptions options)
    {
        int id = options.Id is { } named ? columns.Take(named, nameof(options.Id)) : ClassReader.FindId(columns);
        ClassSample[] samples = [.. Rows(file, columns, label, options, (row, sample) => sample with
        {
            Id = id < 0 ? sample.Id : row.Cells[id],
            Text = string.IsNullOrWhiteSpace(row.Cells[text])
                ? throw new DataFormatException(
                    name, row.Line, text + 1,
                    $"the text in column '{columns.Header[text]}' is empty. Write it, or remove the line.")
                : row.Cells[text],
        })];
        int joined = samples.Count(s => s.Text.Contains('\n', StringComparison.Ordinal));
        string[] notes = joined == 0 ? [] :
        [
            $"{FigureText.Counted(joined, "text")} in quotation marks go over more than one line. If that is not "
            + "meant, close the marks, or separate columns by tabs, where marks mean nothing.",
        ];
        return new ClassData(name, [], samples) { Notes = [Note("Texts", columns, text, label), .. notes] };
    }

    /// <summary>Reads a table of recordings, named from the table's folder.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="name">How messages call it: its path, from whose folder files are named.</param>
    /// <param name="label">The column of classes, or −1.</param>
    /// <param name="path">The column of WAV files.</param>
    /// <param name="options">What its columns mean.</param>
    public static ClassData ReadSound(
        CsvFile file, CsvColumns columns, string name, int label, int path, ClassReadOptions options)
    {
        string folder = Path.GetDirectoryName(name) ?? "";
        ClassSample[] samples = [.. Rows(file, columns, label, options, (row, sample) =>
        {
            string own = FolderFile.Within(folder, row.Cells[path], name, row.Line, path + 1);
            if (!File.Exists(own))
            {
                throw new DataFormatException(
                    name, row.Line, path + 1,
                    $"the file '{row.Cells[path]}' is not there. Correct its name, which begins at the table's folder, "
                    + $"or remove the line.");
            }

            (SoundRecording sound, float[] values) = SoundFolder.Open(own, options);
            return sample with
            {
                Id = row.Cells[path],
                Values = values,
                Sound = sound,
                Rows = [.. Enumerable.Repeat(row.Row, values.Length / options.Sound.Features)],
            };
        })];
        return SoundFolder.Of(name, samples, options, Note("Recordings", columns, path, label));
    }

    private static IEnumerable<ClassSample> Rows(
        CsvFile file, CsvColumns columns, int label, ClassReadOptions options,
        Func<CsvLine, ClassSample, ClassSample> fill)
    {
        int group = options.Group is { } named ? columns.Take(named, nameof(options.Group)) : -1;
        return file.Rows.Select((row, place) => fill(row, new ClassSample(label < 0 ? "" : row.Cells[label], row.Line)
        {
            Id = (place + 1).ToString(CultureInfo.InvariantCulture),
            Group = group < 0 ? "" : row.Cells[group],
            Rows = [row.Row],
        }));
    }

    private static string Note(string what, CsvColumns columns, int column, int label) =>
        $"{what} stand in column "
        + $"'{columns.Header[column]}'{(label < 0 ? "" : $", classes in '{columns.Header[label]}'")}.";
}
