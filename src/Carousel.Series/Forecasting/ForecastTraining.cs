using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>Default duration of a forecaster's training and default number of windows.</summary>
internal static class ForecastTraining
{
    /// <summary>Steps that a training of the default length takes: enough for a series of any length.</summary>
    private const int DefaultSteps = 300;

    /// <summary>What a network learns of that a baseline leaves is finer, and begins nearer to the end.</summary>
    private const int StepsBesideBaseline = 500;

    /// <summary>From this number on, neighbouring windows are so similar that an epoch draws only some of
    /// them.</summary>
    private const int VeryManyWindows = 50_000;

    private const int DrawnOfVeryMany = 20_000;

    /// <summary>How the networks are trained.</summary>
    /// <param name="windows">Windows of the training part.</param>
    /// <param name="options">What was said.</param>
    /// <param name="design">Whether the network holds a baseline inside.</param>
    public static TrainingChoices ChoicesFor(int windows, ForecastOptions options, ForecastDesign design)
    {
        int steps = design.HasBaseline ? StepsBesideBaseline : DefaultSteps;
        int batch = options.Fit.Batch ?? Math.Clamp(windows / 4, 8, 64);
        int perEpoch = (Drawn(windows, windows, options) + batch - 1) / batch;
        int epochs = options.Fit.Epochs ?? Math.Max(5, (steps + (perEpoch / 2)) / perEpoch);
        double rate = design.HasBaseline ? 5e-3 : 2e-3;
        return new TrainingChoices(
            OptimizerKind.AdamW, rate, WeightDecay: 0.01, batch, epochs,
            Patience: Math.Max(5, epochs / 3), ClipNorm: 1).With(options.Fit);
    }

    /// <summary>How many windows an epoch draws.</summary>
    /// <param name="windows">The number of all windows.</param>
    /// <param name="training">Windows of the training part.</param>
    /// <param name="options">The given options.</param>
    public static int Drawn(int windows, int training, ForecastOptions options) =>
        Math.Min(windows, options.EpochWindows ?? (training > VeryManyWindows ? DrawnOfVeryMany : windows));
}
