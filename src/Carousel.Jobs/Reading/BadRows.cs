using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Rows of a table that cannot be read: they are skipped, counted and named, up to a limit. A row of totals at the end
/// does not count.
/// </summary>
/// <param name="path">How messages call the table.</param>
/// <param name="options">How many rows may be skipped.</param>
internal sealed partial class BadRows(string path, CellOptions options)
{
    private const int Named = 3, LeastAlike = 5, RowsPerAlike = 50;

    private readonly Dictionary<string, (long Count, DataFormatException First)> _causes = [];
    private readonly List<(CsvLine Row, DataFormatException Fault)> _totals = [];
    private long _good, _lastGood, _bad;

    /// <summary>A row was read.</summary>
    /// <param name="row">The row.</param>
    public void Read(CsvLine row) => (_good, _lastGood) = (_good + 1, Math.Max(_lastGood, row.Line));

    /// <summary>Takes a row that cannot be read: for filters of exceptions.</summary>
    /// <param name="row">The row.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="time">The column of time stamps, from 0; −1 without one.</param>
    /// <returns>False where nothing may be skipped or the fault is not the row's, so that the exception is
    /// thrown.</returns>
    public bool Skips(CsvLine row, DataFormatException fault, int time = -1)
    {
        // If nothing may be skipped, the first row that cannot be read ends the reading.
        if (options.MostBadRows(long.MaxValue) == 0 || fault.Line != row.Line)
        {
            return false;
        }

        if (IsTotal(row.Cells, time))
        {
            _totals.Add((row, fault));
        }
        else
        {
            Count(fault);
        }

        return true;
    }

    /// <summary>Adds notes on the skipped rows, once all rows were read.</summary>
    /// <param name="notes">The notes.</param>
    /// <exception cref="DataFormatException">There are more bad rows than may be skipped.</exception>
    public void Finish(ICollection<string> notes)
    {
        foreach ((CsvLine Row, DataFormatException Fault) total in
            _totals.Where(t => t.Row.Line < _lastGood || _good == 0).ToArray())
        {
            Count(total.Fault);
            _totals.Remove(total);
        }

        long rows = _good + _bad;
        if (_bad > options.MostBadRows(rows) || (_good == 0 && _bad > 0))
        {
            throw Refuse(rows);
        }

        if (_bad > 0)
        {
            IEnumerable<string> named = _causes.Values.OrderByDescending(c => c.Count).ThenBy(c => c.First.Line)
                .Select(c => $"{(c.Count == 1 ? "" : $"{FigureText.Count(c.Count)} like ")}line {c.First.Line} "
                    + $"({Reason(c.First)})");
            notes.Add(
                $"{FigureText.Count(_bad)} of {FigureText.Counted(rows, "row")} cannot be read and "
                + $"{(_bad == 1 ? "is" : "are")} skipped: "
                + $"{FigureText.Listed([.. named], Named)}.");
        }

        foreach ((CsvLine row, _) in _totals.Take(Named))
        {
            notes.Add(
                $"Line {row.Line} is a row of totals ('{row.Cells.First(TotalWords.IsTotal)}') and is skipped.");
        }
    }

    private static bool IsTotal(string[] cells, int time) =>
        time < 0 ? cells is [var first, ..] && TotalWords.IsTotal(first)
            : time < cells.Length && (TotalWords.IsTotal(cells[time])
                || (cells[time].Length == 0 && cells.Any(TotalWords.IsTotal)));

    // Lines of the wrong width are found before those of the first rows that hold a wrong cell.
    private void Count(DataFormatException fault)
    {
        _bad++;
        string cause = fault.Column + Cell().Replace(Reason(fault), "");
        (long count, DataFormatException first) = _causes.GetValueOrDefault(cause, (0, fault));
        _causes[cause] = (count + 1, fault.Line < first.Line ? fault : first);
    }

    // The same cause has other cells and counts in other rows.
    [GeneratedRegex(@"'.*?'(?= )|\d")]
    private static partial Regex Cell();

    private DataFormatException Refuse(long rows)
    {
        DataFormatException first = _causes.Values.MinBy(c => c.First.Line).First;
        if (_good == 0)
        {
            return first;
        }

        // A common cause of many rows: without them the others would be read wrongly.
        long alike = _causes.Values.Max(c => c.Count);
        OptionSentence how = alike >= LeastAlike && alike * RowsPerAlike > rows
            ? $"{FigureText.Count(alike)} rows have the same fault: the column seems to have another form or meaning."
            : $"Pass {{SkipBadRows}} {_bad} to skip such rows.";
        OptionSentence advice =
            $" {FigureText.Count(_bad)} of {FigureText.Counted(rows, "row")} cannot be read, and at most "
            + $"{FigureText.Count(options.MostBadRows(rows))} may be skipped. {how}";
        return new DataFormatException(
            path, first.Line, first.Column, Text(first, first.Message) + advice,
            Text(first, first.OnCommandLine) + advice.OnCommandLine());
    }

    /// <summary>The first sentence of a message, without its place; full stops inside quoted cells do not end it.
    /// </summary>
    private static string Reason(DataFormatException fault)
    {
        string text = Text(fault, fault.OnCommandLine);
        for (int at = text.IndexOf(". ", StringComparison.Ordinal); at >= 0;
            at = text.IndexOf(". ", at + 1, StringComparison.Ordinal))
        {
            if (text.AsSpan(0, at).Count('\'') % 2 == 0)
            {
                return text[..at];
            }
        }

        return text.TrimEnd('.');
    }

    private static string Text(DataFormatException fault, string message)
    {
        string place = $"{fault.Path}:{fault.Line}:" + (fault.Column > 0 ? $"{fault.Column}: " : " ");
        return message.StartsWith(place, StringComparison.Ordinal) ? message[place.Length..] : message;
    }
}
