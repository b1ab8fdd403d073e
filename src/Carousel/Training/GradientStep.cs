using Carousel.Autograd;

namespace Carousel.Training;

/// <summary>How a training step comes to its loss and its gradients, which may be averaged over batches.</summary>
internal sealed class GradientStep(
    ITrainingProblem problem, Tape tape, TrainerOptions options, GradientGuard guard, CarriedState carried)
{
    /// <summary>
    /// Loss and gradients of the batches of one step; the position advances by those batches.
    /// </summary>
    /// <param name="position">The first batch.</param>
    /// <param name="batches">Batches of the epoch.</param>
    /// <returns>Σ mean loss · elements, and the elements. A sum that is not finite: a loss was not.</returns>
    public (double LossSum, double Elements) Run(TrainingPosition position, int batches)
    {
        int group = Math.Min(options.AccumulatedBatches, batches - position.Batch);
        double lossSum = 0;
        double elements = 0;
        for (int k = 0; k < group; k++)
        {
            tape.Begin(TapeMode.Training, options.Seed, unchecked((uint)position.Batches));
            BatchLoss loss = problem.Loss(tape, position.Epoch, position.Batch, carried.Values);
            float value = 0;
            loss.Mean.Value.Read(new Span<float>(ref value));
            if (!float.IsFinite(value))
            {
                return (value, 1);
            }

            if (k == 0)
            {
                guard.Clear();
            }

            tape.Backward(loss.Mean, 1f / group);
            carried.Keep(loss.FinalState.Value);
            lossSum += value * loss.Elements;
            elements += loss.Elements;
            position.Batch++;
            position.Batches++;
        }

        return (lossSum, elements);
    }
}
