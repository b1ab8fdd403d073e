namespace Carousel.Server.Engine;

/// <summary>How often something happened in the last seconds.</summary>
/// <remarks>
/// Any thread adds, without locks; where several do at the turn of a second, a few of that moment may be lost.
/// </remarks>
/// <param name="started">The second in which counting begins.</param>
internal sealed class RecentRate(long started)
{
    /// <summary>Over how many whole seconds is counted.</summary>
    public const int Window = 5;

    // A power of two greater than the window: the slots being read are not the one being reset.
    private const int Slots = 8;

    private readonly long[] _seconds = new long[Slots], _counts = new long[Slots];

    /// <summary>It happened.</summary>
    /// <param name="count">How often.</param>
    /// <param name="second">Now, in whole seconds.</param>
    public void Add(long count, long second)
    {
        int slot = (int)(second & (Slots - 1));
        long held = Volatile.Read(ref _seconds[slot]);
        if (held != second && Interlocked.CompareExchange(ref _seconds[slot], second, held) == held)
        {
            Interlocked.Exchange(ref _counts[slot], 0);
        }

        Interlocked.Add(ref _counts[slot], count);
    }

    /// <summary>How often a second, over the whole seconds before this one.</summary>
    /// <param name="second">Now, in whole seconds.</param>
    public double PerSecond(long second)
    {
        long sum = 0;
        for (long before = second - Window; before < second; before++)
        {
            int slot = (int)(before & (Slots - 1));
            sum += Volatile.Read(ref _seconds[slot]) == before ? Interlocked.Read(ref _counts[slot]) : 0;
        }

        return sum / (double)Math.Clamp(second - started, 1, Window);
    }
}
