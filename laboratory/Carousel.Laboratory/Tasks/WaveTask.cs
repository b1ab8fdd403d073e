using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tasks;

/// <summary>
/// The next value of a noisy wave with random phase and period, as a sensor gives it or scaled to a mean of 0 and a
/// deviation of 1.
/// </summary>
/// <param name="isScaled">Whether values are scaled.</param>
/// <param name="length">T: steps before the value that is asked for.</param>
internal sealed class WaveTask(bool isScaled, int length = WaveTask.UsualLength) : SequenceTask
{
    /// <summary>The deviation of values that are not scaled.</summary>
    public const float Deviation = 50;

    private const float Mean = 500, Noise = 0.1f;
    private const int UsualLength = 30, ShortestPeriod = 8, LongestPeriod = 24;

    /// <inheritdoc/>
    public override string Name => length == UsualLength ? "wave" : $"wave-{length}";

    /// <inheritdoc/>
    public override int InputSize => 1;

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
            double phase = 2 * Math.PI * random.Uniform();
            double speed = 2 * Math.PI / (ShortestPeriod + ((LongestPeriod - ShortestPeriod) * random.Uniform()));
            float Value(int t)
            {
                float own = (float)(Math.Sqrt(2) * Math.Sin(phase + (speed * t))) + (Noise * random.Gaussian());
                return isScaled ? own : Mean + (Deviation * own);
            }

            for (int t = 0; t < length; t++)
            {
                batch.Step(b, t)[0] = Value(t);
            }

            batch.AddTarget(b, length - 1, [Value(length)]);
        }
    }
}
