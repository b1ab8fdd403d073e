using System.Globalization;
using System.Text.RegularExpressions;
using Carousel.Jobs.Reading;

namespace Carousel.Classification;

/// <summary>
/// Reads tables with one sequence of numbers a row: without a header, as those of the UCR archive, the class, then the
/// values, or the class last; with a header, columns whose names count (t0, t1, …), and a column of classes. Shorter
/// sequences end with NaN.
/// </summary>
internal static partial class WideTable
{
    /// <summary>The name of the channel, the same as in <c>.ts</c>.</summary>
    public const string Channel = "value";

    private const int LeastColumns = 3, LeastCounted = 8, MostClasses = 20, LeastOfClass = 2;

    /// <summary>A column of classes has at most this share of the different numbers of a column of values.</summary>
    private const double MostDistinct = 2 / 3.0;

    /// <summary>Names that count say what a table is, even if a few of its rows cannot be read.</summary>
    private const double LeastReadable = 0.9;

    /// <summary>The columns of values and of classes, −1 for no classes, if a file is such a table and nothing else
    /// was asked for; else null.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="numbers">How numbers are read.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="options">What its columns mean.</param>
    public static (int[] Values, int Label)? Find(
        CsvFile file, CellNumbers numbers, string name, ClassReadOptions options)
    {
        if (options is not { Text: null, Id: null, Time: null, File: null, Group: null }
            || options.Channels is not ([] or [Channel]))
        {
            return null;
        }

        string[] header = file.Header;
        bool isNamed = file.HasHeader || BeginsWithNames(file, options);
        int ending = isNamed ? -1 : FindClass(file, numbers, name, options);
        int[] values = isNamed ? Counted(file.HasHeader ? header : file.Sample[0].Cells)
            : [.. Enumerable.Range(0, header.Length).Where(c => c != ending && (c > 0 || ending <= 0 || !Counts(0)))];
        int[] others = [.. Enumerable.Range(0, header.Length).Except(values)];
        int label = !file.HasHeader ? ending
            : Array.FindIndex(header, n => options.Label is { } asked ? n == asked : ClassReader.IsNameOfLabel(n))
                is >= 0 and var named ? named
            : others.Where(c => !ClassReader.IsNameOfId(header[c]) && !IsCase(c)).ToArray() is [var only]
                && options.Label is null ? only
                : -1;

        // A data frame is saved with a column that counts its rows, without a name.
        bool Counts(int c) => SampleColumn.IsCounter(file.Sample, c, [], numbers);

        // With an id that comes again, or a time, a row is a step of many channels.
        bool IsCase(int c) =>
            (ClassReader.IsNameOfId(header[c]) || header[c] == $"column{c + 1}"
                || header[c].StartsWith("Unnamed", StringComparison.Ordinal)
                || (Counts(c) && !StepTable.IsNameOfTime(header[c])))
            && file.Sample.Select(r => r.Cells[c]).Distinct().Count() == file.Sample.Count;
        bool isMeant = values.Length >= (file.HasHeader ? LeastCounted : LeastColumns - 1)
            && Array.TrueForAll(others, c => c == label || IsCase(c))
            && !values.Contains(label) && (label >= 0 || !options.NeedsLabels)
            && file.Sample.Count(r => Array.TrueForAll(
                values, c => numbers.IsMissing(r.Cells[c]) || numbers.TryRead(r.Cells[c], out _)))
                >= file.Sample.Count * (file.HasHeader ? LeastReadable : 1);
        return isMeant ? (values, label) : null;
    }

    /// <summary>Reads a table.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="columns">Of <see cref="Find"/>.</param>
    /// <param name="bad">Takes rows that cannot be read.</param>
    /// <param name="numbers">How numbers are read.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="options">What its columns mean.</param>
    public static ClassData Read(
        CsvFile file, (int[] Values, int Label) columns, BadRows bad, CellNumbers numbers, string name,
        ClassReadOptions options)
    {
        int label = columns.Label;
        int[] unread = [.. Enumerable.Range(0, file.Header.Length).Except([.. columns.Values, label])];
        int id = unread.FirstOrDefault(c => ClassReader.IsNameOfId(file.Header[c]), -1);
        int unwanted = file.HasHeader ? 0 : file.Notes.Count;
        (IReadOnlyList<ClassSample> samples, CarriedRows carried) = RowTable.Rows(
            file, Enumerable.Range(0, file.Header.Length).Except(columns.Values), -1, bad, name, (label, id), options,
            (row, sample) =>
        {
            float[] values = Values(row, columns.Values, file, numbers, name);
            return sample with
            {
                Label = ClassOf(sample.Label) ?? sample.Label,
                Id = id < 0 ? sample.Id : row.Cells[id],
                Values = values,
                Rows = [.. Enumerable.Repeat(row.Row, values.Length)],
            };
        }, BeginsWithNames(file, options) ? 1 : 0);
        string classes = label < 0 ? ""
            : file.HasHeader ? $", its class in '{file.Header[label]}'"
            : $", its class in the {(label == 0 ? "first" : "last")} column";
        return new ClassData(name, [Channel], samples)
        {
            Carried = carried,
            Notes =
            [
                .. file.Notes.Skip(unwanted),
                $"The file has one sequence per row{classes}; NaN at its end is not a step.",
                .. unread.Select(c => $"Column '{file.Header[c]}' only identifies the rows and is not read."),
            ],
            LabelColumn = options.NeedsLabels ? file.Header[label] : null,
        };
    }

