namespace Carousel.Tasks.Anomalies.Events;

/// <summary>How surprising an event was.</summary>
/// <param name="Total">Negative log-likelihood in nats.</param>
/// <param name="Fields">[fields]: its parts.</param>
public sealed record EventSurprise(double Total, IReadOnlyList<double> Fields);
