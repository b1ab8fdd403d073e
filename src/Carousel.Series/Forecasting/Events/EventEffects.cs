using System.Globalization;
using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// By how much days that belong to events differ from the same weekdays around them, in the network's scale: the sum of
/// what is known of any such day, of the event, of its hour, of a weekend and of the series.
/// </summary>
/// <param name="Values">For each level of an event, see <see cref="Keys"/>, the effect on each target.</param>
internal sealed record EventEffects(IReadOnlyDictionary<string, IReadOnlyList<double>> Values)
{
    /// <summary>Levels of an event.</summary>
    public const int Levels = 7;

    private const int MostSeries = 200;

    /// <summary>Whether each effect has a finite number for each target.</summary>
    /// <param name="targets">K.</param>
    public bool Fits(int targets) => Values.Values.All(v => v.Count == targets && v.All(double.IsFinite));

    /// <summary>The names of all events of a kind, and of one of them.</summary>
    /// <param name="mark">The event.</param>
    public static (string Kind, string Event) NamesOf(EventMark mark)
    {
        string offset = Invariant.Of($"{mark.Offset}");
        return (mark.IsHoliday ? $"any holiday|{offset}" : $"any event|{offset}", $"{mark.Name}|{offset}");
    }

    /// <summary>The names of the levels of a day, the general ones first; null where a level does not
    /// apply.</summary>
    /// <param name="mark">The event.</param>
    /// <param name="stamp">The row.</param>
    /// <param name="frequency">The distance of the rows.</param>
    /// <param name="id">The series.</param>
    /// <param name="seriesCount">How many series the training has.</param>
    /// <param name="keys">[Levels], overwritten.</param>
    public static void Keys(
        EventMark mark, DateTime stamp, Frequency frequency, string? id, int seriesCount, Span<string?> keys)
    {
        (string group, string own) = NamesOf(mark);
        bool isFree = stamp.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        string? hour = frequency.Days < 1 ? $"|hour {stamp.Hour.ToString(CultureInfo.InvariantCulture)}" : null;
        string? free = isFree && frequency.Unit != FrequencyUnit.BusinessDay ? "|weekend" : null;
        keys[0] = group;
        keys[1] = free is null ? null : group + free;
        keys[2] = hour is null ? null : group + hour;
        keys[3] = own;
        keys[4] = free is null ? null : own + free;
        keys[5] = hour is null ? null : own + hour;
        keys[6] = id is null || seriesCount is < 2 or > MostSeries ? null : $"{own}|series {id}";
    }

    /// <summary>The effect on each row of a series.</summary>
    /// <param name="calendar">Which days are special.</param>
    /// <param name="series">The series.</param>
    /// <param name="rows">How many rows; also some after the last.</param>
    /// <param name="targets">K.</param>
    /// <param name="seriesCount">How many series the training has.</param>
    /// <param name="frequency">The distance of the rows.</param>
    /// <returns>[targets][rows], 0 on ordinary days.</returns>
    public float[][] Rows(
        EventCalendar calendar, Series series, int rows, int targets, int seriesCount, Frequency frequency)
    {
        float[][] effects = [.. Enumerable.Range(0, targets).Select(_ => new float[rows])];
        if (!series.HasTimes)
        {
            return effects;
        }

        var keys = new string?[Levels];
        for (int r = 0; r < rows; r++)
        {
            if (series.TimeAt(r) is not { } stamp)
            {
                break;
            }

            foreach (EventMark mark in calendar.On(DateOnly.FromDateTime(stamp), series.Id))
            {
                Keys(mark, stamp, frequency, series.Id, seriesCount, keys);
                foreach (string? key in keys)
                {
                    if (key is not null && Values.TryGetValue(key, out IReadOnlyList<double>? values))
                    {
                        for (int k = 0; k < targets; k++)
                        {
                            effects[k][r] += (float)(mark.Value * values[k]);
                        }
                    }
                }
            }
        }

        return effects;
    }
}
