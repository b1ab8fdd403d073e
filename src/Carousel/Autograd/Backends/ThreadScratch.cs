using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// Scratch of each thread, kept between calls: it grows to the largest need and then allocates nothing.
/// </summary>
internal static class ThreadScratch
{
    [ThreadStatic]
    private static HostStorage? _values;

    [ThreadStatic]
    private static HostStorage? _room;

    /// <summary>Room for so many values; undefined, and given up by the next call on this thread.</summary>
    /// <param name="length">How many.</param>
    /// <returns>[length].</returns>
    public static Span<float> Values(int length) => Grown(ref _values, length).Span(0, length);

    /// <summary>
    /// Room that the parts of a work share, whatever scratch of their own they ask for; given up by the next such call
    /// on this thread.
    /// </summary>
    /// <param name="length">How many values.</param>
    /// <returns>A block of at least so many.</returns>
    public static HostStorage Room(int length) => Grown(ref _room, length);

    private static HostStorage Grown(ref HostStorage? storage, int length)
    {
        if (storage is null || storage.Length < length)
        {
            int grown = Math.Max(length, 2 * (storage?.Length ?? 0));
            storage?.Dispose();

            // Where there is no memory for the new block, the next call must not find the old one.
            storage = null;
            storage = new HostStorage(grown);
        }

        return storage;
    }
}
