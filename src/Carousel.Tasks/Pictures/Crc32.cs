namespace Carousel.Tasks.Pictures;

/// <summary>The check value of PNG's chunks: the cyclic redundancy check of ISO 3309 with the polynomial 0xEDB88320.</summary>
internal static class Crc32
{
    private static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <summary>The check value of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint value = uint.MaxValue;
        foreach (byte b in bytes)
        {
            value = _table[(byte)(value ^ b)] ^ (value >> 8);
        }

        return ~value;
    }

    private static uint Entry(int place)
    {
        uint value = (uint)place;
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
        }

        return value;
    }
}
