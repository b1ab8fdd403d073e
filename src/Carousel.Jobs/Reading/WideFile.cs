using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Reads files of the M4 competition: a header, then a row for each series, its id and as many values as it has. Rows
/// end where the series does, or in empty cells.
/// </summary>
internal static class WideFile
{
    // What the column of ids is called where a table names it.
    private const string IdName = "id";

    /// <summary>What the values are called where a table names their column.</summary>
    public const string ValueName = "value";

    // Two columns of such names may be a table of numbers without column names.
    private const int LeastNames = 3;

    private static readonly OptionTable _names = OptionTable.Of(typeof(ReadOptions));

    /// <summary>Whether a file begins as those of the competition do: with the names V1, V2, V3 and so on.</summary>
    /// <param name="beginning">The first characters of the file; the header may be cut.</param>
    public static bool IsLikely(string beginning)
    {
        int end = beginning.IndexOf('\n', StringComparison.Ordinal);
        ReadOnlySpan<char> header = beginning.AsSpan(0, end < 0 ? beginning.Length : end);
        int names = 0;
        foreach (Range cell in header.Split(CsvDialect.FindDelimiter(beginning)))
        {
            ReadOnlySpan<char> name = header[cell].Trim().Trim('"');
            bool isCut = end < 0 && cell.End.GetOffset(header.Length) == header.Length;
            if (name is not ['V', ..] || !int.TryParse(name[1..], NumberStyles.None, null, out int number)
                || number != names + 1)
            {
                return isCut && names >= LeastNames;
            }

            names++;
        }

        return names >= LeastNames;
    }

    /// <summary>Reads the series.</summary>
    /// <param name="reader">The text, from its beginning.</param>
    /// <param name="path">How messages call the file.</param>
    /// <param name="delimiter">What separates cells.</param>
    /// <param name="options">How cells are written.</param>
    /// <exception cref="DataFormatException">A cell is not a number, or the columns asked for do not exist.</exception>
    public static SeriesSet Read(TextReader reader, string path, char delimiter, ReadOptions options)
    {
        RequireFit(path, options);
        using var rows = new CsvRows(path, reader, delimiter);
        var numbers = new CellNumbers(options.DecimalSeparator ?? '.', options.Missing);
        var lines = new Dictionary<string, long>();
        var series = new List<Series>();
        var missing = new MissingCells();
        var bad = new BadRows(path, options);
        var notes = new List<string>();
        rows.TryRead(out CsvLine header);
        while (rows.TryRead(out CsvLine row))
        {
            string id = row.Cells[0];
            if (!lines.TryAdd(id, row.Line))
            {
                throw new DataFormatException(
                    path, row.Line, 1, $"series '{id}' already appears on line {lines[id]}. Give each a different id.");
            }

            try
            {
                float[] values = Values(row, path, header.Cells, numbers, missing);
                series.Add(new Series([ValueName], [values], id: id));
                bad.Read(row);
            }
            catch (DataFormatException fault) when (bad.Skips(row, fault))
            {
            }
        }

        bad.Finish(notes);
        return series.Count == 0
            ? throw new DataFormatException($"{path} has no series: a header, then a row for each series is expected.")
            : new SeriesSet(
                series, new SeriesRoles([ValueName], [], [], []), path,
                [
                    "Each row is a series, as in the files of the M4 competition; its values are numbered.",
                    .. Optional.Of(missing.Note(ValueName)),
                    .. notes,
                ],
                idName: IdName);
    }

    private static float[] Values(
        CsvLine row, string path, string[] header, CellNumbers numbers, MissingCells missing)
    {
        int count = row.Cells.Length;
        while (count > 1 && numbers.IsMissing(row.Cells[count - 1]))
        {
            count--;
        }

        if (count == 1)
        {
            throw new DataFormatException(
                path, row.Line, 0, $"series '{row.Cells[0]}' has no values. Add some, or remove the line.");
        }

        var values = new float[count - 1];
        for (int c = 1; c < count; c++)
        {
            string cell = row.Cells[c];
            if (numbers.IsMissing(cell))
            {
                values[c - 1] = float.NaN;
            }
            else if (!numbers.TryRead(cell, out values[c - 1]))
            {
                string name = c < header.Length ? header[c] : Invariant.Of($"V{c + 1}");
                throw numbers.Refuse(path, row.Line, c + 1, name, cell);
            }
        }

        // Only now: the cells of a series that is skipped do not count.
        foreach (string cell in row.Cells[1..count].Where(numbers.IsMissing))
        {
            missing.Add(cell);
        }

        return values;
    }

    // Rejects columns other than ids and values, and times: the format does not have them.
    private static void RequireFit(string path, ReadOptions options)
    {
        IEnumerable<string> wanted = (options.Targets ?? []).Where(t => t is not (ValueName or ReadOptions.All))
            .Concat(options.Known).Concat(options.Past.Where(p => p != ReadOptions.All)).Concat(options.Static)
            .Concat(options.Id is null or IdName ? [] : [options.Id])
            .Concat(options.Time is null or ReadOptions.None ? [] : [options.Time]);
        if (wanted.FirstOrDefault() is { } column)
        {
            throw _names.Unfit(
                $"{path}: column '{column}' does not exist where each row is a series: the values are called "
                + $"'{ValueName}', their series '{IdName}'. Leave it out, or pass {{Format}} table.",
                column);
        }

        if (options.Every is not null)
        {
            throw _names.Unfit($"{path}: {{Every}} needs time stamps, and a row of values has none. Leave it out.");
        }
    }
}
