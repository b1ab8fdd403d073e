using System.Data;
using System.Text.RegularExpressions;
using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Reads series from CSV files. What is not asked for is found out and said; what cannot be read is refused in one
/// sentence.
/// </summary>
public static class SeriesReader
{
    /// <summary>Reads a file of one series by the names of its columns.</summary>
    /// <param name="path">The CSV file; it may be packed with gzip.</param>
    /// <param name="target">The column to forecast.</param>
    /// <param name="time">The column of time stamps; null finds it.</param>
    /// <param name="known">Covariates known ahead.</param>
    /// <returns>The series on its grid.</returns>
    /// <exception cref="DataFormatException">The file cannot be read as asked; the message says where and what to
    /// do.</exception>
    public static SeriesSet ReadCsv(
        string path, string target, string? time = null, IReadOnlyList<string>? known = null) =>
        ReadCsv(path, new ReadOptions { Targets = [target], Time = time, Known = known ?? [] });

    /// <summary>Reads a file of one or several series.</summary>
    /// <param name="path">The CSV file; it may be packed with gzip.</param>
    /// <param name="options">The columns and forms; null finds all of them.</param>
    /// <returns>The series, each on its grid, and notes on the reading.</returns>
    /// <exception cref="DataFormatException">The file cannot be read as asked; the message says where and what to
    /// do.</exception>
    public static SeriesSet ReadCsv(string path, ReadOptions? options = null) =>
        Read(path, path, options ?? new ReadOptions()).Set;

