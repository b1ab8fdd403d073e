using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>
/// Reads a table of events: a column <c>date</c> (or <c>time</c>) and a column <c>event</c>; <c>id</c>, <c>value</c>,
/// <c>before</c> and <c>after</c> where they are there.
/// </summary>
internal sealed class EventTable
{
    private readonly string _path;
    private readonly CsvFile _file;
    private readonly CellNumbers _numbers;
    private readonly StampFormat _stamps;
    private readonly HashSet<string>? _ids;
    private readonly int _date;

    private EventTable(string path, CsvFile file, SeriesSet set)
    {
        (_path, _file, _numbers) = (path, file, new CellNumbers(file.DecimalSeparator, []));
        _date = Find("date") is >= 0 and var date ? date : Find("time");
        if (_date < 0 || Find("event") < 0)
        {
            throw new DataFormatException(
                $"{path} has no column '{(_date < 0 ? "date" : "event")}', which a table of events needs. "
                + CsvColumns.Describe(file.Header));
        }

        // Where not all are alike, the first says how they are meant, so that the other line is named.
        string[] dates = [.. file.Sample.Select(row => row.Cells[_date]).Where(cell => cell.Length > 0)];
        _stamps = StampFormat.Find(dates, plainNumbers: false, out _, set.Clock)
            ?? StampFormat.Find(dates.Length == 0 ? [] : dates[..1], plainNumbers: false, out _, set.Clock)
            ?? throw RefuseDate(file.Sample[0]);
        if (Find("id") >= 0)
        {
            _ids = set.IdName is null
                ? throw new DataFormatException(
                    $"{path} assigns events to series by its column 'id', but {set.Name} contains only one series. "
                    + "Remove the column.")
                : [.. set.Series.Select(s => s.Id ?? "")];
        }
    }

    /// <summary>Reads a table.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="set">The series that it is about.</param>
    /// <exception cref="DataFormatException">It can't be read, or says something twice; the message says
    /// where.</exception>
    public static IReadOnlyList<EventRow> Read(string path, SeriesSet set)
    {
        using TextReader reader = TextFile.Open(path);
        using CsvFile file = CsvFile.Open(reader, path, null, null);
        return new EventTable(path, file, set).Rows();
    }

    private List<EventRow> Rows()
    {
        var rows = new List<EventRow>();
        var seen = new Dictionary<(string, DateOnly, string?), long>();
        int name = Find("event"), value = Find("value"), before = Find("before"), after = Find("after");
        foreach (CsvLine line in _file.Rows)
        {
            if (line.Cells[name].Length == 0)
            {
                throw new DataFormatException(
                    _path, line.Line, name + 1, "the column 'event' is empty. Name the event, or remove the line.");
            }

            if (!_stamps.TryRead(line.Cells[_date], out DateTime stamp))
            {
                throw RefuseDate(line);
            }

            var row = new EventRow(
                line.Cells[name], DateOnly.FromDateTime(stamp), IdOf(line), value < 0 ? 1 : Number(line, value),
                before < 0 ? 0 : Days(line, before), after < 0 ? 0 : Days(line, after));
            if (!seen.TryAdd((row.Name, row.Date, row.Id), line.Line))
            {
                throw new DataFormatException(
                    _path, line.Line, name + 1,
                    $"'{row.Name}' on {line.Cells[_date]} is already on line {seen[(row.Name, row.Date, row.Id)]}. "
                    + "Remove one of the two.");
            }

            rows.Add(row);
        }

        return rows;
    }

    private int Find(string column) =>
        Array.FindIndex(_file.Header, h => string.Equals(h, column, StringComparison.OrdinalIgnoreCase));

    /// <summary>An empty cell means all series.</summary>
    private string? IdOf(CsvLine line)
    {
        int column = Find("id");
        if (_ids is null || line.Cells[column].Length == 0)
        {
            return null;
        }

        string id = line.Cells[column];
        return _ids.Contains(id) ? id : throw new DataFormatException(
            _path, line.Line, column + 1,
            $"the series '{id}' does not exist.{NearestName.Question(id, _ids)} Correct it, or leave the cell empty "
            + "for all series.");
    }

    private double Number(CsvLine line, int column)
    {
        string cell = line.Cells[column];
        return cell.Length == 0 ? 1
            : _numbers.TryReadExactly(cell, out double number) && double.IsFinite(number) ? number
            : throw new DataFormatException(
                _path, line.Line, column + 1,
                $"'{cell}' in the column 'value' is not a number. Write one, or leave the cell empty for 1.");
    }

    private int Days(CsvLine line, int column)
    {
        string cell = line.Cells[column];
        if (cell.Length == 0)
        {
            return 0;
        }

        bool isWhole = int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out int days);
        return isWhole && days <= EventRow.MostDays ? days : throw new DataFormatException(
            _path, line.Line, column + 1,
            $"'{cell}' in the column '{_file.Header[column]}' is not a number of days from 0 to {EventRow.MostDays}.");
    }

    private DataFormatException RefuseDate(CsvLine line) => new(
        _path, line.Line, _date + 1,
        $"'{line.Cells[_date]}' in the column '{_file.Header[_date]}' is not understood as a date. Write all of them "
        + "like 2001-06-30.");
}
