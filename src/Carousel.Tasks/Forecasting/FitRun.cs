using Carousel.Training.Observers;

namespace Carousel.Tasks.Forecasting;

/// <summary>Where a fit keeps its checkpoints, from where it goes on, and who is told how it goes.</summary>
public sealed record FitRun
{
    /// <summary>The folder for checkpoints; null keeps none, and a stopped fit can't go on.</summary>
    public string? Folder { get; init; }

    /// <summary>Goes on from the folder's checkpoint, if there is one.</summary>
    public bool Resume { get; init; }

    /// <summary>A model file of the same design whose parameters the training starts from; null for fresh ones.</summary>
    public string? From { get; init; }

    /// <summary>Who is told how each stage goes.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>Is told of each stage before it begins.</summary>
    public Action<FitStage>? OnStage { get; init; }
}

/// <summary>The stages of a fit.</summary>
public enum FitStage
{
    /// <summary>Learning from the training rows; the validation rows choose the epoch and the widths of intervals.</summary>
    First,

    /// <summary>Learning anew from training and validation rows, for the epochs that were chosen.</summary>
    Refit,
}
