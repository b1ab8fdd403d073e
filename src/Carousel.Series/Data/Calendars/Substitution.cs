namespace Carousel.Data;

/// <summary>What the law gives where a holiday falls on a day that is free anyway.</summary>
internal enum Substitution
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The Friday before a Saturday, the Monday after a Sunday.</summary>
    Nearest,

    /// <summary>The next weekday that is not a holiday.</summary>
    NextWeekday,

    /// <summary>Only for a Sunday, the next day that is not a holiday.</summary>
    AfterSunday,

    /// <summary>A Sunday is left out: the Saturday before takes its place.</summary>
    SaturdayBefore,
}
