using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Resets;

/// <summary>
/// A running sum: at every step the sum of the values since the last mark, that of the marked step among them, or since
/// the start, so that marks mean nothing. About one step in ten is marked.
/// </summary>
/// <remarks>Features of a step: the value, −1 … 1; 1 where it is marked, else 0.</remarks>
/// <param name="length">T: steps.</param>
/// <param name="isReset">Whether a mark sets the sum to 0.</param>
internal sealed class RunningSumTask(int length, bool isReset) : SequenceTask
{
    /// <summary>Mean number of steps per mark.</summary>
    public const int StepsPerMark = 10;

    /// <inheritdoc/>
    public override string Name => $"running-sum-{length}{(isReset ? "" : "-marks-ignored")}";

    /// <inheritdoc/>
    public override int InputSize => 2;

    /// <inheritdoc/>
    public override int OutputSize => 1;

    /// <inheritdoc/>
    public override bool HasClasses => false;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(length, sequences);
        for (int b = 0; b < sequences; b++)
        {
            float sum = 0;
            for (int t = 0; t < length; t++)
            {
                Span<float> step = batch.Step(b, t);
                step[0] = random.Uniform(-1, 1);
                bool isMarked = random.Below(StepsPerMark) == 0;
                step[1] = isMarked ? 1 : 0;
                sum = (isMarked && isReset ? 0 : sum) + step[0];
                batch.AddTarget(b, t, [sum]);
            }
        }
    }
}
