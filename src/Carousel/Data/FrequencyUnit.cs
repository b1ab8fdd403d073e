namespace Carousel.Data;

/// <summary>What a step of a series is counted in.</summary>
public enum FrequencyUnit
{
    /// <summary>Thousandths of a second.</summary>
    Millisecond,

    /// <summary>Seconds.</summary>
    Second,

    /// <summary>Minutes.</summary>
    Minute,

    /// <summary>Hours.</summary>
    Hour,

    /// <summary>Days.</summary>
    Day,

    /// <summary>Days from Monday to Friday; Saturdays and Sundays do not exist.</summary>
    BusinessDay,

    /// <summary>Weeks of seven days.</summary>
    Week,

    /// <summary>Calendar months.</summary>
    Month,

    /// <summary>Three calendar months.</summary>
    Quarter,

    /// <summary>Calendar years.</summary>
    Year,
}
