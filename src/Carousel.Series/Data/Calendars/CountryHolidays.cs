namespace Carousel.Data;

/// <summary>The public holidays of a country.</summary>
/// <param name="Code">ISO 3166 alpha-2, upper case.</param>
/// <param name="Country">Its name in English.</param>
/// <param name="Rules">The holidays.</param>
internal sealed record CountryHolidays(string Code, string Country, IReadOnlyList<HolidayRule> Rules)
{
    /// <summary>The first year from which a day between two holidays is one, too; null where it is not.</summary>
    public int? BetweenSince { get; init; }

    /// <summary>The holidays of some years, in order of time.</summary>
    /// <param name="first">The first year, 1584 at least.</param>
    /// <param name="last">The last year.</param>
    /// <returns>A name for each date: of two holidays on one date the first rule's.</returns>
    public SortedDictionary<DateOnly, string> Between(int first, int last)
    {
        var days = new SortedDictionary<DateOnly, string>();
        var due = new List<(DateOnly Day, HolidayRule Rule)>();

        // The substitute for January 1 may be in the year before.
        for (int year = first; year <= last + 1; year++)
        {
            foreach (HolidayRule rule in Rules)
            {
                if (rule.In(year) is { } day)
                {
                    days.TryAdd(day, rule.Name);
                    due.Add((day, rule));
                }
            }
        }

        foreach ((DateOnly day, HolidayRule rule) in due)
        {
            if (SubstituteOf(day, rule.Substitution, days) is { } other)
            {
                days.TryAdd(other, $"{rule.Name} (observed)");
            }
        }

        AddBetween(days);
        foreach (DateOnly later in days.Keys.Where(d => d.Year > last).ToArray())
        {
            days.Remove(later);
        }

        return days;
    }

    private static DateOnly? SubstituteOf(
        DateOnly day, Substitution substitution, SortedDictionary<DateOnly, string> days)
    {
        bool isSaturday = day.DayOfWeek == DayOfWeek.Saturday, isSunday = day.DayOfWeek == DayOfWeek.Sunday;
        switch (substitution)
        {
            case Substitution.Nearest when isSaturday:
                return day.AddDays(-1);
            case Substitution.Nearest when isSunday:
                return day.AddDays(1);
            case Substitution.NextWeekday when isSaturday || isSunday:
            case Substitution.AfterSunday when isSunday:
                do
                {
                    day = day.AddDays(1);
                }
                while (days.ContainsKey(day)
                    || (substitution == Substitution.NextWeekday
                        && day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday));

                return day;
            default:
                return null;
        }
    }

    private void AddBetween(SortedDictionary<DateOnly, string> days)
    {
        foreach (DateOnly day in days.Keys.ToArray())
        {
            DateOnly next = day.AddDays(1);
            bool isOwn = days[day].EndsWith("(observed)", StringComparison.Ordinal);
            if (BetweenSince <= day.Year && !isOwn && next.DayOfWeek != DayOfWeek.Sunday
                && days.ContainsKey(day.AddDays(2)))
            {
                days.TryAdd(next, "Citizens' Holiday");
            }
        }
    }
}
