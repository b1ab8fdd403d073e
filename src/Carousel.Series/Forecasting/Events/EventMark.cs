namespace Carousel.Forecasting;

/// <summary>A day that belongs to an event.</summary>
/// <param name="Name">The event.</param>
/// <param name="Offset">Days after the event; below 0 before it.</param>
/// <param name="Value">How strong it is.</param>
/// <param name="Id">The series that it is about; null for all.</param>
/// <param name="IsHoliday">Whether it comes from a calendar by rule and not from a table.</param>
internal sealed record EventMark(string Name, int Offset, double Value, string? Id, bool IsHoliday)
{
    /// <summary>The name with the place of the day, such as <c>Easter Monday</c>, <c>day after Easter Monday</c>.
    /// </summary>
    public string Title => Offset switch
    {
        0 => Name,
        -1 => $"day before {Name}",
        1 => $"day after {Name}",
        < 0 => $"{-Offset} days before {Name}",
        _ => $"{Offset} days after {Name}",
    };
}
