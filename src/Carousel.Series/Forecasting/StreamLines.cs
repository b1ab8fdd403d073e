using Carousel.Data;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Forecasting;

/// <summary>Understands the lines of a stream one by one. Settings that were not given are found in the first of
/// them.</summary>
internal sealed class StreamLines(ForecastDesign design, string source, ReadOptions cells)
{
    private readonly List<string> _cells = [];
    private readonly FlagWords[] _flags = [.. design.Columns.Select(_ => new FlagWords())];
    private readonly string[] _names = MeterReadings.NamesOf(design.Columns);
    private char? _delimiter = cells.Delimiter;
    private CellNumbers? _numbers;
    private TimeColumns? _times;
    private bool _seen;
    private (StreamColumns Columns, char? Delimiter, CellNumbers Numbers, TimeColumns? Times)? _read;

    /// <summary>The clock of the times; null for that of the first line.</summary>
    public StampClock? Clock { get; set; } = StampClock.Parse(design.Clock);

    /// <summary>The form of the stamps so far; null before the first, or without any.</summary>
    public StampFormat? Stamps => _times?.Stamps;

    /// <summary>Which cell is what; null before the first line.</summary>
    public StreamColumns? Columns { get; set; }

    /// <summary>The first cells of time, which determine how all are read; null before them.</summary>
    public string[]? FirstTimes { get; private set; }

    /// <summary>The column of the time stamp in the line that was read last, from 1.</summary>
    public int TimeColumn => (_read?.Times ?? _times)!.Date + 1;

    /// <summary>The line that was read last is taken: its form holds for all that follow.</summary>
    public void Accept()
    {
        if (_read is { } read)
        {
            FirstTimes ??= read.Times is null ? null : [.. read.Columns.Times.Select(c => _cells[c])];
            (Columns, _delimiter, _numbers, _times, _seen) = (
                read.Columns, read.Delimiter, read.Numbers, read.Times, true);
        }
    }

    /// <summary>
    /// Reads a line. The form of lines found in it is kept only by <see cref="Accept"/>, or if it is a header.
    /// </summary>
    /// <param name="line">Without its end.</param>
    /// <param name="number">From 1.</param>
    /// <returns>The row; null for a blank line or a header.</returns>
    /// <exception cref="DataFormatException">The line can't be understood.</exception>
    public StreamRow? Read(string line, long number)
    {
        _read = null;
        ReadOnlySpan<char> text = line.AsSpan().TrimStart('\uFEFF');
        if (text.IsWhiteSpace())
        {
            return null;
        }

        char delimiter = _delimiter ?? CsvDialect.FindDelimiter(line);
        LineCells.Split(text.ToString(), delimiter, _cells, source, number);
        bool isFirst = !_seen;
        if (isFirst && StreamColumns.IsHeader(design, _cells))
        {
            Columns = StreamColumns.OfHeader(design, source, _cells);
            (_seen, _delimiter) = (true, delimiter);
            return null;
        }

        StreamColumns columns = Columns ?? StreamColumns.Trained(design, source);
        RequireCount(columns, number);
        CellNumbers numbers = _numbers
            ?? new CellNumbers(cells.DecimalSeparator ?? CsvDialect.FindDecimal(delimiter, _cells), cells.Missing);
        return Understood(columns, delimiter, numbers, number);
    }

    /// <summary>Reads cells in the order of the training, as <see cref="Read(string, long)"/> does a line.</summary>
    /// <param name="row">As many cells as <see cref="StreamColumns.Names"/>.</param>
    /// <param name="decimalSeparator">How their numbers are written.</param>
    /// <param name="number">From 1.</param>
    /// <returns>The row.</returns>
    /// <exception cref="DataFormatException">The cells can't be understood.</exception>
    public StreamRow Read(IReadOnlyList<string> row, char decimalSeparator, long number)
    {
        _read = null;
        _cells.Clear();
        _cells.AddRange(row);
        CellNumbers numbers = _numbers?.DecimalSeparator == decimalSeparator
            ? _numbers
            : new CellNumbers(decimalSeparator, cells.Missing);
        return Understood(Columns ?? StreamColumns.Trained(design, source), null, numbers, number);
    }

    /// <summary>Reads the columns known ahead of a row that is still to come.</summary>
    /// <param name="row">As many cells as there are such columns.</param>
    /// <param name="number">That of the row it comes with.</param>
    /// <exception cref="DataFormatException">The cells can't be understood.</exception>
    public float[] ReadAhead(RowCells row, long number)
    {
        var numbers = new CellNumbers(row.DecimalSeparator, cells.Missing);
        return [.. row.Cells.Select((cell, k) => Value(design.TargetCount + k, cell, k, numbers, number))];
    }

