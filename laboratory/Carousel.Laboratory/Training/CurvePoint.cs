namespace Carousel.Laboratory.Training;

/// <summary>A point of a learning curve.</summary>
/// <param name="Sequences">Training sequences so far.</param>
/// <param name="Score">The score on the validation sequences.</param>
internal readonly record struct CurvePoint(long Sequences, TaskScore Score);
