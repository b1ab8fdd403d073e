using System.Globalization;
using System.Xml;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Data;

/// <summary>Reads the cells of a sheet of a workbook.</summary>
/// <param name="name">How messages call the workbook.</param>
/// <param name="styles">Its styles.</param>
/// <param name="from1904">Whether its days are counted from 1904.</param>
/// <param name="texts">The texts that its cells share.</param>
internal sealed class WorkbookReading(string name, WorkbookStyles styles, bool from1904, List<string> texts)
{
    private const int MostRows = 1 << 20, Letters = 26, DaysTo1904 = 1462, LastDay = 2_958_466, LeapDay = 60;

    /// <summary>Reads a sheet.</summary>
    /// <param name="xml">Its part.</param>
    /// <returns>The sheet; null if it has no cells.</returns>
    /// <exception cref="DataFormatException">A row is too wide.</exception>
    public WorkbookSheet? Read(XmlReader xml)
    {
        var rows = new List<(int Row, object?[] Cells)>();
        var cells = new List<object?>();
        var clocks = new HashSet<int>();
        int row = 0, column = -1, errors = 0;
        string firstError = "";
        while (xml.Read())
        {
            if (xml is { LocalName: "row", NodeType: XmlNodeType.Element })
            {
                Keep();
                int next = xml.GetAttribute("r") is { } number
                    ? int.Parse(number, CultureInfo.InvariantCulture)
                    : row + 1;
                row = next > row && next <= MostRows
                    ? next
                    : throw new InvalidDataException(Invariant.Of($"row {next} follows row {row}"));
                column = -1;
            }
            else if (xml is { LocalName: "c", NodeType: XmlNodeType.Element })
            {
                string? place = xml.GetAttribute("r"), kind = xml.GetAttribute("t"), style = xml.GetAttribute("s");
                column = place is null ? column + 1 : ColumnOf(place);
                TableLimits.Require(column + 1, name, row);
                string text = WorkbookParts.TextOf(xml);
                if (kind == "e" && errors++ == 0)
                {
                    firstError = $"{text} in {place}";
                }

                while (cells.Count <= column)
                {
                    cells.Add(null);
                }

                cells[column] = CellOf(kind, style, text);
                if (cells[column] is DateTime { TimeOfDay.Ticks: not 0 })
                {
                    clocks.Add(column);
                }
            }
        }

        Keep();
        return rows.Count == 0 ? null : new WorkbookSheet(name, rows, clocks)
        {
            Notes = errors == 0 ? [] :
            [
                Invariant.Of(
                    $"{FigureText.Counted(errors, "cell")} with an error read as missing, the first {firstError}."),
            ],
        };

        void Keep()
        {
            if (cells.Exists(cell => cell is not null))
            {
                rows.Add((row, [.. cells]));
            }

            cells.Clear();
        }
    }

    private static int ColumnOf(string place)
    {
        int column = 0;
        foreach (char letter in place.TakeWhile(char.IsAsciiLetterUpper))
        {
            column = checked((column * Letters) + letter - 'A' + 1);
        }

        return column - 1;
    }

    private object? CellOf(string? kind, string? style, string text)
    {
        text = kind == "s" && text.Length > 0 ? texts[int.Parse(text, CultureInfo.InvariantCulture)] : text;
        return text.Length == 0 || kind == "e" ? null
            : kind == "b" ? text is "1" or "true"
            : kind == "d" ? DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)
            : kind is "s" or "str" or "inlineStr" ? TextOf(text)
            : double.Parse(text, CultureInfo.InvariantCulture) is var number && styles.IsTime(style)
            ? TimeOf(number) : number;
    }

    // Lines inside a cell would move the numbers of the lines below.
    private static string? TextOf(string text) =>
        XmlConvert.DecodeName(text).ReplaceLineEndings(" ").Trim() is { Length: > 0 } trimmed ? trimmed : null;

    /// <summary>A day or a time; a clock time without a day is a text.</summary>
    private object TimeOf(double days)
    {
        if (days is >= 0 and < 1)
        {
            return Invariant.Of($"{DateTime.FromOADate(days):HH:mm:ss}");
        }

        // Excel counts a 29 February of 1900.
        double counted = days + (from1904 ? DaysTo1904 : days < LeapDay ? 1 : 0);
        return days >= 1 && counted < LastDay ? DateTime.FromOADate(counted) : days;
    }
}
