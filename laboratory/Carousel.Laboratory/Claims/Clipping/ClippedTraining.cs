using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Laboratory.Claims.Training;
using Carousel.Laboratory.Trials;
using Carousel.Memory;
using Carousel.Training;
using Carousel.Training.Losses;
using Carousel.Training.Optimisers;

namespace Carousel.Laboratory.Claims.Clipping;

/// <summary>
/// A training that keeps every loss and every norm before clipping, and that goes on until a number is not finite.
/// </summary>
internal static class ClippedTraining
{
    private const int BatchSize = 32;

    /// <summary>Largest magnitude of a gradient's value.</summary>
    public const double ValueLimit = 5;

    /// <summary>Largest length of a gradient.</summary>
    public const double NormLimit = 1;

    /// <summary>Trains by stochastic gradient descent with momentum.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">Built; holds the last finite parameters afterwards.</param>
    /// <param name="task">A task of values.</param>
    /// <param name="kind">How gradients are clipped.</param>
    /// <param name="limit">The largest magnitude, or the largest length.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="steps">Steps.</param>
    /// <param name="seed">Of the sequences.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ClippedOutcome Run(
        CpuBackend backend, TaskNetwork network, SequenceTask task, ClippingKind kind, double limit, double rate,
        int steps, ulong seed, Action<double> progress, CancellationToken cancellation)
    {
        Parameter[] parameters = [.. network.Parameters];
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        using Optimiser optimiser = new SgdOptions { Momentum = 0.9 }.Create(backend, parameters);
        var guard = new GradientGuard(backend, parameters);
        var batch = new TaskBatch(task);
        var losses = new List<double>();
        var norms = new List<double>();
        for (int step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            task.Draw(new TrialRandom(seed, $"{task.Name}/training", step), BatchSize, batch);
            tape.Begin(TapeMode.Training, seed, (uint)step);
            Variable outputs = network.Forward(tape, batch);
            Tensor targets = tape.Arena.Allocate(new Shape(batch.TargetCount, task.OutputSize));
            targets.Write(batch.TargetValues);
            BatchLoss loss = Loss.Squared.ApplyToBatch(tape, outputs, targets);
            float value = loss.Mean.Value.ToArray()[0];
            losses.Add(value);
            if (!float.IsFinite(value))
            {
                break;
            }

            guard.Clear();
            tape.Backward(loss.Mean);
            double norm = guard.Norm();
            norms.Add(norm);
            if (!double.IsFinite(norm))
            {
                break;
            }

            if (kind == ClippingKind.ByValue)
            {
                guard.ClipValue(limit);
            }
            else if (kind == ClippingKind.ByNorm)
            {
                guard.ClipNorm(norm, limit);
            }

            optimiser.Step(rate);
            progress((step + 1.0) / steps);
        }

        bool isFinite = double.IsFinite(losses[^1]) && double.IsFinite(norms[^1]);
        double test = isFinite
            ? TaskEvaluation.Score(tape, network, task, TaskEvaluation.Draw(task, seed, "test", 256)).Loss
            : double.PositiveInfinity;
        return new ClippedOutcome(
            losses, norms, double.IsFinite(test) ? test : double.PositiveInfinity, network.ParameterCount);
    }
}
