using System.Globalization;
using Carousel.Data;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Classification.Reading;

/// <summary>Reads tables with one text a row: TSV or CSV, a column of classes and a column of texts.</summary>
internal static class TextTable
{
    /// <summary>Reads a table.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="label">The column of classes, or −1.</param>
    /// <param name="options">What its columns mean.</param>
    /// <returns>The texts.</returns>
    public static ClassData Read(CsvFile file, CsvColumns columns, string name, int label, ClassReadOptions options)
    {
        int text = options.Text is { } asked ? columns.Take(asked, "--text-column") : columns.Take(ClassReader.FindText(columns));
        int id = options.Id is { } named ? columns.Take(named, "--id") : ClassReader.FindId(columns, []);
        int group = options.Group is { } grouped ? columns.Take(grouped, "--group") : -1;
        var samples = new List<ClassSample>();
        foreach (CsvLine row in file.Rows)
        {
            string words = row.Cells[text];
            if (string.IsNullOrWhiteSpace(words))
            {
                throw new DataFormatException(name, row.Line, text + 1, $"the text in column '{columns.Header[text]}' is empty. Write it, or remove the line.");
            }

            samples.Add(new ClassSample(label < 0 ? "" : row.Cells[label], row.Line)
            {
                Id = id < 0 ? (samples.Count + 1).ToString(CultureInfo.InvariantCulture) : row.Cells[id],
                Text = words,
                Group = group < 0 ? "" : row.Cells[group],
                Rows = [row.Row],
            });
        }

        string found = label < 0
            ? $"Texts stand in column '{columns.Header[text]}'."
            : $"Texts stand in column '{columns.Header[text]}', classes in '{columns.Header[label]}'.";
        return new ClassData(name, [], samples) { Notes = [found] };
    }
}
