namespace Carousel.Server.Engine;

/// <summary>Numbers of blocks, one after the other over all partitions: a store has them in the order of
/// time.</summary>
internal sealed class BlockNumbers
{
    private long _last;

    /// <summary>The last number given; 0 for none.</summary>
    public long Last => Interlocked.Read(ref _last);

    /// <summary>The next number.</summary>
    public long Next() => Interlocked.Increment(ref _last);

    /// <summary>Raises the counter so that later numbers exceed the given one.</summary>
    /// <param name="number">The number.</param>
    public void Pass(long number)
    {
        for (long last = Last; last < number;)
        {
            long found = Interlocked.CompareExchange(ref _last, number, last);
            last = found == last ? number : found;
        }
    }
}
