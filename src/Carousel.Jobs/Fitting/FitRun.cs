using Carousel.Training;

namespace Carousel.Jobs.Fitting;

/// <summary>
/// Where a fit keeps its checkpoints, from where it continues, how it uses memory, and which observers it has. Only
/// <see cref="From"/> changes the result.
/// </summary>
public sealed record FitRun
{
    /// <summary>The folder for checkpoints; null keeps none, and a stopped fit can't go on.</summary>
    public string? Folder { get; init; }

    /// <summary>
    /// The checkpoint's name in the folder. It stays when the fit is whole, for its owner to remove once the model is
    /// saved.
    /// </summary>
    public const string CheckpointName = "checkpoint.safetensors";

    /// <summary>The checkpoint's file, or null where none is kept.</summary>
    public string? CheckpointFile => Folder is null ? null : Path.Combine(Folder, Part.File);

    /// <summary>
    /// Whether the models of the comparison are trained too: for a network with a simple method inside, the network
    /// without it. For a forecast also the model on all rows, which forecasts beyond the data.
    /// </summary>
    public bool Compare { get; init; }

    /// <summary>Whether what a stopped fit left in the folder stays: nothing is to be trained.</summary>
    internal bool KeepsFiles { get; init; }

    /// <summary>Which of the trainings that a fit is made of.</summary>
    internal FitPart Part { get; init; } = FitPart.First;

    /// <summary>The names of all checkpoints that a fit may leave in its folder.</summary>
    internal static IEnumerable<string> CheckpointNames => FitPart.All.Select(p => p.File);

    /// <summary>Whether settings are compared by the score of the training: no smaller one replaces it.</summary>
    internal bool IsScored { get; init; }

    /// <summary>Continues from the folder's checkpoint, if it exists.</summary>
    public bool Resume { get; init; }

    /// <summary>
    /// A model file of the same design whose parameters the training starts from; null for fresh ones. A fit that is
    /// resumed names it again: its later trainings start from it, too.
    /// </summary>
    public string? From { get; init; }

    /// <summary>
    /// Whether recurrent layers compute segments of time again on the way back instead of keeping every step: less
    /// memory, more time, the same model to the last bit.
    /// </summary>
    public bool Recompute { get; init; }

    /// <summary>
    /// Told, before the first step, how much memory the fit will take; null to go without. Who cancels the fit then has
    /// the statement, and nothing is trained.
    /// </summary>
    internal Action<MemoryStatement>? Stated { get; init; }

    /// <summary>
    /// About how many bytes are taken beyond the data when the training has given its memory back, such as for
    /// measuring: a small training takes less. For <see cref="Stated"/>.
    /// </summary>
    public long MeasuringBytes { get; init; } = UsualMeasuringBytes;

    /// <summary>How many trainings run at the same time, for <see cref="Stated"/>.</summary>
    internal int AtOnce { get; init; } = 1;

    /// <summary>What most jobs take for measuring and their report, measured.</summary>
    internal const long UsualMeasuringBytes = 32L << 20;

    /// <summary>Observers of the training.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];
}
