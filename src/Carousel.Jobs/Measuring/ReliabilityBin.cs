namespace Carousel.Jobs.Measuring;

/// <summary>Answers with a probability between two bounds.</summary>
/// <param name="Low">The lower bound, not inside.</param>
/// <param name="High">The upper bound, inside.</param>
/// <param name="Count">How many answers.</param>
/// <param name="Confidence">The mean of their probabilities.</param>
/// <param name="Right">The share of them that is right.</param>
internal sealed record ReliabilityBin(double Low, double High, int Count, double Confidence, double Right);
