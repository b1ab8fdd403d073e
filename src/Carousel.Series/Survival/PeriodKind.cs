namespace Carousel.Survival;

/// <summary>How long a period is.</summary>
public enum PeriodKind
{
    /// <summary>From midnight to midnight.</summary>
    Day,

    /// <summary>From Monday to Sunday.</summary>
    Week,

    /// <summary>From the first of a month to its last day.</summary>
    Month,
}
