namespace Carousel.Server.Protocol;

/// <summary>How many bytes of large requests the process holds at once, of all connections together.</summary>
internal static class BodyRoom
{
    private const long Least = 64 << 20;
    private const int Part = 8;

    private static readonly long _most =
        Math.Max(Least, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Part);

    private static long _taken, _refused;

    /// <summary>How often there was no room since the start of the process.</summary>
    public static long Refused => Interlocked.Read(ref _refused);

    /// <summary>Takes room.</summary>
    /// <param name="bytes">How much.</param>
    /// <returns>False where there is no more; nothing was taken.</returns>
    public static bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= _most)
        {
            return true;
        }

        Give(bytes);
        Interlocked.Increment(ref _refused);
        return false;
    }

    /// <summary>Gives room back.</summary>
    /// <param name="bytes">How much.</param>
    public static void Give(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
