namespace Carousel.Jobs.Fitting;

/// <summary>One of the trainings that a fit is made of; each has a separate checkpoint.</summary>
/// <param name="Name">As results call it.</param>
/// <param name="File">The checkpoint's file.</param>
/// <param name="Title">What it is for, for a person.</param>
internal sealed record FitPart(string Name, string File, string Title)
{
    /// <summary>On the training part, watched by the validation part.</summary>
    public static readonly FitPart First = new("first", FitRun.CheckpointName, "");

    /// <summary>The first of a fit that begins with a regression of counts, which has no checkpoint.</summary>
    public static readonly FitPart Quantiles = new(
        "network of quantiles", FitRun.CheckpointName, "the network of quantiles, for comparison")
    {
        IsObserved = true,
    };

    /// <summary>One network, which shows whether more may help.</summary>
    public static readonly FitPart Trial = new(
        "trial", FitRun.CheckpointName, "a trial: one network, up to a quarter of the epochs")
    {
        IsObserved = true,
    };

    /// <summary>All networks, after a trial.</summary>
    public static readonly FitPart Whole = new(
        "all networks", "checkpoint-all.safetensors", "all networks, because they may help")
    {
        IsObserved = true,
    };

    /// <summary>For as many epochs as were best.</summary>
    public static readonly FitPart Refit = new(
        "refit", "checkpoint-refit.safetensors", "retraining, as long as was best, on all rows before the test set");

    /// <summary>Without the simple method inside.</summary>
    public static readonly FitPart Alone = new(
        "network alone", "checkpoint-alone.safetensors", "only the network, for comparison");

    /// <summary>The answer without the newest rows.</summary>
    public static readonly FitPart LatestForward = new(
        "latest, without the newest rows", "checkpoint-latest-forward.safetensors",
        "without the newest rows, to see how forecasts of them err");

    /// <summary>The answer on all rows.</summary>
    public static readonly FitPart Latest = new(
        "latest", "checkpoint-latest.safetensors", "once more, on all rows, for the forecast");

    /// <summary>The answer on all rows, while the refit runs.</summary>
    public static readonly FitPart LatestAndRefit = Latest with
    {
        Title = "retraining: on all rows before the test set, and on all rows, for the forecast",
    };

    /// <summary>Whether all observers of the run follow it, and not only those that know of parts.</summary>
    public bool IsObserved { get; private init; }

    /// <summary>All with a checkpoint.</summary>
    public static readonly FitPart[] All = [First, Whole, Refit, Alone, LatestForward, Latest];
}

/// <summary>A training that is done.</summary>
/// <param name="Name">That of its part.</param>
/// <param name="Summary">What it reached.</param>
internal sealed record NamedTraining(string Name, FitSummary Summary);
