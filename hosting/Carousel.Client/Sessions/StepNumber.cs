namespace Carousel.Client.Sessions;

/// <summary>
/// The number of a session's next step, and who may take it: only one call, or frames of streams that continue from one
/// another.
/// </summary>
internal sealed class StepNumber
{
    private const int Alone = -1;

    private int _takers;
    private long _next;

    public StepNumber(long next) => _next = next;

    /// <summary>The number of the first step that is neither acknowledged nor under way in a stream.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>Takes the session for one call.</summary>
    /// <exception cref="InvalidOperationException">It is taken.</exception>
    public void Take()
    {
        if (Interlocked.CompareExchange(ref _takers, Alone, 0) != 0)
        {
            throw Taken();
        }
    }

    /// <summary>Returns the session after a call.</summary>
    public void Give() => Volatile.Write(ref _takers, 0);

    /// <summary>Goes to a step, where the session is taken for one call.</summary>
    /// <param name="next">Its number.</param>
    public void GoTo(long next) => Volatile.Write(ref _next, next);

    /// <summary>Whether a frame could take a step.</summary>
    /// <exception cref="InvalidOperationException">A call has the session.</exception>
    public void RequireShared()
    {
        if (Volatile.Read(ref _takers) == Alone)
        {
            throw Taken();
        }
    }

    /// <summary>Takes a step for a frame that will be under way with others.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="InvalidOperationException">A call has the session.</exception>
    public long TakeStep()
    {
        int takers;
        do
        {
            takers = Volatile.Read(ref _takers);
            if (takers == Alone)
            {
                throw Taken();
            }
        }
        while (Interlocked.CompareExchange(ref _takers, takers + 1, takers) != takers);

        return Interlocked.Increment(ref _next) - 1;
    }

    /// <summary>Gives back the step of a frame.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="isDone">Whether it was acknowledged; if not, it is the next once more.</param>
    public void GiveStep(long number, bool isDone)
    {
        long next = Volatile.Read(ref _next);
        while (!isDone && number < next)
        {
            long seen = Interlocked.CompareExchange(ref _next, number, next);
            if (seen == next)
            {
                break;
            }

            next = seen;
        }

        Interlocked.Decrement(ref _takers);
    }

    private static InvalidOperationException Taken() => new(
        "The session is in another call. Await one call before the next; a stream takes several frames at once.");
}
