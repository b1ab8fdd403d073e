using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Classification;

/// <summary>
/// Reads tables with one sequence of numbers a row and no header, as those of the UCR archive: the class, then the
/// values; shorter sequences end with NaN.
/// </summary>
internal static class WideTable
{
    /// <summary>The name of the channel, the same as in <c>.ts</c>.</summary>
    public const string Channel = "value";

    private const int LeastColumns = 3;

    /// <summary>Whether a file is such a table, and nothing else was asked for.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="numbers">How numbers are read.</param>
    /// <param name="options">What its columns mean.</param>
    public static bool IsMeant(CsvFile file, CellNumbers numbers, ClassReadOptions options) =>
        !file.HasHeader && file.Header.Length >= LeastColumns
        && options is { Text: null, Id: null, Time: null, File: null, Group: null }
        && options.Channels is [] or [Channel] && (options.Label ?? file.Header[0]) == file.Header[0]
        && file.Sample.TrueForAll(r => r.Cells.Skip(1).All(c => numbers.IsMissing(c) || numbers.TryRead(c, out _)))
        && (!options.NeedsLabels || HasClasses(file));

    /// <summary>Reads a table.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="bad">Takes rows that cannot be read.</param>
    /// <param name="numbers">How numbers are read.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="options">What its columns mean.</param>
    public static ClassData Read(
        CsvFile file, BadRows bad, CellNumbers numbers, string name, ClassReadOptions options)
    {
        // A file to be classified may lack the classes.
        int first = HasClasses(file) ? 1 : 0;
        var samples = new List<ClassSample>();
        foreach (CsvLine row in file.Rows)
        {
            float[] values;
            try
            {
                values = Values(row, first, file, numbers, name);
            }
            catch (DataFormatException fault) when (bad.Skips(row, fault))
            {
                continue;
            }

            bad.Read(row);
            samples.Add(new ClassSample(first == 0 ? "" : ClassOf(row.Cells[0]) ?? row.Cells[0], row.Line)
            {
                Id = (samples.Count + 1).ToString(CultureInfo.InvariantCulture),
                Values = values,
                Rows = [.. Enumerable.Repeat(row.Row, values.Length)],
            });
        }

        var skipped = new List<string>();
        bad.Finish(skipped);
        return new ClassData(name, [Channel], samples)
        {
            Notes =
            [
                $"The file has one sequence per row{(first == 0 ? "" : ", its class in the first column")}; NaN at its "
                + "end is not a step.",
                .. skipped,
            ],
            LabelColumn = options.NeedsLabels ? file.Header[0] : null,
        };
    }

    private static bool HasClasses(CsvFile file) => file.Sample.TrueForAll(r => ClassOf(r.Cells[0]) is not null);

    /// <summary>A class of the archive is a whole number, in some files with an exponent; null for anything
    /// else.</summary>
    private static string? ClassOf(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && Math.Abs(number) < 1e6 && Math.Floor(number) == number
            ? Invariant.Of($"{number:0}")
            : null;

    private static float[] Values(CsvLine row, int first, CsvFile file, CellNumbers numbers, string name)
    {
        int end = Math.Max(first, 1 + Array.FindLastIndex(row.Cells, c => !numbers.IsMissing(c)));

        float[] values = [.. Enumerable.Repeat(float.NaN, end - first)];
        for (int t = 0; t < values.Length; t++)
        {
            string cell = row.Cells[first + t];
            if (!numbers.IsMissing(cell) && !numbers.TryRead(cell, out values[t]))
            {
                throw numbers.Refuse(name, row.Line, first + t + 1, file.Header[first + t], cell);
            }
        }

        return values;
    }
}
