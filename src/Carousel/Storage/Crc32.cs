namespace Carousel.Storage;

/// <summary>
/// The check of zip archives and of PNG's chunks: the polynomial 0x04C11DB7, reflected (ISO 3309), eight bytes at a
/// time.
/// </summary>
internal static class Crc32
{
    private const int Lanes = 8;
    private static readonly uint[] _table = Make();

    /// <summary>Continues a check.</summary>
    /// <param name="crc">The check so far; 0 at the beginning.</param>
    /// <param name="bytes">What follows.</param>
    /// <returns>The check of both.</returns>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[] table = _table;
        crc = ~crc;
        for (; bytes.Length >= Lanes; bytes = bytes[Lanes..])
        {
            uint low = crc ^ BitConverter.ToUInt32(bytes), high = BitConverter.ToUInt32(bytes[4..]);
            crc = table[(7 * 256) + (low & 255)] ^ table[(6 * 256) + ((low >> 8) & 255)]
                ^ table[(5 * 256) + ((low >> 16) & 255)] ^ table[(4 * 256) + (low >> 24)]
                ^ table[(3 * 256) + (high & 255)] ^ table[(2 * 256) + ((high >> 8) & 255)]
                ^ table[256 + ((high >> 16) & 255)] ^ table[high >> 24];
        }

        foreach (byte b in bytes)
        {
            crc = table[(crc ^ b) & 255] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] Make()
    {
        var table = new uint[Lanes * 256];
        for (uint b = 0; b < 256; b++)
        {
            uint crc = b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0xEDB88320u);
            }

            table[b] = crc;
        }

        for (int k = 256; k < table.Length; k++)
        {
            table[k] = (table[k - 256] >> 8) ^ table[table[k - 256] & 255];
        }

        return table;
    }
}