    /// <summary>Continues with the form of time stamps of a stream whose cells are in the order of the
    /// training.</summary>
    /// <param name="first">Its <see cref="FirstTimes"/>.</param>
    /// <exception cref="DataFormatException">They are not time stamps.</exception>
    public void GoOn(string[] first)
    {
        StreamColumns columns = StreamColumns.Trained(design, source);
        _cells.Clear();
        _cells.AddRange(Enumerable.Repeat("", columns.Header.Length));
        for (int t = 0; t < Math.Min(first.Length, columns.Times.Length); t++)
        {
            _cells[columns.Times[t]] = first[t];
        }

        (Columns, _times, FirstTimes, _seen) = (columns, FindTimes(columns, 1), first, true);
    }

    private StreamRow Understood(StreamColumns columns, char? delimiter, CellNumbers numbers, long number)
    {
        TimeColumns? times = _times ?? (columns.Times.Length == 0 ? null : FindTimes(columns, number));
        StreamRow row = Row(columns, numbers, times, number);
        _read = (columns, delimiter, numbers, times);
        return row;
    }

    /// <summary>A separator at the end of a line makes one empty cell more.</summary>
    private void RequireCount(StreamColumns columns, long number)
    {
        while (_cells.Count > columns.Header.Length && _cells[^1].Length == 0)
        {
            _cells.RemoveAt(_cells.Count - 1);
        }

        if (_cells.Count != columns.Header.Length)
        {
            throw columns.RefuseCount(number, _cells.Count);
        }
    }

    private TimeColumns FindTimes(StreamColumns columns, long number)
    {
        (int date, int clock) = columns.Times.Length == 1 ? (columns.Times[0], -1) : TimeColumns.InOrder(
            columns.Times[0], columns.Times[1], _cells[columns.Times[0]], _cells[columns.Times[1]]);
        if (cells.TimeFormat is { } format)
        {
            return TimeColumns.OfForm(format, columns.Header, date, clock, _cells, Clock);
        }

        if (clock >= 0 && TimeColumns.IsYear(columns.Header[columns.Times[0]]))
        {
            return TimeColumns.OfParts(columns.Header, [[.. _cells]], columns.Times.Contains, Clock)
                ?? throw RefuseStamp(columns, date, number, "begins no time. Write year, month and day as numbers.");
        }

        StampFormat? found = StampFormat.Find([_cells[date]], plainNumbers: true, out bool isAmbiguous, Clock)
            ?? StampFormat.OfSerials(columns.Header[date], [_cells[date]]);
        return found is not null ? new TimeColumns(columns.Header, date, clock, found)
            : throw RefuseStamp(columns, date, number, isAmbiguous
            ? "may begin with the day or with the month. Pass {TimeFormat} d/M/yyyy or M/d/yyyy, with your separator."
            : "is not a time stamp that is understood. Write it like 2001-06-30 or 2001-06-30 23:00, or pass "
                + "{TimeFormat}.");
    }

    private DataFormatException RefuseStamp(StreamColumns columns, int column, long number, OptionSentence what) =>
        cells.Unfit(
            source, number, column + 1, $"'{_cells[column]}' in column '{columns.Header[column]}' {what}");

    private StreamRow Row(StreamColumns columns, CellNumbers numbers, TimeColumns? times, long number)
    {
        DateTime? stamp = null;
        if (times is not null)
        {
            stamp = times.TryRead(_cells, out DateTime read) ? read
                : throw times.RefuseClock(source, number, _cells, cells) ?? RefuseStamp(
                    columns, times.Date, number,
                    "is not a time stamp in the form of the first. Write it in that form.");
        }

        float[] values = [.. columns.Values.Select((place, c) => Value(c, _cells[place], place, numbers, number))];
        var statics = design.StaticColumns.Zip(columns.Static).ToDictionary(
            s => s.First,
            s => StaticValue.FromText(
                numbers.TryRead(_cells[s.Second], out float value) ? Invariant.Of($"{value}") : _cells[s.Second]));

        return new StreamRow(number, stamp, columns.IdOf(_cells), values, statics);
    }

    /// <summary>A value of a column of the design at a place of the row.</summary>
    private float Value(int c, string cell, int place, CellNumbers numbers, long number)
    {
        float value = float.NaN;
        if (design.Offsets?.TryGetValue(_names[c], out double offset) == true && !numbers.IsMissing(cell)
            && numbers.TryReadExactly(cell, out double exact))
        {
            return (float)(exact - offset);
        }

        return numbers.IsMissing(cell)
            || (numbers.TryRead(cell, out value) && _flags[c].Allows(value))
            || _flags[c].TryRead(cell, out value)
            || Amount.TryRead(cell, cells.DecimalSeparator, out value)
            ? value
            : throw numbers.Refuse(source, number, place + 1, _names[c], cell);
    }
}
