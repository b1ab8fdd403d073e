namespace Carousel.Jobs.Sound;

/// <summary>
/// Samples that wait, first in, first out. Takes no memory once it has grown to the largest number that waited at a
/// time.
/// </summary>
internal sealed class SampleQueue
{
    private float[] _samples = [];
    private int _from;

    /// <summary>Samples that wait.</summary>
    public int Count { get; private set; }

    /// <summary>The samples that wait, the oldest first; valid until the next call that changes the queue.</summary>
    public ReadOnlySpan<float> Waiting => _samples.AsSpan(_from, Count);

    /// <summary>Adds samples at the end.</summary>
    /// <param name="samples">The samples.</param>
    public void Add(ReadOnlySpan<float> samples) => samples.CopyTo(Extend(samples.Length));

    /// <summary>Adds samples at the end for the caller to fill.</summary>
    /// <param name="count">How many.</param>
    /// <returns>[count], to be overwritten.</returns>
    public Span<float> Extend(int count)
    {
        if (_from + Count + count > _samples.Length)
        {
            float[] larger = Count + count > _samples.Length
                ? new float[Math.Max(2 * _samples.Length, Count + count)]
                : _samples;
            Waiting.CopyTo(larger);
            (_samples, _from) = (larger, 0);
        }

        Count += count;
        return _samples.AsSpan(_from + Count - count, count);
    }

    /// <summary>Takes the oldest samples away.</summary>
    /// <param name="count">How many, at most <see cref="Count"/>.</param>
    public void Drop(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        (_from, Count) = (_from + count, Count - count);
    }

    /// <summary>Takes all samples away.</summary>
    public void Clear() => (_from, Count) = (0, 0);
}
