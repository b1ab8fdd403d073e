namespace Carousel.Testing;

/// <summary>Work that should allocate nothing does.</summary>
public sealed class AllocatedException(string message) : Exception(message);

/// <summary>Managed bytes that work allocates on this thread once it is warm; the only place that reads them.</summary>
/// <remarks>
/// The runtime hands a thread a buffer of some 8 KB to allocate from, counts it at once and subtracts the part that is
/// still free in it. A collection, whichever thread caused it,
/// takes the buffer away, and then its free rest may count as allocated: one reading is thousands of bytes too high,
/// though nothing was allocated, and the number of collections
/// need not tell (a background collection is counted at another moment). It happens once: a thread without a buffer has
/// no rest to lose, and gets a new buffer with
/// its next allocation only. The true allocations of a round are in every reading, to the byte.
/// </remarks>
public static class Allocations
{
    /// <summary>
    /// What this thread has allocated so far, and perhaps the rests of buffers that collections took from it.
    /// </summary>
    public static long BytesSoFar => GC.GetAllocatedBytesForCurrentThread();

    /// <summary>
    /// What this thread has allocated so far. Readings up to its next allocation are exact, since its buffer is gone:
    /// for work that can't be repeated.
    /// </summary>
    public static long BytesSoFarWithoutBuffer()
    {
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        return BytesSoFar;
    }

    /// <summary>Bytes that a round allocates: the least of some rounds, since a collection may fall into one.</summary>
    /// <param name="round">The work, made before anything is measured. Runs often, so it must not matter how
    /// often.</param>
    /// <param name="warmUps">Rounds before the measured ones.</param>
    /// <param name="rounds">Most measured rounds; one that allocates no more than is enough is the last.</param>
    /// <param name="enough">Bytes that end the measurement.</param>
    public static long OfSteadyState(Action round, int warmUps = 2, int rounds = 5, long enough = 0)
    {
        ArgumentNullException.ThrowIfNull(round);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 2);
        for (int i = 0; i < warmUps; i++)
        {
            round();
        }

        long least = long.MaxValue;
        for (int i = 0; i < rounds && least > enough; i++)
        {
            long before = BytesSoFar;
            round();
            least = Math.Min(least, BytesSoFar - before);
        }

        return least;
    }

    /// <summary>Throws if each of some rounds allocates something.</summary>
    /// <remarks>
    /// Other threads may allocate and collect meanwhile: a round that allocates nothing takes no new buffer, so that
    /// only one of them can lose a rest.
    /// The other readings need a test without others at the same time: <c>Alone</c>.
    /// </remarks>
    /// <param name="round">The work, made before anything is measured. Runs often, so it must not matter how
    /// often.</param>
    /// <param name="warmUps">Rounds before the measured ones.</param>
    /// <param name="rounds">Most measured rounds; one that allocates nothing is the last.</param>
    /// <exception cref="AllocatedException">Every round allocates.</exception>
    public static void AssertNone(Action round, int warmUps = 2, int rounds = 5)
    {
        long bytes = OfSteadyState(round, warmUps, rounds);
        if (bytes != 0)
        {
            throw new AllocatedException(
                $"Each of {rounds} rounds allocates {bytes} bytes or more, but should allocate nothing.");
        }
    }
}
