namespace Carousel.Kernels;

/// <summary>The counters of a block of random words; neighbouring blocks differ in one.</summary>
/// <param name="Low">Counters 0 (low half) and 1 (high half).</param>
/// <param name="C2">Counter 2.</param>
/// <param name="C3">Counter 3.</param>
/// <param name="CountsLast">Whether the next block has the next counter 3; else the next low counters.</param>
internal readonly record struct BlockCounters(ulong Low, uint C2, uint C3, bool CountsLast = false)
{
    /// <summary>The counters of a later block.</summary>
    /// <param name="blocks">How many blocks later.</param>
    public BlockCounters From(uint blocks) => CountsLast
        ? this with { C3 = unchecked(C3 + blocks) }
        : this with { Low = unchecked(Low + blocks) };
}
