using System.Runtime.InteropServices;

namespace Carousel.Tensors;

/// <summary>
/// The words that the threads of <see cref="Workers"/> share, each on a separate cache line, so that a thread that
/// waits for one does not slow the writers of the others.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 6 * Line)]
internal sealed class WorkersLines
{
    /// <summary>The most groups of parts, one bit each.</summary>
    public const int MaximumGroups = 64;

    private const int Line = 128;

    /// <summary>A bit for each group of parts that no thread has begun.</summary>
    [FieldOffset(Line)]
    public ulong Open;

    /// <summary>How many groups are done, the first, which is always the caller's, apart.</summary>
    [FieldOffset(2 * Line)]
    public int Finished;

    /// <summary>How many threads sleep, or are about to, and have not been woken.</summary>
    [FieldOffset(3 * Line)]
    public int Asleep;

    /// <summary>1 while the caller sleeps.</summary>
    [FieldOffset((3 * Line) + sizeof(int))]
    public int CallerAsleep;

    /// <summary>1 while a caller's work runs.</summary>
    [FieldOffset(4 * Line)]
    public int Busy;
}
