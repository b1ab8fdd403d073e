using Carousel.Training.Observers;

namespace Carousel.Training;

/// <summary>Elapsed time, pace and time left of one session of a training.</summary>
internal sealed class TrainingClock(TimeProvider time, long firstStep, long steps)
{
    private readonly long _start = time.GetTimestamp();
    private long _checkpoint = time.GetTimestamp();

    /// <summary>Seconds since the last checkpoint, or the start.</summary>
    public double SecondsSinceCheckpoint => time.GetElapsedTime(_checkpoint).TotalSeconds;

    public void MarkCheckpoint() => _checkpoint = time.GetTimestamp();

    public TrainingTimes At(long step)
    {
        TimeSpan elapsed = time.GetElapsedTime(_start);
        long made = step - firstStep;
        if (made <= 0 || elapsed <= TimeSpan.Zero)
        {
            return new TrainingTimes(elapsed, TimeSpan.Zero, 0);
        }

        double pace = made / elapsed.TotalSeconds;
        return new TrainingTimes(elapsed, TimeSpan.FromSeconds(Math.Max(0, steps - step) / pace), pace);
    }
}
