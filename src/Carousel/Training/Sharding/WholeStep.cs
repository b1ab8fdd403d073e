using Carousel.Autograd;

namespace Carousel.Training;

/// <summary>Whole batches, one chain of sums each; the gradients of several may be averaged for a step.</summary>
internal sealed class WholeStep(
    ITrainingProblem problem, Tape tape, TrainerOptions options, GradientGuard guard, CarriedState carried)
    : GradientStep
{
    /// <inheritdoc/>
    public override (double LossSum, double Elements) Run(TrainingPosition position, int batches)
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

    /// <inheritdoc/>
    public override void Dispose()
    {
        // What it works with is the trainer's.
    }
}
