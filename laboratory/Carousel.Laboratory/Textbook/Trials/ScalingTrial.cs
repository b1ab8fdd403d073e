using Carousel.Autograd;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>The same waves unscaled and scaled, learned with the same steps.</summary>
internal sealed class ScalingTrial : StatementTrial
{
    private const int Units = 16;

    // A look at validation whose error is larger by this share is a setback.
    private const double Setback = 0.05;

    /// <inheritdoc/>
    public override int Number => 34;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        TaskOutcome Learned(bool isScaled)
        {
            var task = new WaveTask(isScaled);
            var network = new TaskNetwork(new Lstm(task.InputSize, Units), task.OutputSize);
            network.Build(backend, seed);
            return TaskTraining.Run(
                backend, network, task,
                new TaskTrainingOptions
                {
                    CheckEvery = 10,
                    MostSequences = 16_000,
                    Trainer = new TrainerOptions { LearningRate = 0.003 },
                },
                seed, cancellation, share => progress((share + (isScaled ? 1 : 0)) / 2));
        }

        TaskOutcome raw = Learned(isScaled: false), scaled = Learned(isScaled: true);
        return new Dictionary<string, double>
        {
            ["error_scaled_over_raw"] =
                scaled.Test.Loss / (raw.Test.Loss / (WaveTask.Deviation * WaveTask.Deviation)),
            ["setbacks_scaled_less_raw"] = Setbacks(scaled) - Setbacks(raw),
        };
    }

    private static double Setbacks(TaskOutcome outcome) => outcome.Curve.Zip(outcome.Curve.Skip(1))
        .Average(pair => pair.Second.Score.Loss > (1 + Setback) * pair.First.Score.Loss ? 1.0 : 0);
}
