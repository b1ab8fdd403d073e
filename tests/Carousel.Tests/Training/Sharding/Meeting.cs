namespace Carousel.Tests.Training.Sharding;

/// <summary>
/// A place where threads wait for each other. Unlike the base library's barrier it allocates nothing, also where a
/// thread waits long.
/// </summary>
/// <param name="threads">How many meet.</param>
internal sealed class Meeting(int threads)
{
    private int _expected = threads, _here, _times;

    /// <summary>Continues when all are here.</summary>
    public void Wait()
    {
        int time = Volatile.Read(ref _times), here = Interlocked.Increment(ref _here);
        if (here < Volatile.Read(ref _expected) || !TryEnd(here))
        {
            var spin = new SpinWait();
            while (Volatile.Read(ref _times) == time)
            {
                spin.SpinOnce();
            }
        }
    }

    /// <summary>The others no longer wait for the caller.</summary>
    public void Leave()
    {
        int expected = Interlocked.Decrement(ref _expected), here = Volatile.Read(ref _here);
        if (here > 0 && here >= expected)
        {
            TryEnd(here);
        }
    }

    /// <summary>Of one that comes and one that leaves at the same time, one ends the meeting.</summary>
    private bool TryEnd(int here)
    {
        if (Interlocked.CompareExchange(ref _here, 0, here) != here)
        {
            return false;
        }

        Interlocked.Increment(ref _times);
        return true;
    }
}
