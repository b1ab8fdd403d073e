using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>The columns that give a row its time: one of stamps, one of dates and one of hours or times of day, or one
/// of years with others of months, days and hours, of quarters or of weeks.</summary>
/// <param name="header">The names of the columns.</param>
/// <param name="date">The column of stamps, of dates, or of years.</param>
/// <param name="clock">The column of hours or times of day; −1 where the stamps hold them.</param>
/// <param name="stamps">How stamps or dates are read, or the joined cells of <paramref name="joined"/>.</param>
/// <param name="joined">The columns whose cells are read together, with the text before each; null if they are read
/// separately.</param>
internal sealed class TimeColumns(
    IReadOnlyList<string> header, int date, int clock, StampFormat stamps,
    IReadOnlyList<(string Before, int Column)>? joined = null)
{
    private const string Years = "year yr jahr année annee año";

    // The names of columns of parts of a date, and the text that is written before each.
    private static readonly (string Before, string Names)[][] _forms =
    [
        [
            ("-", "month mon monat mois mes"), ("-", "day dom tag jour dia"), (" ", "hour hr stunde heure hora"),
        ],
        [("-Q", "quarter qtr quartal trimestre")],
        [("-", "quarter qtr quartal trimestre")],
        [("-W", "week wk kw woche semaine semana")],
    ];

    /// <summary>The column of stamps, or of dates.</summary>
    public int Date => date;

    /// <summary>The column of hours or times of day; −1 where the stamps hold them.</summary>
    public int Clock => clock;

    /// <summary>How stamps or dates are read.</summary>
    public StampFormat Stamps => stamps;

    /// <summary>All columns of the time.</summary>
    public IReadOnlyList<int> Columns { get; } =
        joined is not null ? [.. joined.Select(j => j.Column)] : clock < 0 ? [date] : [date, clock];

    /// <summary>The name, or all of them separated by commas.</summary>
    public string Name => string.Join(',', Columns.Select(c => header[c]));

    /// <summary>As <see cref="CsvColumns.NamesIn"/>, for a time.</summary>
    /// <param name="name">The name that was asked for, or that a model's file contains.</param>
    /// <param name="header">The names of the columns.</param>
    /// <exception cref="DataFormatException">There are more than two.</exception>
    public static string[] NamesIn(string name, IReadOnlyList<string> header)
    {
        string[] names = CsvColumns.NamesIn(name, header);
        return names.Length is 1 or 2 || Array.TrueForAll(names, IsPart) ? names
            : throw OptionTable.Of(typeof(ReadOptions)).Unfit(
                $"'{name}' names {names.Length} columns. Pass {{Time}} with one column of time stamps, or with one of "
                + $"dates and one of hours or times of day, such as day,hour.");
    }

    /// <summary>Which of two columns holds the dates, by their first cells: the other one, where the first is a
    /// clock.</summary>
    public static (int Date, int Clock) InOrder(int first, int second, string firstCell, string secondCell) =>
        ClockText.IsMeant(firstCell) && !ClockText.IsMeant(secondCell) ? (second, first) : (first, second);

    /// <summary>A column of years with columns of the other parts of a date, known by their names.</summary>
    /// <param name="header">The names of the columns.</param>
    /// <param name="rows">The first rows.</param>
    /// <param name="isFree">Whether a column may be used.</param>
    /// <param name="on">The clock of the times; null for that of the first row.</param>
    /// <returns>Null without such columns, or if their cells give no time.</returns>
    public static TimeColumns? OfParts(
        IReadOnlyList<string> header, IReadOnlyList<string[]> rows, Func<int, bool> isFree, StampClock? on)
    {
        int Find(string names) => Enumerable.Range(0, header.Count)
            .FirstOrDefault(c => isFree(c) && IsNamed(header[c], names), -1);
        int year = Find(Years);
        foreach ((string Before, string Names)[] form in year < 0 ? [] : _forms)
        {
            (string, int)[] joined =
                [("", year), .. form.Select(p => (p.Before, Find(p.Names))).TakeWhile(p => p.Item2 >= 0)];
            string[] texts = joined.Length == 1 ? [] : [.. rows.Select(r => Join(r, joined))];

            // One wrong row must not hide the others: it is refused later.
            if ((StampFormat.Find(texts, false, out _, on)
                ?? StampFormat.Find([.. texts.Take(3)], false, out _, on)) is { } stamps)
            {
                return new TimeColumns(header, year, joined[1].Item2, stamps, joined);
            }
        }

        return null;
    }

    /// <summary>Whether a column is called a year.</summary>
    public static bool IsYear(string name) => IsNamed(name, Years);

    private static bool IsNamed(string name, string names) =>
        names.Split(' ').Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsPart(string name) => IsYear(name)
        || Array.Exists(_forms, form => Array.Exists(form, part => IsNamed(name, part.Names)));

    private static string Join(IReadOnlyList<string> cells, IEnumerable<(string Before, int Column)> parts) =>
        string.Concat(parts.Select(p => p.Before + cells[p.Column]));

    /// <summary>The form that the user asked for: of dates, or of both columns together.</summary>
    /// <param name="form">In .NET's letters.</param>
    /// <param name="header">The names of the columns.</param>
    /// <param name="date">The column of stamps, or of dates.</param>
    /// <param name="clock">The other; −1 for none.</param>
    /// <param name="first">The cells of the first row.</param>
    /// <param name="on">The clock of the times; null for that of the first row.</param>
    public static TimeColumns OfForm(
        string form, IReadOnlyList<string> header, int date, int clock, IReadOnlyList<string> first, StampClock? on)
    {
        var stamps = StampFormat.FromUser(form, first[date], on);
        if (clock < 0 || stamps.TryRead(first[date], out _))
        {
            return new TimeColumns(header, date, clock, stamps);
        }

        (string, int)[] joined = [("", date), (" ", clock)];
        return new TimeColumns(header, date, clock, StampFormat.FromUser(form, Join(first, joined), on), joined);
    }

    /// <summary>Reads the time of a row.</summary>
    /// <param name="cells">Its cells.</param>
    /// <param name="stamp">The time.</param>
    public bool TryRead(IReadOnlyList<string> cells, out DateTime stamp)
    {
        if (clock < 0 || joined is not null)
        {
            return stamps.TryRead(joined is null ? cells[date] : Join(cells, joined), out stamp);
        }

        bool isRead = stamps.TryRead(cells[date], out stamp)
            & ClockText.TryRead(header[clock], cells[clock], out TimeSpan time);
        isRead &= stamp.TimeOfDay == TimeSpan.Zero;
        stamp = isRead ? stamp + time : default;
        return isRead;
    }

    /// <summary>What is wrong with a row whose date can be read, but not its hour; null where the date is.</summary>
    /// <param name="path">How messages call the file.</param>
    /// <param name="line">The line.</param>
    /// <param name="cells">Its cells.</param>
    /// <param name="options">For the message.</param>
    /// <param name="sample">The first rows, where they are known.</param>
    public DataFormatException? RefuseClock(
        string path, long line, IReadOnlyList<string> cells, DeclaredOptions options,
        IReadOnlyList<CsvLine>? sample = null)
    {
        if (clock < 0 || (joined is null && !stamps.TryRead(cells[date], out _)))
        {
            return null;
        }

        string cell = cells[clock], column = header[clock];
        if (joined is not null)
        {
            return options.Unfit(
                path, line, clock + 1,
                $"'{Join(cells, joined)}' in columns '{Name}' is not "
                + $"{(joined[1].Before == " " ? "in the form of {TimeFormat}" : "a time")}. Correct it, or remove the "
                + $"row.");
        }

        if (stamps.TryRead(cells[date], out DateTime stamp) && stamp.TimeOfDay != TimeSpan.Zero)
        {
            return options.Unfit(
                path, line, date + 1,
                $"'{cells[date]}' in column '{header[date]}' already contains a time of day, and so does column "
                + $"'{column}'. Pass only {{Time}} {header[date]}.");
        }

        string what = cell.Length == 0 ? $"the hour in column '{column}' is empty. Write it, or remove the row."
            : ClockText.IsHourEnding(column)
                ? $"'{cell}' in column '{column}' is not an hour from 1 to 24."
            : sample?.Count(r => r.Cells[clock] is [> '2' and <= '9', _]) > sample?.Count / 4
                ? $"'{cell}' in column '{column}' is not an hour: the column seems to count parts of a day. Write the "
                    + "time at which each part begins, such as 14:30."
            : ClockText.IsMeant(cell)
                ? $"'{cell}' in column '{column}' is not a time of day: hours go from 0 to 23. Correct it, or call the "
                    + "column 'hour ending' if its hours go from 1 to 24."
                : $"'{cell}' in column '{column}' is neither an hour from 0 to 23 nor a time of day such as 14:30. "
                    + "Correct it, or remove the row.";
        return new DataFormatException(path, line, clock + 1, what);
    }
}
