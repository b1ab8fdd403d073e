namespace Carousel.Data;

/// <summary>How the day of a holiday follows from the year.</summary>
internal enum HolidayDayKind
{
    /// <summary>The same day of the same month.</summary>
    Fixed,

    /// <summary>A weekday of a month, counted from its beginning or its end.</summary>
    Weekday,

    /// <summary>The first of a weekday on a day of a month or after it.</summary>
    WeekdayFrom,

    /// <summary>A number of days after Easter Sunday.</summary>
    Easter,

    /// <summary>The day of the March equinox in Japan.</summary>
    MarchEquinox,

    /// <summary>The day of the September equinox in Japan.</summary>
    SeptemberEquinox,
}
