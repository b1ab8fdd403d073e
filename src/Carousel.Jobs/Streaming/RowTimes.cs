using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Streaming;

/// <summary>The times of rows that come one by one: the first determines how all are read.</summary>
/// <param name="names">The columns of time, which come first in a row: none, one of stamps, or one of dates and one of
/// hours or times of day.</param>
/// <param name="on">The clock of the times, that of the model; null for that of the first row.</param>
/// <param name="format">Their form; null to find it.</param>
/// <param name="source">How messages call the rows.</param>
internal sealed class RowTimes(
    IReadOnlyList<string> names, StampClock? on, string? format = null, string source = SteppingSession.Source)
{
    private TimeColumns? _form;
    private string[]? _first;
    private (TimeColumns Form, string[] Cells)? _read;

    /// <summary>Reads the time of a row, which is kept only by <see cref="Accept"/>.</summary>
    /// <param name="cells">The row.</param>
    /// <param name="number">Its number, from 1, for messages.</param>
    /// <returns>The time; null where rows have none.</returns>
    /// <exception cref="DataFormatException">It can't be read.</exception>
    public DateTime? Read(IReadOnlyList<string> cells, long number)
    {
        if (names.Count == 0)
        {
            return null;
        }

        string[] own = [.. cells.Take(names.Count)];
        TimeColumns form = _form ?? FormOf(own) ?? throw Refuse(own[0], number);
        if (!form.TryRead(own, out DateTime stamp))
        {
            throw form.RefuseClock(source, number, own, new ReadOptions())
                ?? Refuse(own[form.Date], number);
        }

        _read = (form, own);
        return stamp;
    }

    /// <summary>The row that was read last is taken.</summary>
    public void Accept()
    {
        if (_read is { } read)
        {
            _form = read.Form;
            _first ??= read.Cells;
        }
    }

    /// <summary>That a row is out of order.</summary>
    /// <param name="cells">The row.</param>
    /// <param name="number">Its number.</param>
    /// <param name="how">How its time compares with that of the row before it.</param>
    public DataFormatException RefuseOrder(IReadOnlyList<string> cells, long number, string how) => new(
        source, number, 1,
        $"{string.Join(' ', cells.Take(names.Count))} is {how} than the row before it. Pass rows in order of time.");

    /// <summary>Writes how times are read.</summary>
    public void Write(BinaryWriter writer) => writer.WriteTexts(_first);

    /// <summary>Reads how times are read.</summary>
    public void Read(BinaryReader reader)
    {
        _first = reader.ReadTexts();
        StateParts.Require(_first is null || _first.Length == names.Count);
        _form = _first is null ? null : FormOf(_first);
        StateParts.Require(_form is null == _first is null);
    }

    private TimeColumns? FormOf(string[] cells)
    {
        (int date, int clock) = names.Count == 1 ? (0, -1) : TimeColumns.InOrder(0, 1, cells[0], cells[1]);
        if (format is not null)
        {
            var form = TimeColumns.OfForm(format, names, date, clock, cells, on);
            return form.TryRead(cells, out _) ? form : null;
        }

        return names.Count > 1 && TimeColumns.IsYear(names[0])
            ? TimeColumns.OfParts(names, [cells], _ => true, on)
            : StampFormat.Find([cells[date]], plainNumbers: true, out _, on) is { } stamps
                ? new TimeColumns(names, date, clock, stamps)
                : null;
    }

    private DataFormatException Refuse(string cell, long number) => new(
        source, number, 1,
        $"'{cell}' is not a time stamp that is understood. Write it like 2001-06-30 23:00, and all in one form.");
}
