namespace Carousel.Tasks.Anomalies.Events;

/// <summary>A log of events by entity.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Categories">Names of the categories.</param>
/// <param name="Numbers">Names of the numbers.</param>
/// <param name="Histories">Each entity's events.</param>
public sealed record EventLogData(string Name, IReadOnlyList<string> Categories, IReadOnlyList<string> Numbers, IReadOnlyList<EventHistory> Histories)
{
    /// <summary>All events.</summary>
    public int EventCount => Histories.Sum(h => h.Events.Count);
}