    /// <summary>Reads a file of one or several series into memory, or into a file of columns from which series are read
    /// when they are needed.</summary>
    /// <param name="path">The CSV file; it may be packed with gzip.</param>
    /// <param name="options">The columns and forms.</param>
    /// <param name="storage">Where the rows lie.</param>
    /// <returns>The series: the same wherever they lie.</returns>
    /// <exception cref="DataFormatException">The file cannot be read as asked, or the columns not be
    /// written.</exception>
    public static SeriesSet ReadCsv(string path, ReadOptions options, StorageOptions storage)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(storage);
        bool isOnDisk = storage.Place is { } place ? place == RowPlace.Disk : TableSize.IsTooLarge(path);
        return !isOnDisk ? ReadCsv(path, options) : WithIds(path, options with { FindsOffsets = false }, asked =>
        {
            using TextReader reader = TextFile.Open(path);
            return ReadToDisk(reader, path, asked, Path.GetDirectoryName(Path.GetFullPath(path))!);
        });
    }

    /// <summary>As <see cref="Read(TextReader, string, ReadOptions?)"/>, of a file.</summary>
    /// <param name="path">The CSV file; it may be packed with gzip.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="options">The columns and forms.</param>
    internal static (SeriesSet Set, IReadOnlyList<int[]> Rows) Read(string path, string name, ReadOptions options) =>
        WithIds(path, options, asked =>
        {
            using TextReader reader = TextFile.Open(path);
            return Read(reader, name, asked);
        });

    // Rows that repeat their times are read again, where columns tell their series apart. Intervals would hide that,
    // so they are not read before. Sums are of all rows: a total is wanted as often as those of shops.
    private static T WithIds<T>(string path, ReadOptions options, Func<ReadOptions, T> read)
    {
        if (options is { Every: not null, Id: null, Groups.Count: 0, KeepsCodes: false }
            && new FileInfo(path) is { Exists: true, Length: > 0 })
        {
            try
            {
                options = FindIds(path, options);
            }
            catch (DataFormatException)
            {
                // The reader explains what is wrong.
            }

            return read(options);
        }

        try
        {
            return read(options);
        }
        catch (DataFormatException fault)
            when (fault.MayBeSeveral && options.Id is null && FindIds(path, options) is { Id: not null } found)
        {
            return read(found);
        }
    }

    private static ReadOptions FindIds(string path, ReadOptions options)
    {
        using TextReader reader = TextFile.Open(path);
        using var file = CsvFile.Open(
            reader, path, options.Delimiter, options.DecimalSeparator, new BadRows(path, options));
        (CsvLayout layout, IEnumerable<CsvLine> rows) = LayoutOf(file, path, options);
        return layout.Ids.Length > 0 || layout.Times is null ? options
            : Sampling.Parse(options.Every ?? "")?.Kind != SamplingKind.Sum && IdColumns.Find(layout, rows) is { } ids
                ? options with { Id = string.Join(',', layout.Names(ids)), HasFoundId = true }
            : IdColumns.Named(layout) is >= 0 and var named && (layout.CountDistinct(named) > 1
                || rows.Any(row => row.Cells[named] != layout.Sample[0].Cells[named]))
                ? options with { Joined = layout.Header[named] }
            : options;
    }

    /// <summary>Reads CSV text.</summary>
    /// <param name="reader">The text, read to its end.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="options">The columns and forms; null finds all of them.</param>
    /// <returns>The series, each on its grid, and notes on the reading.</returns>
    /// <exception cref="DataFormatException">The text cannot be read as asked; the message says where and what to
    /// do.</exception>
    public static SeriesSet ReadCsv(TextReader reader, string path, ReadOptions? options = null) =>
        Read(reader, path, options).Set;

    /// <summary>
    /// As <see cref="ReadCsv(TextReader, string, ReadOptions?)"/>, with the row of the table that each row of each
    /// series was read from; −1 for one that is a gap.
    /// </summary>
    public static (SeriesSet Set, IReadOnlyList<int[]> Rows) Read(TextReader reader, string path, ReadOptions? options)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(path);
        options ??= new ReadOptions();
        if (ReadWide(ref reader, path, options) is { } wide)
        {
            return (wide, [.. wide.Series.Select(s => Enumerable.Repeat(-1, s.Length).ToArray())]);
        }

        var bad = new BadRows(path, options);
        using var file = CsvFile.Open(reader, path, options.Delimiter, options.DecimalSeparator, bad);
        (CsvLayout layout, IEnumerable<CsvLine> lines) = LayoutOf(file, path, options);
        var collected = new CollectedSeries(path, layout, options);
        collected.Add(lines, bad);
        SeriesSet set = collected.ToSet();
        return (set, collected.Places(set.Series));
    }

    /// <summary>Reads the rows of a data reader, such as those of a query; NULL is a missing value.</summary>
    /// <param name="rows">The reader, before its first row; columns are known by their names.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="options">The columns and forms; null finds all of them.</param>
    /// <param name="storage">Where the rows lie; null for on disk, in a file that goes with the process.</param>
    /// <returns>The series, each on its grid, and notes on the reading.</returns>
    /// <exception cref="DataFormatException">The rows cannot be read as asked; the message says where and what to
    /// do.</exception>
    public static SeriesSet Read(
        IDataReader rows, string name, ReadOptions? options = null, StorageOptions? storage = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(name);
        options ??= new ReadOptions();
        var table = new DataRows(rows, name);
        (IReadOnlyList<CsvLine> sample, IEnumerable<CsvLine> all) = table.Read();
        var layout = new CsvLayout(name, table.Header, sample, options, new CellNumbers('.', options.Missing));
        if (storage?.Place == RowPlace.Memory)
        {
            var collected = new CollectedSeries(name, layout, options);
            collected.Add(all, new BadRows(name, options));
            return collected.ToSet();
        }

        return ToDisk(all, name, layout, options, new BadRows(name, options), Path.GetTempPath());
    }

    /// <summary>Reads CSV text into a column file: what grows with the rows is never in memory.</summary>
    /// <param name="reader">The text, read to its end.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="options">The columns and forms.</param>
    /// <param name="folder">The folder of the column file.</param>
    /// <param name="mostWaiting">The most bytes of rows that wait in memory for the rest of their series.</param>
    /// <exception cref="DataFormatException">The text cannot be read as asked, or the file not be written.</exception>
    internal static SeriesSet ReadToDisk(
        TextReader reader, string path, ReadOptions options, string folder,
        long mostWaiting = SpilledRows.UsualWaiting)
    {
        if (ReadWide(ref reader, path, options) is { } wide)
        {
            return wide;
        }

        var bad = new BadRows(path, options);
        using var file = CsvFile.Open(reader, path, options.Delimiter, options.DecimalSeparator, bad);
        (CsvLayout layout, IEnumerable<CsvLine> lines) = LayoutOf(file, path, options with { FindsOffsets = false });
        return ToDisk(lines, path, layout, options, bad, folder, mostWaiting);
    }

    private static SeriesSet ToDisk(
        IEnumerable<CsvLine> rows, string path, CsvLayout layout, ReadOptions options, BadRows bad, string folder,
        long mostWaiting = SpilledRows.UsualWaiting)
    {
        using var waiting = new SpilledRows(folder, mostWaiting);
        var collected = new CollectedSeries(path, layout, options, waiting);
        collected.Add(rows, bad);
        return collected.ToSet(new SpilledRows(folder));
    }

    /// <summary>The series of a file of which each row is one; null for another file.</summary>
    /// <param name="reader">The text; replaced by one that is still at its beginning.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="options">How it is read.</param>
    private static SeriesSet? ReadWide(ref TextReader reader, string path, ReadOptions options)
    {
        string beginning = CsvFile.ReadBeginning(reader);
        reader = new JoinedReader(beginning, reader);
        return options.Format == SeriesFormat.M4
            || (options.Format == SeriesFormat.Auto && WideFile.IsLikely(beginning))
            ? WideFile.Read(reader, path, options.Delimiter ?? CsvDialect.FindDelimiter(beginning), options)
            : null;
    }

    /// <summary>What the columns of a table are used for, and its rows.</summary>
    internal static (CsvLayout Layout, IEnumerable<CsvLine> Rows) LayoutOf(
        CsvFile file, string path, ReadOptions options)
    {
        var numbers = new CellNumbers(file.DecimalSeparator, options.Missing)
        {
            HasDatesWithPoints = file.Delimiter == ';'
                && Array.Exists(file.Sample[0].Cells, cell => Regex.IsMatch(cell, @"^\d{1,2}\.\d{1,2}\.\d{4}")),
        };
        var dated = DatedColumns.Find(file, options, numbers);
        CsvLayout layout = dated is null
            ? new CsvLayout(path, file.Header, file.Sample, options, numbers)
            : new CsvLayout(
                path, DatedColumns.Header, [.. dated.Of(file.Sample)],
                options with { Id = options.Id ?? dated.Id }, numbers);
        layout.Notes.AddRange([.. file.Notes, .. Optional.Of(dated?.Note)]);
        return (layout, dated?.Of(file.Rows) ?? file.Rows);
    }
}
