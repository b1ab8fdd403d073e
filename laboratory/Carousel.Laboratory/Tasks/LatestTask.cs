using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tasks;

/// <summary>
/// The latest: of T values about one in ten is marked; the one marked last is asked for at the last step. What was
/// stored has to be thrown away at every mark. Who always says 1/2 has a squared error of 1/12.
/// </summary>
/// <remarks>
/// The first half has at least one mark, the last quarter has none. Features of a step: the value, 0 … 1; 1 where it is
/// marked, else 0.
/// </remarks>
internal sealed class LatestTask : SequenceTask
{
    /// <summary>The squared error of always saying 1/2: the variance of a uniform number.</summary>
    public const double TrivialError = 1.0 / 12;

    private const int StepsPerMark = 10;
    private const int LeastLength = 8;

    private readonly int _length;

    /// <summary>T: steps.</summary>
    public int Length => _length;

    /// <summary>A task.</summary>
    /// <param name="length">T: steps, 8 or more.</param>
    public LatestTask(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, LeastLength);
        _length = length;
    }

    /// <inheritdoc/>
    public override string Name => $"latest-{_length}";

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
        int lastMark = _length - (_length / 4);
        for (int b = 0; b < sequences; b++)
        {
            int sure = random.Below(_length / 2);
            float latest = 0;
            for (int t = 0; t < _length; t++)
            {
                Span<float> step = batch.Step(b, t);
                step[0] = random.Uniform();
                bool isMarked = random.Below(StepsPerMark) == 0 || t == sure;
                if (isMarked && t < lastMark)
                {
                    step[1] = 1;
                    latest = step[0];
                }
            }

            batch.AddTarget(b, _length - 1, [latest]);
        }
    }
}
