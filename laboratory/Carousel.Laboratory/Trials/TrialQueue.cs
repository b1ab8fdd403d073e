namespace Carousel.Laboratory.Trials;

/// <summary>
/// The trials of a row: a free lane takes the next one. The lane has no influence on the
/// result.
/// </summary>
/// <param name="makeTrial">Makes the trial of a number.</param>
/// <param name="count">Trials in all.</param>
internal sealed class TrialQueue(Func<int, Trial> makeTrial, int count)
{
    private readonly Trial?[] _trials = new Trial?[count];
    private readonly bool[] _isDone = new bool[count];
    private int _taken;

    /// <summary>Trials in all.</summary>
    public int Count => count;

    /// <summary>The next trial, or null where all are taken.</summary>
    public Trial? Take()
    {
        int number = Interlocked.Increment(ref _taken) - 1;
        if (number >= count)
        {
            return null;
        }

        Trial trial = makeTrial(number);
        Volatile.Write(ref _trials[number], trial);
        return trial;
    }

    /// <summary>Notes that a trial has ended.</summary>
    /// <param name="trial">The trial.</param>
    public void Finish(Trial trial) => Volatile.Write(ref _isDone[trial.Number], true);

    /// <summary>A trial, or null if it has not been taken.</summary>
    /// <param name="number">Its number.</param>
    public Trial? Find(int number) => Volatile.Read(ref _trials[number]);

    /// <summary>Whether a trial has ended.</summary>
    /// <param name="number">Its number.</param>
    public bool IsDone(int number) => Volatile.Read(ref _isDone[number]);
}
