using Carousel.Tensors;

namespace Carousel.Testing;

/// <summary>
/// Memory of tensors that work takes, counted over the whole process: for tests that run one at a time.
/// </summary>
/// <remarks>
/// A thread that has ended gives its scratch back whenever the collector finds it: one reading is too low then, though
/// the work gave nothing back. It happens once for
/// a thread. The memory of the work is in every reading, so the largest of some counts.
/// </remarks>
public static class HostMemory
{
    /// <summary>Bytes that are taken now, as <see cref="HostStorage.LiveBytes"/> counts them.</summary>
    public static long Bytes => HostStorage.LiveBytes;

    /// <summary>
    /// The largest of some readings of the increase since before the work; the first round, which makes the
    /// thread's scratch, does not count.
    /// </summary>
    /// <param name="work">The work; it is given the bytes before it and says how many there are more at the moment that
    /// matters.</param>
    /// <param name="rounds">Measured rounds.</param>
    public static long MostOf(Func<long, long> work, int rounds = 3)
    {
        ArgumentNullException.ThrowIfNull(work);
        work(Bytes);
        long most = long.MinValue;
        for (int round = 0; round < rounds; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            most = Math.Max(most, work(Bytes));
        }

        return most;
    }
}
