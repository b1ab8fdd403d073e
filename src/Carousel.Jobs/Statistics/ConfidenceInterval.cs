namespace Carousel.Jobs.Statistics;

/// <summary>A range that holds the true value of a figure with a stated probability.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
internal readonly record struct ConfidenceInterval(double Low, double High);
