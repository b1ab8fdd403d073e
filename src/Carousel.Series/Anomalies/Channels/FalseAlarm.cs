using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>Rows that a user marked as normal.</summary>
/// <param name="First">The first row.</param>
/// <param name="Last">The last row.</param>
/// <param name="Channel">The channel of the mark; null for the one that raised the alarm.</param>
internal sealed record FalseAlarm(int First, int Last, int? Channel)
{
    private const string FirstName = "start", LastName = "end", ChannelsName = "channels";
    private const int CellsOfIncident = 11, ChannelsCell = 3;

    /// <summary>
    /// Reads lines of <c>incidents.csv</c> that somebody kept, or one time stamp or row number a line.
    /// </summary>
    /// <param name="reader">The text.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="data">The rows that are meant.</param>
    /// <exception cref="DataFormatException">A line names no row or channel of the data.</exception>
    public static IReadOnlyList<FalseAlarm> Read(TextReader reader, string name, ChannelData data)
    {
        using var rows = new CsvRows(name, reader, ',');
        (int first, int last, int channel) = (0, -1, -1);
        List<FalseAlarm> alarms = [];
        bool isFirstLine = true;
        while (rows.TryRead(out CsvLine line))
        {
            if (isFirstLine && IsHeader(line.Cells))
            {
                first = Math.Max(0, Array.IndexOf(line.Cells, FirstName));
                (last, channel) = (Array.IndexOf(line.Cells, LastName), Array.IndexOf(line.Cells, ChannelsName));
                isFirstLine = false;
                continue;
            }

            if (isFirstLine && line.Cells.Length >= CellsOfIncident)
            {
                // Lines of incidents.csv without its header.
                (last, channel) = (1, ChannelsCell);
            }

            isFirstLine = false;
            int from = Row(first), to = Cell(last).Length > 0 ? Row(last) : from;
            alarms.AddRange(Channels().Select(c => new FalseAlarm(from, Math.Max(from, to), c)));

            string Cell(int cell) => cell >= 0 && cell < line.Cells.Length ? line.Cells[cell] : "";

            int Row(int cell) => RowOf(Cell(cell), data) ?? throw new DataFormatException(
                name, line.Line, cell + 1,
                $"'{Cell(cell)}' is not a row of {data.Name}. Write the {(data.Stamps is null ? "number" : "time")} of "
                + $"a row as in {ChannelPlan.IncidentsName}, such as {data.LabelAt(data.Count - 1)}.");

            int?[] Channels()
            {
                if (Cell(channel).Length == 0)
                {
                    return [null];
                }

                List<string> named = [];
                LineCells.Split(Cell(channel), ChannelTables.Separator, named, name, line.Line);
                return [.. named.Select(Channel)];
            }

            // The plain name, or the name escaped for spreadsheets in incidents.csv.
            int? Channel(string named) =>
                data.Channels.ToList().FindIndex(c => c == named || c == SpreadsheetCell.Plain(named))
                    is >= 0 and var found ? found : throw new DataFormatException(
                    name, line.Line, channel + 1,
                    $"'{named}' is not a watched channel. The channels are {CsvColumns.Shown(data.Channels)}.");
        }

        return alarms.Count > 0 ? alarms
            : throw new DataFormatException($"{name} names no row. Write one time stamp or row number per line.");
    }

    /// <summary>No cell of a header begins with a digit, as rows, times and numbers do.</summary>
    private static bool IsHeader(string[] cells) =>
        cells.Any(cell => cell.Any(char.IsLetter)) && !cells.Any(cell => cell is [>= '0' and <= '9', ..]);

    private static int? RowOf(string cell, ChannelData data)
    {
        if (data.Stamps is null)
        {
            return int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out int row)
                && row >= 1 && row <= data.Count ? row - 1 : null;
        }

        return StampFormat.Find([cell], plainNumbers: false, out _, data.Clock) is { } format
            && format.TryRead(cell, out DateTime stamp)
            && data.Stamps.ToList().IndexOf(stamp) is >= 0 and var place ? place : null;
    }
}
