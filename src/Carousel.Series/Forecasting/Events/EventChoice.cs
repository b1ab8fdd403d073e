using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Forecasting;

/// <summary>The calendar that options ask for, checked against the series.</summary>
internal static class EventChoice
{
    /// <summary>The calendar, with the days on which series are closed; null where none is asked for.</summary>
    /// <param name="split">The series and the rows to learn from.</param>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="Carousel.Jobs.Fitting.OptionException">
    /// A country is not known, or the rows have no days.</exception>
    /// <exception cref="DataFormatException">The table of events can't be read or does not fit.</exception>
    public static EventCalendar? Of(TemporalSplit split, ForecastOptions options)
    {
        if (options.Holidays.Count == 0 && options.Events is null)
        {
            return null;
        }

        SeriesSet set = split.Set;
        string option = options.Holidays.Count > 0 ? nameof(options.Holidays) : nameof(options.Events);
        if (EventCalendar.WeekOf(set.Frequency) == 0)
        {
            string rows = set.Frequency is { } frequency ? $"are {frequency.Name}" : "have no time stamps on a grid";
            throw options.Wrong(
                $"{OptionSentence.Property(option)} needs rows of a day, a business day, or a whole part of a day, but "
                + $"those of {set.Name} {rows}. Mark special days by 1 in a column of 0 and 1, also in the rows "
                + "to forecast, and name the column with {Known}.");
        }

        foreach (string code in options.Holidays)
        {
            if (HolidayTables.Find(code) is null)
            {
                throw options.Wrong(
                    $"{{Holidays}} supports {string.Join(", ", HolidayTables.All.Select(c => c.Code))}, not '{code}'. "
                    + "Write the days of other countries into a table and pass {Events}.");
            }
        }

        var calendar = new EventCalendar(
            [.. options.Holidays.Select(code => HolidayTables.Find(code)!.Code).Distinct()],
            options.Events is { } path ? EventTable.Read(path, set) : []);
        RequireDays(calendar with { Table = [] }, split, options, nameof(options.Holidays));
        RequireDays(calendar with { Countries = [] }, split, options, nameof(options.Events));
        return calendar.Learning(split.Train);
    }

    /// <summary>Days that belong to the calendar, among the rows to learn from of all series.</summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="split">The series.</param>
    public static int DaysToLearnFrom(EventCalendar calendar, TemporalSplit split) => split.Set.Series
        .SelectMany((series, s) => series.Times[split.Train.Rows[s].Start..split.Train.Rows[s].End].ToArray()
            .Select(DateOnly.FromDateTime).Where(day => calendar.On(day, series.Id).Any(m => m.Offset == 0)))
        .Distinct().Count();

    /// <summary>Which events series are closed on, and how many values of all rows are 0 for it.</summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="split">The series with these zeros.</param>
    public static (IReadOnlyList<string> Titles, int Values) Closed(EventCalendar calendar, TemporalSplit split)
    {
        var titles = new List<string>();
        int values = 0;
        SeriesSet masked = calendar.Mask(split.Set);
        for (int s = 0; s < masked.Count; s++)
        {
            (Series given, Series open) = (split.Set[s], masked[s]);
            for (int r = 0; r < given.HistoryLength && !ReferenceEquals(given, open); r++)
            {
                int closed = Enumerable.Range(0, masked.Roles.Targets.Count)
                    .Count(k => given[r, k] == 0 && float.IsNaN(open[r, k]));
                if (closed > 0)
                {
                    values += closed;
                    titles.AddRange(calendar.On(DateOnly.FromDateTime(given.Times[r]), given.Id).Select(m => m.Title));
                }
            }
        }

        return ([.. titles.Distinct()], values);
    }

    private static void RequireDays(EventCalendar calendar, TemporalSplit split, ForecastOptions options, string option)
    {
        if (calendar.Countries.Count + calendar.Table.Count == 0 || DaysToLearnFrom(calendar, split) > 0)
        {
            return;
        }

        int longest = Enumerable.Range(0, split.Set.Count).MaxBy(s => split.Train.Rows[s].Length);
        (Series series, RowRange rows) = (split.Set[longest], split.Train.Rows[longest]);
        throw options.Wrong(
            $"{OptionSentence.Property(option)} names no day in the training rows, {series.LabelAt(rows.Start)} "
            + $"to {series.LabelAt(rows.End - 1)}, so its effect cannot be learned.");
    }
}
