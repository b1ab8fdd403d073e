using Carousel.Autograd;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Laboratory.Textbook.Clipping;

/// <summary>
/// A training by stochastic gradient descent that ends when a number is not finite.
/// </summary>
internal static class ClippedTraining
{
    private const int BatchSize = 32;
    private const double DivergedFactor = 10;

    /// <summary>Trains by stochastic gradient descent with momentum.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">Built; holds the last finite parameters afterwards.</param>
    /// <param name="task">A task of values.</param>
    /// <param name="kind">How gradients are clipped.</param>
    /// <param name="limit">The largest magnitude, or the largest length.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="steps">Steps.</param>
    /// <param name="seed">Of the sequences.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Whether a number was not finite, or the test loss is ten times that of a constant.</returns>
    public static bool Diverges(
        CpuBackend backend, TaskNetwork network, SequenceTask task, ClippingKind kind, double limit, double rate,
        int steps, ulong seed, CancellationToken cancellation)
    {
        Parameter[] parameters = [.. network.Parameters];
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        using Optimizer optimizer = new SgdOptions { Momentum = 0.9 }.Create(backend, parameters);
        var guard = new GradientGuard(backend, parameters);
        var batch = new TaskBatch(task);
        for (int step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            task.Draw(new TrialRandom(seed, $"{task.Name}/training", step), BatchSize, batch);
            tape.Begin(TapeMode.Training, seed, (uint)step);
            Variable outputs = network.Forward(tape, batch);
            Tensor targets = tape.Arena.Allocate(new Shape(batch.TargetCount, task.OutputSize));
            targets.Write(batch.TargetValues);
            BatchLoss loss = Loss.Squared.ApplyToBatch(tape, outputs, targets);
            if (!float.IsFinite(loss.Mean.Value.ToArray()[0]))
            {
                return true;
            }

            guard.Clear();
            tape.Backward(loss.Mean);
            double norm = guard.Norm();
            if (!double.IsFinite(norm))
            {
                return true;
            }

            if (kind == ClippingKind.ByValue)
            {
                guard.ClipValue(limit);
            }
            else if (kind == ClippingKind.ByNorm)
            {
                guard.ClipNorm(norm, limit);
            }

            optimizer.Step(rate);
        }

        double test = TaskEvaluation.Score(tape, network, task, TaskEvaluation.Draw(task, seed, "test", 256)).Loss;
        return !(test <= DivergedFactor * AddingTask.TrivialError);
    }
}
