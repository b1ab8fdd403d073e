using Carousel.Data;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Classification.Reading;

/// <summary>What orders the rows of a sequence: a column of numbers or of time stamps, else the order of the file.</summary>
internal sealed class StepOrder
{
    private static readonly string[] _names = ["t", "step", "index", "position", "time", "frame"];

    private readonly CsvColumns _columns;
    private readonly CellNumbers _numbers;
    private readonly string _path;
    private readonly bool _isNumber;
    private long _row;

    private StepOrder(CsvColumns columns, CellNumbers numbers, string path, int column, bool isNumber) =>
        (_columns, _numbers, _path, Column, _isNumber) = (columns, numbers, path, column, isNumber);

    /// <summary>The column, or −1 for the order of the file.</summary>
    public int Column { get; }

    /// <summary>Finds the column.</summary>
    /// <param name="columns">The columns; the one found is taken.</param>
    /// <param name="numbers">How numbers are read.</param>
    /// <param name="path">How messages call the file.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The order.</returns>
    public static StepOrder Find(CsvColumns columns, CellNumbers numbers, string path, ClassReadOptions options)
    {
        int named = Array.FindIndex(columns.Header, h => options.Time is { } asked
            ? h.Equals(asked, StringComparison.OrdinalIgnoreCase)
            : _names.Contains(h, StringComparer.OrdinalIgnoreCase) && !options.Channels.Contains(h));
        if (named >= 0 && !columns.IsTaken(named) && columns.IsNumeric(named))
        {
            return new StepOrder(columns, numbers, path, columns.Take(named), isNumber: true);
        }

        bool hasStamps = columns.FindTime(options.Time, h => options.Channels.Contains(h), "");
        return new StepOrder(columns, numbers, path, hasStamps ? columns.Time : -1, isNumber: false);
    }

    /// <summary>What a row is ordered by.</summary>
    /// <param name="row">The row.</param>
    /// <returns>A number that rises.</returns>
    public double Of(CsvLine row)
    {
        if (Column < 0)
        {
            return ++_row;
        }

        if (!_isNumber)
        {
            return _columns.Stamps!.TryRead(row.Cells[Column], out DateTime stamp) ? stamp.Ticks : throw _columns.RefuseTime(row, "");
        }

        return _numbers.TryRead(row.Cells[Column], out float number)
            ? number
            : throw new DataFormatException(
                _path, row.Line, Column + 1, $"'{row.Cells[Column]}' in column '{_columns.Header[Column]}', which orders the steps, is not a number. Correct it, or remove the row.");
    }
}
