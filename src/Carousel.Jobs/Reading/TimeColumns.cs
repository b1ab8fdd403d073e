using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>The columns that give a row its time: one of stamps, or one of dates and one of hours or times of
/// day.</summary>
/// <param name="header">The names of the columns.</param>
/// <param name="date">The column of stamps, or of dates.</param>
/// <param name="clock">The column of hours or times of day; −1 where the stamps hold them.</param>
/// <param name="stamps">How stamps or dates are read; where <paramref name="isJoined"/>, both with a blank
/// between.</param>
/// <param name="isJoined">Whether the form that was asked for reads both columns together.</param>
internal sealed class TimeColumns(IReadOnlyList<string> header, int date, int clock, StampFormat stamps, bool isJoined)
{
    /// <summary>The column of stamps, or of dates.</summary>
    public int Date => date;

    /// <summary>The column of hours or times of day; −1 where the stamps hold them.</summary>
    public int Clock => clock;

    /// <summary>How stamps or dates are read.</summary>
    public StampFormat Stamps => stamps;

    /// <summary>The name, or both separated by a comma.</summary>
    public string Name => clock < 0 ? header[date] : $"{header[date]},{header[clock]}";

    /// <summary>The columns that a name means: itself if it is a column, else those that it lists, separated by
    /// commas.</summary>
    /// <param name="name">The name that was asked for, or that a model's file contains.</param>
    /// <param name="header">The names of the columns.</param>
    /// <exception cref="DataFormatException">There are more than two.</exception>
    public static string[] NamesIn(string name, IReadOnlyList<string> header)
    {
        string[] names = header.Contains(name, StringComparer.OrdinalIgnoreCase) ? [name]
            : name.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length is 1 or 2 ? names : names.Length == 0 ? [name]
            : throw OptionTable.Of(typeof(ReadOptions)).Unfit(
                $"'{name}' names {names.Length} columns. Pass {{Time}} with one column of time stamps, or with one of "
                + $"dates and one of hours or times of day, such as day,hour.");
    }

    /// <summary>Which of two columns holds the dates, by their first cells: the other one, where the first is a
    /// clock.</summary>
    public static (int Date, int Clock) InOrder(int first, int second, string firstCell, string secondCell) =>
        ClockText.IsMeant(firstCell) && !ClockText.IsMeant(secondCell) ? (second, first) : (first, second);

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
        bool isJoined = clock >= 0 && !stamps.TryRead(first[date], out _);
        stamps = isJoined ? StampFormat.FromUser(form, $"{first[date]} {first[clock]}", on) : stamps;
        return new TimeColumns(header, date, clock, stamps, isJoined);
    }

    /// <summary>Reads the time of a row.</summary>
    /// <param name="cells">Its cells.</param>
    /// <param name="stamp">The time.</param>
    public bool TryRead(IReadOnlyList<string> cells, out DateTime stamp)
    {
        if (clock < 0 || isJoined)
        {
            return stamps.TryRead(clock < 0 ? cells[date] : $"{cells[date]} {cells[clock]}", out stamp);
        }

        bool isRead = stamps.TryRead(cells[date], out stamp) & ClockText.TryRead(cells[clock], out TimeSpan time);
        isRead &= stamp.TimeOfDay == TimeSpan.Zero;
        stamp = isRead ? stamp + time : default;
        return isRead;
    }

    /// <summary>What is wrong with a row whose date can be read, but not its hour; null where the date is.</summary>
    /// <param name="path">How messages call the file.</param>
    /// <param name="line">The line.</param>
    /// <param name="cells">Its cells.</param>
    /// <param name="options">For the message.</param>
    public DataFormatException? RefuseClock(
        string path, long line, IReadOnlyList<string> cells, DeclaredOptions options)
    {
        if (clock < 0 || (!isJoined && !stamps.TryRead(cells[date], out _)))
        {
            return null;
        }

        string cell = cells[clock], column = header[clock];
        if (isJoined)
        {
            return options.Unfit(
                path, line, clock + 1,
                $"'{cells[date]} {cell}' in columns '{header[date]}' and '{column}' is not in the form of "
                + $"{{TimeFormat}}. Correct it, or remove the row.");
        }

        if (stamps.TryRead(cells[date], out DateTime stamp) && stamp.TimeOfDay != TimeSpan.Zero)
        {
            return options.Unfit(
                path, line, date + 1,
                $"'{cells[date]}' in column '{header[date]}' already contains a time of day, and so does column "
                + $"'{column}'. Pass only {{Time}} {header[date]}.");
        }

        string what = cell.Length == 0 ? $"the hour in column '{column}' is empty. Write it, or remove the row."
            : ClockText.IsMeant(cell)
                ? $"'{cell}' in column '{column}' is not a time of day: hours go from 0 to 23. Write midnight as hour "
                    + "0 of the next day."
                : $"'{cell}' in column '{column}' is neither an hour from 0 to 23 nor a time of day such as 14:30. "
                    + "Correct it, or remove the row.";
        return new DataFormatException(path, line, clock + 1, what);
    }
}
