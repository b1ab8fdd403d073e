using Carousel.Data;
using Carousel.Tasks.Reading;
using Carousel.Tasks.Sound;

namespace Carousel.Tasks.Classification.Reading;

/// <summary>Reads tables with one recording a row: a column of WAV files, named from the table's folder, and one of classes.</summary>
internal static class SoundTable
{
    /// <summary>The column of files: the one whose cells end in <c>.wav</c>.</summary>
    /// <param name="columns">The columns.</param>
    /// <returns>The column, or −1.</returns>
    public static int FindFile(CsvColumns columns) => Array.FindIndex(
        [.. Enumerable.Range(0, columns.Header.Length)],
        c => !columns.IsTaken(c) && columns.Sample.Count > 0 && columns.Sample.All(r => r.Cells[c].EndsWith(".wav", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Reads a table.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="name">How messages call it: its path, from whose folder files are named.</param>
    /// <param name="label">The column of classes, or −1.</param>
    /// <param name="options">What its columns mean.</param>
    /// <returns>The recordings.</returns>
    public static ClassData Read(CsvFile file, CsvColumns columns, string name, int label, ClassReadOptions options)
    {
        int path = options.File is { } asked ? columns.Take(asked, "--file-column") : columns.Take(FindFile(columns));
        int group = options.Group is { } named ? columns.Take(named, "--group") : -1;
        string folder = Path.GetDirectoryName(name) ?? "";
        var samples = new List<ClassSample>();
        foreach (CsvLine row in file.Rows)
        {
            string own = FolderFile.Within(folder, row.Cells[path], name, row.Line, path + 1);
            if (!File.Exists(own))
            {
                throw new DataFormatException(name, row.Line, path + 1, $"the file '{row.Cells[path]}' is not there. Correct its name, which begins at the table's folder, or remove the line.");
            }

            (SoundRecording sound, float[] values) = SoundFolder.Open(own, options);
            samples.Add(new ClassSample(label < 0 ? "" : row.Cells[label], row.Line)
            {
                Id = row.Cells[path],
                Group = group < 0 ? "" : row.Cells[group],
                Values = values,
                Sound = sound,
                Rows = [.. Enumerable.Repeat(row.Row, values.Length / options.Sound.Features)],
            });
        }

        return SoundFolder.Of(name, samples, options, $"Recordings stand in column '{columns.Header[path]}'{(label < 0 ? "" : $", classes in '{columns.Header[label]}'")}.");
    }
}
