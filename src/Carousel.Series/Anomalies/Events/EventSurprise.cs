namespace Carousel.Anomalies;

/// <summary>How surprising an event was, in nats.</summary>
/// <param name="Total">Negative log-likelihood of all of it.</param>
/// <param name="Fields">[fields]: its parts.</param>
public sealed record EventSurprise(double Total, IReadOnlyList<double> Fields);
