using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>Scratch of each thread, kept between calls: it grows to the largest need and then allocates nothing.</summary>
internal static class ThreadScratch
{
    [ThreadStatic]
    private static HostStorage? _storage;

    /// <summary>Room for so many values; undefined, and given up by the next call on this thread.</summary>
    /// <param name="length">How many.</param>
    /// <returns>[length].</returns>
    public static Span<float> Values(int length) => Room(length).Span(0, length);

    /// <summary>The same as a block, for parts that share it on several threads.</summary>
    /// <param name="length">How many values.</param>
    /// <returns>A block of at least so many.</returns>
    public static HostStorage Room(int length)
    {
        if (_storage is null || _storage.Length < length)
        {
            _storage?.Dispose();
            _storage = new HostStorage(Math.Max(length, 2 * (_storage?.Length ?? 0)));
        }

        return _storage;
    }
}
