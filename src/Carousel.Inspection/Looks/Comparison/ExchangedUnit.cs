namespace Carousel.Inspection.Looks;

/// <summary>What is exchanged between the groups: never steps.</summary>
internal enum ExchangedUnit
{
    /// <summary>Whole subjects, each of one group: patients and controls.</summary>
    Subject,

    /// <summary>
    /// Whole sessions within their subject, the trend over time removed: days with and without therapy.
    /// </summary>
    Session,
}
