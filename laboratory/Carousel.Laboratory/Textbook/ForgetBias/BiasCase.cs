using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Lag;
using Carousel.Laboratory.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.ForgetBias;

/// <summary>One LSTM with one start of its biases.</summary>
/// <param name="Task">The task.</param>
/// <param name="ForgetBias">The bias at which its forget gates begin.</param>
/// <param name="Lag">The lag.</param>
/// <param name="Seed">Of weights and sequences.</param>
internal sealed record BiasCase(LagTask Task, float ForgetBias, int Lag, ulong Seed)
{
    private const double LearningRate = 0.01;
    private const int Hidden = 32;

    /// <summary>Trains until the task is solved or the budget is used up.</summary>
    /// <param name="settings">The budget.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>
    /// The mean over training of the validation loss as a share of what one gets without looking at the inputs, at most
    /// 1: small where the error falls early, 1 where nothing is learned.
    /// </returns>
    public double Area(
        LagSettings settings, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        SequenceTask task = Task.Make(Lag);
        var network = new TaskNetwork(
            new Lstm(task.InputSize, Hidden, biasInitializer: new Constant(0, ForgetBias, 0, 0)), task.OutputSize);
        network.Build(backend, Seed);
        TaskOutcome outcome = TaskTraining.Run(
            backend, network, task, settings.Training(Task, LearningRate), Seed, cancellation, progress);
        var errors = new double[settings.Checks];
        double last = 1;
        for (int k = 0; k < errors.Length; k++)
        {
            // After the end of a run it stays as it was then; a diverged one counts as nothing learned.
            last = k < outcome.Curve.Count ? Math.Min(1, outcome.Curve[k].Score.Loss / Task.TrivialLoss)
                : outcome.IsDiverged ? 1 : last;
            errors[k] = double.IsNaN(last) ? 1 : last;
        }

        return errors.Average();
    }
}
