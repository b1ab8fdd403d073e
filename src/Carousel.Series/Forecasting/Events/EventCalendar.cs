using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Which days are special: holidays by rule, and days given by the user. Stored in the model file.</summary>
/// <param name="Countries">Codes of countries, ISO 3166 alpha-2.</param>
/// <param name="Table">The lines of the user's table.</param>
internal sealed record EventCalendar(IReadOnlyList<string> Countries, IReadOnlyList<EventRow> Table)
{
    private const int FirstYear = 1800, LastYear = 2300;

    private static readonly IReadOnlyList<EventMark> _none = [];

    // Sessions of a server ask one calendar from several threads.
    private readonly ConcurrentDictionary<int, Dictionary<DateOnly, List<EventMark>>> _years = new();
    private readonly Lazy<ILookup<DateOnly, EventMark>> _own =
        new(() => Table.SelectMany(Days).ToLookup(d => d.Day, d => d.Mark));

    /// <summary>On which of them series are closed; null where none is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EventClosures? Closed { get; init; }

    /// <summary>Whether countries are known and numbers can be used.</summary>
    [JsonIgnore]
    public bool IsUsable => Countries.All(c => HolidayTables.Find(c) is not null) && Table.All(r => r.IsUsable)
        && Countries.Count + Table.Count > 0;

    /// <summary>The same with the closures of some rows; those of days that are not among them stay.</summary>
    /// <param name="part">The series and the rows to learn from.</param>
    public EventCalendar Learning(SeriesPart part)
    {
        EventClosures? found = ClosureFit.Run(this, part.Set, part.Rows);
        return Closed is null || found is null ? this with { Closed = found ?? Closed } : this with
        {
            Closed = new EventClosures(
                Closed.Shares.Where(s => !found.Shares.ContainsKey(s.Key)).Concat(found.Shares)
                    .ToDictionary(s => s.Key, s => s.Value)),
        };
    }

    /// <summary>The series with missing values for the zeros of days on which they are closed.</summary>
    /// <param name="set">The series.</param>
    /// <returns>The set itself without such days.</returns>
    public SeriesSet Mask(SeriesSet set) => Closed?.Mask(this, set) ?? set;

    /// <summary>Rows of a week, by which days are compared; 0 where a week has no whole number of rows.</summary>
    /// <param name="frequency">The distance of the rows.</param>
    public static int WeekOf(Frequency? frequency)
    {
        switch (frequency)
        {
            case { Unit: FrequencyUnit.BusinessDay, Multiple: 1 }:
                return 5;
            case { Days: <= 1, Unit: <= FrequencyUnit.Day }:
                double rows = 1 / frequency.Days;
                return Math.Abs(rows - Math.Round(rows)) < 1e-9 ? 7 * (int)Math.Round(rows) : 0;
            default:
                return 0;
        }
    }

    /// <summary>What a day belongs to: an event itself hides that the day is before or after a holiday.</summary>
    /// <param name="day">The day.</param>
    /// <param name="id">The series.</param>
    public IReadOnlyList<EventMark> On(DateOnly day, string? id)
    {
        IEnumerable<EventMark> own = Table.Count == 0
            ? _none
            : _own.Value[day].Where(m => m.Id is null || m.Id == id);
        return day.Year is > FirstYear and < LastYear && Countries.Count > 0
            && _years.GetOrAdd(day.Year, Year).TryGetValue(day, out List<EventMark>? marks)
            ? Table.Count == 0 ? marks : [.. marks, .. own]
            : Table.Count == 0 ? _none : [.. own];
    }

    private static IEnumerable<(DateOnly Day, EventMark Mark)> Days(EventRow row) =>
        Enumerable.Range(-row.Before, row.Before + row.After + 1).Select(offset =>
            (row.Date.AddDays(offset), new EventMark(row.Name, offset, row.Value, row.Id, IsHoliday: false)));

    private Dictionary<DateOnly, List<EventMark>> Year(int year)
    {
        var marks = new Dictionary<DateOnly, List<EventMark>>();
        foreach (string code in Countries)
        {
            SortedDictionary<DateOnly, string> days = HolidayTables.Find(code)!.Between(year - 1, year + 1);
            string prefix = Countries.Count > 1 ? $"{code} " : "";
            foreach ((DateOnly day, string name) in days)
            {
                Add(marks, year, day, new EventMark(prefix + name, 0, 1, null, IsHoliday: true));
                foreach (int offset in (ReadOnlySpan<int>)[-1, 1])
                {
                    DateOnly beside = day.AddDays(offset);
                    if (!days.ContainsKey(beside))
                    {
                        Add(marks, year, beside, new EventMark(prefix + name, offset, 1, null, IsHoliday: true));
                    }
                }
            }
        }

        return marks;
    }

    private static void Add(
        Dictionary<DateOnly, List<EventMark>> marks, int year, DateOnly day, EventMark mark)
    {
        if (day.Year == year)
        {
            if (!marks.TryGetValue(day, out List<EventMark>? own))
            {
                marks[day] = own = [];
            }

            own.Add(mark);
        }
    }
}
