namespace Carousel.Training;

/// <summary>What one epoch gave: a point of the training curves.</summary>
/// <param name="Epoch">1, 2, …: epochs done.</param>
/// <param name="Step">Steps done.</param>
/// <param name="TrainingLoss">Mean loss over the epoch's elements, while the parameters changed.</param>
/// <param name="Score">The validation score, lower is better; <c>null</c> where nothing is validated.</param>
/// <param name="LearningRate">The rate of the epoch's last step.</param>
/// <param name="IsBest">Whether the score was the best so far.</param>
public readonly record struct EpochRecord(
    int Epoch, long Step, double TrainingLoss, double? Score, double LearningRate, bool IsBest);
