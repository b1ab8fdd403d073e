using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Forecasting;

/// <summary>How a forecaster is trained: the fit options with every gap filled by what suits the data.</summary>
/// <param name="Optimizer">The rule that changes the parameters.</param>
/// <param name="LearningRate">Largest step size.</param>
/// <param name="WeightDecay">Decay of weight matrices a step, times the step size.</param>
/// <param name="Schedule">How the step size goes on.</param>
/// <param name="Batch">Windows of a step.</param>
/// <param name="Epochs">Rounds at most.</param>
/// <param name="WindowsPerEpoch">Windows of a round, drawn without repetition.</param>
/// <param name="Patience">Rounds without a better validation score after which training stops.</param>
/// <param name="ClipNorm">Largest norm of all gradients together, or null.</param>
/// <param name="ClipValue">Largest size of each gradient, or null.</param>
public sealed record ForecastTraining(
    OptimizerKind Optimizer,
    double LearningRate,
    double WeightDecay,
    ScheduleKind Schedule,
    int Batch,
    int Epochs,
    int WindowsPerEpoch,
    int Patience,
    double? ClipNorm,
    double? ClipValue)
{
    /// <summary>Steps that a training of the default length takes: enough for a series of any length.</summary>
    private const int DefaultSteps = 300;

    /// <summary>Fills the gaps.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>The training.</returns>
    internal static ForecastTraining For(ForecastPlan plan)
    {
        FitOptions fit = plan.Options.Fit;
        int windows = plan.TrainWindows.Count;
        int batch = fit.Batch ?? Math.Clamp(windows / 4, 8, 64);
        int drawn = Math.Min(windows, plan.Options.EpochWindows ?? windows);
        int perEpoch = (drawn + batch - 1) / batch;
        int epochs = fit.Epochs ?? Math.Max(5, (DefaultSteps + (perEpoch / 2)) / perEpoch);
        return new ForecastTraining(
            fit.Optimizer ?? OptimizerKind.AdamW,
            fit.LearningRate ?? 2e-3,
            WeightDecay: 0.01,
            fit.Schedule ?? ScheduleKind.Cosine,
            batch,
            epochs,
            drawn,
            Patience: Math.Max(5, epochs / 3),
            fit.ClipNorm ?? (fit.ClipValue is null ? 1 : null),
            fit.ClipValue);
    }
}
