namespace Carousel.Training;

/// <summary>Elapsed time, pace and time left of one session of a training.</summary>
internal sealed class TrainingClock(TimeProvider time, long firstStep, long steps)
{
    private const int Marks = 120;
    private const double LeastTrainingPerWriting = 50;
    private static readonly TimeSpan _betweenMarks = TimeSpan.FromSeconds(1);

    /// <summary>The pace is measured over this time: earlier steps and pauses do not predict the coming ones.</summary>
    private static readonly TimeSpan _lately = TimeSpan.FromMinutes(1);

    private readonly long _start = time.GetTimestamp();
    private readonly (long Time, long Step)[] _marks = new (long Time, long Step)[Marks];
    private int _made;
    private long _checkpoint = time.GetTimestamp();
    private double _writingSeconds;

    /// <summary>Seconds since the last checkpoint, or the start.</summary>
    private double SecondsSinceCheckpoint => time.GetElapsedTime(_checkpoint).TotalSeconds;

    /// <summary>Whether a checkpoint is due at the given interval in seconds. The interval is longer if writing one
    /// takes so long that it would delay the training.</summary>
    public bool IsCheckpointDue(double seconds) =>
        SecondsSinceCheckpoint >= Math.Max(seconds, LeastTrainingPerWriting * _writingSeconds);

    /// <summary>A checkpoint was written.</summary>
    /// <param name="began">The timestamp from before.</param>
    public void MarkCheckpoint(long began)
    {
        _checkpoint = time.GetTimestamp();
        _writingSeconds = time.GetElapsedTime(began, _checkpoint).TotalSeconds;
    }

    public long Now() => time.GetTimestamp();

    public TrainingTimes At(long step)
    {
        TimeSpan elapsed = time.GetElapsedTime(_start);
        long made = step - firstStep;
        if (made <= 0 || elapsed <= TimeSpan.Zero)
        {
            return new TrainingTimes(elapsed, TimeSpan.Zero, 0);
        }

        long now = time.GetTimestamp();
        (long from, long first) = Lately(now);
        if (_made == 0 || time.GetElapsedTime(_marks[(_made - 1) % Marks].Time, now) >= _betweenMarks)
        {
            _marks[_made++ % Marks] = (now, step);
        }

        double pace = step > first
            ? (step - first) / time.GetElapsedTime(from, now).TotalSeconds
            : made / elapsed.TotalSeconds;
        return new TrainingTimes(elapsed, TimeSpan.FromSeconds(Math.Max(0, steps - step) / pace), pace);
    }

    /// <summary>The newest mark that is a minute old; else the start.</summary>
    private (long Time, long Step) Lately(long now)
    {
        for (int mark = _made - 1; mark >= Math.Max(0, _made - Marks); mark--)
        {
            if (time.GetElapsedTime(_marks[mark % Marks].Time, now) >= _lately)
            {
                return _marks[mark % Marks];
            }
        }

        return (_start, firstStep);
    }
}
