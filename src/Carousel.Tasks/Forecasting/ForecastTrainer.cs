using Carousel.Tasks.Fitting;
using Carousel.Training;

namespace Carousel.Tasks.Forecasting;

/// <summary>From the choices of a forecast to the options of the trainer.</summary>
internal static class ForecastTrainer
{
    public static TrainerOptions Options(ForecastPlan plan, int batchesPerEpoch)
    {
        ForecastTraining training = plan.Training;

        // The loss is the mean over an ensemble of M: each network's gradient is 1/M of its own, and their common norm 1/√M.
        var choices = new TrainingChoices(
            training.Optimizer, training.LearningRate, training.WeightDecay, training.Schedule, training.Batch, training.Epochs, training.Patience,
            training.ClipNorm / Math.Sqrt(plan.Design.Ensemble), training.ClipValue / plan.Design.Ensemble);
        return choices.ToTrainerOptions(plan.Options.Fit.Seed, batchesPerEpoch);
    }
}