    // Columns that count from 0, as a data frame names them, are read without a class for a model of such a table.
    private static bool BeginsWithNames(CsvFile file, ClassReadOptions options) =>
        file is { HasHeader: false, Sample: [{ Cells: ["0" or "1", ..] and var cells }, ..] }
        && options is { NeedsLabels: false, Channels: [Channel], Label: null } && Counted(cells).Length == cells.Length;

    /// <summary>The longest run of columns whose names are one word and numbers that count.</summary>
    private static int[] Counted(string[] header)
    {
        (string Word, int Number)?[] names =
        [
            .. header.Select(name => CountedName().Match(name) is { Success: true } match
                && int.TryParse(match.Groups[2].ValueSpan, out int number)
                    ? (match.Groups[1].Value, number)
                    : ((string, int)?)null),
        ];
        (int start, int length) = (0, 0);
        for (int first = 0, c = 0; c < names.Length; c++)
        {
            bool goesOn = c > first && names[c] is { } own && names[c - 1] is { } before
                && own == (before.Word, before.Number + 1);
            first = goesOn ? first : c;
            (start, length) = c - first + 1 > length && names[c] is not null ? (first, c - first + 1) : (start, length);
        }

        return [.. Enumerable.Range(start, length)];
    }

    [GeneratedRegex(@"^(.*?)(\d{1,6})$")]
    private static partial Regex CountedName();

    /// <summary>The column of classes of a table without a header: the first or the last; −1 without one.</summary>
    private static int FindClass(CsvFile file, CellNumbers numbers, string name, ClassReadOptions options)
    {
        List<CsvLine> rows = file.Sample;
        int last = file.Header.Length - 1;
        bool IsWhole(int c) => rows.TrueForAll(r => ClassOf(r.Cells[c]) is not null);
        int CountOf(int c) => rows.Select(r => r.Cells[c]).Distinct().Count();
        int first = IsWhole(0) ? 0 : -1;
        if (options.Label is { } asked && asked != file.Header[0])
        {
            var columns = new CsvColumns(name, file.Header, rows, numbers, options, options.Cells);
            return asked == file.Header[last] && ColumnGuess.OfSteps(columns, options, [], last).Id < 0 ? last : -1;
        }

        if (options.Label is not null || !options.NeedsLabels || last < LeastColumns - 1 || !IsWhole(last)
            || !rows.TrueForAll(r => r.Cells.All(cell => numbers.IsMissing(cell) || numbers.TryRead(cell, out _)))
            || CountOf(last) > Math.Min(MostClasses, rows.Count / LeastOfClass))
        {
            return first;
        }

        // A file may be sorted by class, but a constant is not one where there is a better one, or in a few rows.
        if (first < 0 || CountOf(last) == 1)
        {
            return first < 0 && (CountOf(last) > 1 || rows.Count >= MostClasses) ? last : first;
        }

        // The archive has the class first, unless that has as many numbers as a column of values.
        int[] inside = [.. Enumerable.Range(1, last - 1).Select(CountOf).Order()];
        double most = MostDistinct * inside[inside.Length / 2];
        return CountOf(0) > most && CountOf(last) <= most ? last : 0;
    }

    /// <summary>A class of the archive is a whole number, in some files with an exponent; null for anything
    /// else.</summary>
    private static string? ClassOf(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && Math.Abs(number) < 1e6 && Math.Floor(number) == number
            ? Invariant.Of($"{number:0}")
            : null;

    private static float[] Values(CsvLine row, int[] columns, CsvFile file, CellNumbers numbers, string name)
    {
        float[] values = new float[1 + Array.FindLastIndex(columns, c => !numbers.IsMissing(row.Cells[c]))];
        for (int t = 0; t < values.Length; t++)
        {
            string cell = row.Cells[columns[t]];
            values[t] = float.NaN;
            if (!numbers.IsMissing(cell) && !numbers.TryRead(cell, out values[t]))
            {
                throw numbers.Refuse(name, row.Line, columns[t] + 1, file.Header[columns[t]], cell);
            }
        }

        return values;
    }
}
