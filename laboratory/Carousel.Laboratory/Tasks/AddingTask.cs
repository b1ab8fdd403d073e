using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tasks;

/// <summary>
/// Adding: of T values two are marked, one in each half; their sum is asked for at the last step. Who always says 1 has
/// a squared error of 1/6.
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.4, with a fixed length, values in [0, 1) and one mark in each half, as in
/// Arjovsky, Shah and Bengio 2016, section 5.2.
/// Features of a step: the value; 1 where it is marked, else 0.
/// </remarks>
internal sealed class AddingTask : SequenceTask
{
    /// <summary>
    /// The squared error of always saying 1, the mean of the sum: the variance of two uniform numbers.
    /// </summary>
    public const double TrivialError = 1.0 / 6;

    private readonly int _length;

    /// <summary>A task.</summary>
    /// <param name="length">T: steps, 2 or more.</param>
    public AddingTask(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        _length = length;
    }

    /// <inheritdoc/>
    public override string Name => $"adding-{_length}";

    /// <inheritdoc/>
    public override int InputSize => 2;

    /// <inheritdoc/>
    public override int OutputSize => 1;

    /// <inheritdoc/>
    public override bool HasClasses => false;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(_length, sequences);
        int half = _length / 2;
        for (int b = 0; b < sequences; b++)
        {
            int first = random.Below(half), second = random.Between(half, _length - 1);
            float sum = 0;
            for (int t = 0; t < _length; t++)
            {
                Span<float> step = batch.Step(b, t);
                step[0] = random.Uniform();
                if (t == first || t == second)
                {
                    step[1] = 1;
                    sum += step[0];
                }
            }

            batch.AddTarget(b, _length - 1, [sum]);
        }
    }
}
