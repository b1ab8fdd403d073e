namespace Carousel.Laboratory.Claims.Lag;

/// <summary>A part of a training.</summary>
/// <param name="Lag">At which lag.</param>
/// <param name="LearningRate">The rate of Adam.</param>
/// <param name="Error">It ends as soon as the error on the validation sequences is not above this.</param>
internal sealed record LongLagStage(int Lag, double LearningRate, double Error);
