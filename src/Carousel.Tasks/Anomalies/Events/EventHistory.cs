namespace Carousel.Tasks.Anomalies.Events;

/// <summary>The events of an entity, such as a card or a host, in order of time.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Events">Its events.</param>
public sealed record EventHistory(string Id, IReadOnlyList<LoggedEvent> Events);
