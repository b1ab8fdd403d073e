using System.Diagnostics;

namespace Carousel.Benchmarks.Serving;

/// <summary>
/// When requests are due: at fixed times, however late their answers are; or without a rate whenever there is room.
/// Times are those of <see cref="Stopwatch"/>.
/// </summary>
internal sealed class DueTimes
{
    private readonly double _ticksApart;
    private readonly long _count;
    private long _taken;

    /// <summary>The times of a part.</summary>
    /// <param name="rate">Requests a second, or null for as many as there is room for.</param>
    /// <param name="start">When the part begins; the first request is due then.</param>
    /// <param name="seconds">How long it lasts.</param>
    public DueTimes(double? rate, long start, double seconds)
    {
        Start = start;
        End = start + (long)(seconds * Stopwatch.Frequency);
        IsOpen = rate is not null;
        _ticksApart = rate is { } asked ? Stopwatch.Frequency / asked : 0;
        _count = rate is { } requests ? Math.Max(1, (long)Math.Floor(requests * seconds)) : long.MaxValue;
    }

    /// <summary>When it begins.</summary>
    public long Start { get; }

    /// <summary>When it ends: nothing is sent from then on.</summary>
    public long End { get; }

    /// <summary>Whether there is a rate.</summary>
    public bool IsOpen { get; }

    /// <summary>When the next request is due; never where all were taken.</summary>
    /// <remarks>From the number of the request, so that no rounding adds up.</remarks>
    public long Next => _taken >= _count ? long.MaxValue
        : IsOpen ? Start + (long)(_taken * _ticksApart) : Start;

    /// <summary>Takes the next request, if it is due.</summary>
    /// <param name="now">The time.</param>
    /// <param name="due">When it was due.</param>
    public bool TryTake(long now, out long due)
    {
        due = IsOpen ? Next : now;
        if (due > now || now >= End)
        {
            return false;
        }

        _taken++;
        return true;
    }

    /// <summary>Takes a request that was due before the end and found no room until then.</summary>
    /// <param name="due">When it was due.</param>
    public bool TryTakeUnsent(out long due)
    {
        due = Next;
        if (!IsOpen || due >= End)
        {
            return false;
        }

        _taken++;
        return true;
    }
}
