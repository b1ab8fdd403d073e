namespace Carousel.Laboratory.Training;

/// <summary>How well a network does on fixed sequences.</summary>
/// <param name="Loss">Cross-entropy in nats, or mean squared error.</param>
/// <param name="Accuracy">Share of right targets; 0 where targets are values.</param>
/// <param name="WholeSequences">Share of sequences of which every target is right; 0 where targets are values.</param>
internal readonly record struct TaskScore(double Loss, double Accuracy, double WholeSequences);
