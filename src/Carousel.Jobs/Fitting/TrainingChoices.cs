using System.Text.Json;
using Carousel.Training;

namespace Carousel.Jobs.Fitting;

/// <summary>How a model is trained: the fit options with every gap filled by what suits the job.</summary>
/// <param name="Optimizer">The rule that changes the parameters.</param>
/// <param name="LearningRate">Largest step size.</param>
/// <param name="WeightDecay">Decay of weight matrices per step, times the step size; only for AdamW.</param>
/// <param name="Batch">Samples of a step.</param>
/// <param name="Epochs">Rounds at most.</param>
/// <param name="Patience">Rounds without a better validation score after which training stops; 0 for never.</param>
/// <param name="ClipNorm">Largest norm of all gradients together, or null.</param>
public sealed record TrainingChoices(
    OptimizerKind Optimizer,
    double LearningRate,
    double WeightDecay,
    int Batch,
    int Epochs,
    int Patience,
    double? ClipNorm)
{
    private const double WarmUpShare = 0.05;

    /// <summary>These choices, changed where the user said something.</summary>
    /// <param name="fit">What the user said.</param>
    /// <returns>The choices.</returns>
    public TrainingChoices With(FitOptions fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return this with
        {
            Optimizer = fit.Optimizer ?? Optimizer,
            LearningRate = fit.LearningRate ?? LearningRate,
            Batch = fit.Batch ?? Batch,
            Epochs = fit.Epochs ?? Epochs,
        };
    }

    /// <summary>As one line of JSON, for fingerprints: other choices, another text.</summary>
    /// <remarks>With two fixed choices of earlier versions, so that their checkpoints can be resumed.</remarks>
    /// <returns>The object.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, FitSummaryJson.Default.TrainingChoices)
        .Replace("\"batch\"", "\"schedule\":\"Cosine\",\"batch\"").Replace("}", ",\"clip_value\":null}");

    /// <summary>The options of the trainer.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="batchesPerEpoch">How many steps an epoch has: the cosine schedule warms up over a twentieth of all
    /// steps.</param>
    /// <returns>The options.</returns>
    public TrainerOptions ToTrainerOptions(ulong seed, int batchesPerEpoch) => new()
    {
        Seed = seed,
        Epochs = Epochs,
        LearningRate = LearningRate,
        Optimizer = Optimizer switch
        {
            OptimizerKind.Sgd => new SgdOptions(),
            OptimizerKind.Rmsprop => new RmsPropOptions(),
            OptimizerKind.Adam => new AdamOptions(),
            _ => new AdamOptions { WeightDecay = WeightDecay },
        },
        Schedule = new CosineSchedule { WarmUpSteps = (int)(WarmUpShare * Epochs * batchesPerEpoch) },
        ClipNorm = ClipNorm ?? 0,
        Patience = Patience,
    };
}
