using Carousel.Tasks.Fitting;
using Carousel.Training;
using Carousel.Training.Optimisers;
using Carousel.Training.Schedules;

namespace Carousel.Tasks.Forecasting;

/// <summary>From the choices of a forecast to the options of the trainer.</summary>
internal static class ForecastTrainer
{
    // Small models: a checkpoint costs milliseconds, so a run that is killed loses little.
    private const double SecondsBetweenCheckpoints = 2;

    private const double WarmUpShare = 0.05;

    public static TrainerOptions Options(ForecastPlan plan, int batchesPerEpoch)
    {
        ForecastTraining training = plan.Training;

        // The loss is the mean over an ensemble of M: each network's gradient is 1/M of its own, and their common norm 1/√M.
        double share = Math.Sqrt(plan.Design.Ensemble);
        return new TrainerOptions
        {
            Seed = plan.Options.Fit.Seed,
            Epochs = training.Epochs,
            LearningRate = training.LearningRate,
            Optimiser = training.Optimizer switch
            {
                OptimizerKind.Sgd => new SgdOptions(),
                OptimizerKind.Rmsprop => new RmsPropOptions(),
                OptimizerKind.Adam => new AdamOptions(),
                _ => new AdamOptions { WeightDecay = training.WeightDecay },
            },
            Schedule = training.Schedule switch
            {
                ScheduleKind.Constant => new ConstantSchedule(),
                ScheduleKind.Step => new StepSchedule(),
                ScheduleKind.Exponential => new ExponentialSchedule(),
                ScheduleKind.Plateau => new PlateauSchedule(),
                _ => new CosineSchedule { WarmUpSteps = (int)(WarmUpShare * training.Epochs * batchesPerEpoch) },
            },
            ClipNorm = (training.ClipNorm ?? 0) / share,
            ClipValue = (training.ClipValue ?? 0) / plan.Design.Ensemble,
            Patience = training.Patience,
            CheckpointSeconds = SecondsBetweenCheckpoints,
        };
    }
}
