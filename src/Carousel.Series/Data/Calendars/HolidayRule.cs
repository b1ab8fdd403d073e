namespace Carousel.Data;

/// <summary>A holiday of a country.</summary>
/// <param name="Name">Its name in English.</param>
/// <param name="Day">When it is.</param>
/// <param name="From">The first year in which it was held on this day.</param>
/// <param name="To">The last such year.</param>
internal sealed record HolidayRule(string Name, HolidayDay Day, int From = 1583, int To = 9998)
{
    /// <summary>It is held in each year that this number divides.</summary>
    public int Every { get; init; } = 1;

    /// <summary>What is given where it falls on a free day.</summary>
    public Substitution Substitution { get; init; }

    /// <summary>Dates in years in which it was moved.</summary>
    public IReadOnlyList<DateOnly> Moved { get; init; } = [];

    /// <summary>The date in a year; null where it is not held.</summary>
    /// <param name="year">The year.</param>
    public DateOnly? In(int year)
    {
        if (year < From || year > To || year % Every != 0)
        {
            return null;
        }

        foreach (DateOnly moved in Moved)
        {
            if (moved.Year == year)
            {
                return moved;
            }
        }

        DateOnly day = Day.In(year);
        return Substitution == Substitution.SaturdayBefore && day.DayOfWeek == DayOfWeek.Sunday
            ? day.AddDays(-1)
            : day;
    }
}
