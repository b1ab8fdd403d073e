using System.Buffers.Text;
using System.Text;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Studio.Data;

/// <summary>What the columns of a table are, by its first rows, and how their cells are read.</summary>
internal sealed class TableLayout
{
    private readonly CsvColumns _columns;
    private readonly bool _isPoint;
    private readonly string[] _cells;
    private readonly HashSet<int> _heard = [];

    /// <summary>Looks at the first rows.</summary>
    /// <param name="name">How messages call the table.</param>
    /// <param name="form">Its form.</param>
    /// <param name="numbers">How its numbers are read.</param>
    public TableLayout(string name, CsvFile form, CellNumbers numbers)
    {
        Numbers = numbers;
        var options = new ReadOptions();
        _columns = new CsvColumns(name, form.Header, form.Sample, numbers, options, options);
        _isPoint = form.DecimalSeparator == '.';
        _cells = [.. form.Header.Select(_ => "")];
        try
        {
            _columns.FindTime(null, _ => false, null);
        }
        catch (DataFormatException exception)
        {
            // The order of day and month is ambiguous: the page asks the user.
            Ambiguity = exception.Column > 0 ? form.Sample[0].Cells[exception.Column - 1] : null;
        }

        if (_columns.Times is { } times)
        {
            _heard.UnionWith(times.Clock < 0 ? [times.Date] : [times.Date, times.Clock]);
        }

        Counters = Enumerable.Range(0, form.Header.Length)
            .Where(c => c != Time && _columns.IsCounter(c)).ToHashSet();
    }

    /// <summary>How numbers are read.</summary>
    public CellNumbers Numbers { get; }

    /// <summary>The column of time stamps, or −1.</summary>
    public int Time => _columns.Time;

    /// <summary>Columns that only count rows.</summary>
    public IReadOnlySet<int> Counters { get; }

    /// <summary>A time stamp with an ambiguous order of day and month; null if no time stamp is ambiguous.</summary>
    public string? Ambiguity { get; }

    /// <summary>Whether a column holds numbers.</summary>
    public bool IsNumber(int column) =>
        column != Time && (_columns.IsNumeric(column) || _columns.IsRefused(column) || IsAmounts(column));

    /// <summary>Reads a number.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="value">The number.</param>
    public bool TryReadNumber(ReadOnlySpan<byte> cell, out float value)
    {
        if (_isPoint && PlainNumber.TryRead(cell, out double plain))
        {
            value = (float)plain;
            return true;
        }

        if (_isPoint && Utf8Parser.TryParse(cell, out double number, out int used) && used == cell.Length
            && float.IsFinite((float)number))
        {
            value = (float)number;
            return true;
        }

        value = float.NaN;
        if (cell.IsEmpty)
        {
            return false;
        }

        string text = Encoding.UTF8.GetString(cell);
        return Numbers.TryRead(text, out value) || Amount.TryRead(text, Numbers.DecimalSeparator, out value);
    }

    /// <summary>A row begins.</summary>
    public void BeginRow()
    {
        foreach (int column in _heard)
        {
            _cells[column] = "";
        }
    }

    /// <summary>Hears a cell of a column that holds no numbers.</summary>
    /// <param name="column">The column.</param>
    /// <param name="cell">The cell.</param>
    public void Hear(int column, ReadOnlySpan<char> cell)
    {
        if (_heard.Contains(column))
        {
            _cells[column] = cell.ToString();
        }
    }

    /// <summary>A row ends: its time is read.</summary>
    /// <param name="table">The table.</param>
    /// <param name="line">The row's line.</param>
    public void EndRow(Table table, long line)
    {
        if (_columns.Times is not { } times)
        {
            return;
        }

        if (times.TryRead(_cells, out DateTime stamp))
        {
            table.Times.Add(stamp.Ticks);
            return;
        }

        table.Times.Add(Table.NoTime);
        table.AddOdd(line, times.Date + 1, () =>
        {
            try
            {
                _columns.ReadTime(new CsvLine(line, _cells), null);
                return "";
            }
            catch (DataFormatException exception)
            {
                return exception.OnCommandLine;
            }
        });
    }

    private bool IsAmounts(int column)
    {
        (int filled, int read) = (0, 0);
        foreach (CsvLine row in _columns.Sample)
        {
            string cell = row.Cells[column];
            filled += cell.Length > 0 ? 1 : 0;
            read += cell.Length > 0 && Amount.Parse(cell) is not null ? 1 : 0;
        }

        return read > 0 && 2 * read >= filled;
    }
}
