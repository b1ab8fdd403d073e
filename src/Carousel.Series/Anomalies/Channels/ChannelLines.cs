using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>How the lines of a stream are read: the first of them decide as if they were a file.</summary>
internal sealed class ChannelLines
{
    private readonly string _source;
    private readonly CsvLayout _layout;
    private readonly char _delimiter;
    private readonly IReadOnlyList<string>[] _codes;
    private readonly List<string> _cells = [];

    /// <summary>Decides on all columns.</summary>
    /// <param name="lines">The first lines, blank ones among them.</param>
    /// <param name="hasHeader">False if the first is a row.</param>
    /// <param name="source">How messages call the input.</param>
    /// <param name="reading">The columns; targets are the channels, null for every column of numbers.</param>
    /// <param name="label">The column of labels, which no channel is; null without labels.</param>
    /// <exception cref="DataFormatException">The lines can't be read as asked.</exception>
    public ChannelLines(
        IEnumerable<string> lines, bool hasHeader, string source, ReadOptions reading, string? label)
    {
        // No line of a stream is skipped: the share of lines that can't be read is not known yet.
        reading = ChannelData.Watching(reading, reading.Targets) with
        {
            Static = [.. Optional.Of(label)],
            SkipBadRows = "0",
        };
        using var file = CsvFile.Open(
            new StringReader(string.Join('\n', lines)), source, reading.Delimiter, reading.DecimalSeparator,
            hasHeader: hasHeader);
        (CsvLayout layout, IEnumerable<CsvLine> rows) = SeriesReader.LayoutOf(file, source, reading);
        (_source, _layout, _delimiter, First) = (source, layout, file.Delimiter, [.. rows]);
        if ((layout.IdName ?? IdsOf(layout)) is { } sensors)
        {
            throw new DataFormatException(
                $"{source} has a row for each {sensors} and time, but a stream takes a column for each of them.");
        }

        // A column that is only left out may change from row to row.
        new CollectedSeries(source, layout, reading).Add(
            First.Select(row => row with
            {
                Cells = [.. row.Cells.Select((cell, c) => layout.Static.Contains(c) ? "" : cell)],
            }),
            new BadRows(source, reading));
        Array.ForEach(layout.Amounts, column => column.Decide());
        _codes = [.. layout.Codes.Select(c => c!.Find())];
        string[] names = layout.Names(layout.Values);
        float[][] columns = [.. names.Select((_, k) => First.Select(row => ValueOf(k, row)).ToArray())];
        var data = new ChannelData(
            source, names, columns, null, TimeName: layout.Times?.Name, null,
            [
                .. layout.Notes, .. layout.Amounts.SelectMany(a => a.Notes),
                .. Optional.Of(layout.Times?.Stamps.Note),
                .. layout.Missing.Zip(names, (m, name) => m.Note(name)).OfType<string>(),
                "This stream raises no alarm for missing values or for values that stay constant. To find them, "
                + "train a detector with carousel anomaly and use carousel stream.",
            ]);
        Rising = RisingChannels.Find(data, data.Count);
        Data = RisingChannels.Watched(data, Rising);
    }

    /// <summary>The rows among the first lines.</summary>
    public CsvLine[] First { get; }

    /// <summary>The watched values of these rows, and notes on the reading.</summary>
    public ChannelData Data { get; }

    /// <summary>The channels that only rise; null for none.</summary>
    public int[]? Rising { get; }

    /// <summary>Splits a line that comes after the first.</summary>
    /// <exception cref="DataFormatException">It has another number of cells.</exception>
    public CsvLine Split(string line, long number)
    {
        LineCells.Split(line, _delimiter, _cells, _source, number);
        int columns = _layout.Header.Length, cells = _cells.Count;

        // A separator at the end of each line makes one empty cell more.
        return cells >= columns && _cells.Skip(columns).All(c => c.Length == 0)
            ? new CsvLine(number, [.. _cells.Take(columns)])
            : throw CsvFile.WrongWidth(_source, number, cells, columns, _delimiter);
    }

    /// <summary>Reads a row.</summary>
    /// <exception cref="DataFormatException">It can't be read.</exception>
    public ReadChannels Read(CsvLine row) => new(
        _layout.Times is null ? null : _layout.ReadTime(row),
        _layout.Times is { } times ? string.Join(' ', times.Columns.Select(c => row.Cells[c])) : null,
        [.. _codes.Select((_, k) => ValueOf(k, row))]);

    /// <summary>That a row is not later than the one before it.</summary>
    public DataFormatException RefuseOrder(CsvLine row) => new(
        _source, row.Line, _layout.Time + 1,
        $"{Read(row).Label} is not later than the row before it. Lines must come in order of time.");

    private string? IdsOf(CsvLayout layout) =>
        layout.Times is { } times
            && First.Select(r => times.TryRead(r.Cells, out DateTime time) ? time : (DateTime?)null)
                .GroupBy(time => time).Any(t => t.Key is not null && t.Count() > 1)
            && IdColumns.Find(layout, First) is { } ids ? string.Join(',', layout.Names(ids)) : null;

    private float ValueOf(int channel, CsvLine row)
    {
        string cell = row.Cells[_layout.Values[channel]];
        if (_layout.Numbers.IsMissing(cell) || _codes[channel].Contains(cell))
        {
            _layout.Missing[channel].Add(cell);
            return float.NaN;
        }

        return _layout.Amounts[channel].ReadAny(row.Line, cell);
    }
}

/// <summary>A row of a stream as it was read.</summary>
/// <param name="Stamp">Its time, if it has one.</param>
/// <param name="Label">The text of its time.</param>
/// <param name="Values">[C]; NaN is a gap.</param>
internal readonly record struct ReadChannels(DateTime? Stamp, string? Label, float[] Values);
