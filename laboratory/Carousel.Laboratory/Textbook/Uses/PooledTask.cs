using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses;

/// <summary>
/// A task whose sequences are summarised without their order: one step with the mean and the deviation of each
/// feature.
/// </summary>
/// <param name="inner">Asks for one class a sequence, at its last step.</param>
internal sealed class PooledTask(SequenceTask inner) : SequenceTask
{
    private readonly TaskBatch _inner = new(inner);

    /// <inheritdoc/>
    public override string Name => inner.Name;

    /// <inheritdoc/>
    public override int InputSize => 2 * inner.InputSize;

    /// <inheritdoc/>
    public override int OutputSize => inner.OutputSize;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        inner.Draw(random, sequences, _inner);
        batch.Begin(1, sequences);
        for (int k = 0; k < _inner.TargetCount; k++)
        {
            int b = _inner.TargetSequences[k], steps = _inner.TargetSteps[k] + 1;
            Span<float> pooled = batch.Step(b, 0);
            for (int f = 0; f < inner.InputSize; f++)
            {
                float sum = 0, squares = 0;
                for (int t = 0; t < steps; t++)
                {
                    float value = _inner.Step(b, t)[f];
                    (sum, squares) = (sum + value, squares + (value * value));
                }

                float mean = sum / steps;
                pooled[f] = mean;
                pooled[inner.InputSize + f] = MathF.Sqrt(MathF.Max(0, (squares / steps) - (mean * mean)));
            }

            batch.AddTarget(b, 0, (int)_inner.Targets[k]);
        }
    }
}
