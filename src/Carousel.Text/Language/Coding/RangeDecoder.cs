namespace Carousel.Language;

/// <summary>Reads what a <see cref="RangeEncoder"/> wrote.</summary>
internal sealed class RangeDecoder
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private ulong _offset;
    private ulong _range = ulong.MaxValue;
    private int _place;

    /// <summary>A decoder at the beginning.</summary>
    /// <param name="bytes">What was written.</param>
    public RangeDecoder(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        for (int i = 0; i < sizeof(ulong); i++)
        {
            Shift();
        }
    }

    /// <summary>Whether more was read than an encoder wrote: bytes are missing, or damaged.</summary>
    public bool IsBehindEnd => _place > _bytes.Length + sizeof(ulong) - 2;

    /// <summary>Where among the frequencies the next symbol lies.</summary>
    /// <param name="bits">The total of all is 2 to the power of this.</param>
    public uint Next(int bits = RangeEncoder.TotalBits) =>
        (uint)Math.Min(_offset / (_range >> bits), (1UL << bits) - 1);

    /// <summary>Moves past the symbol.</summary>
    /// <param name="before">The frequencies of all symbols before it.</param>
    /// <param name="frequency">Its own.</param>
    /// <param name="bits">As it was asked for.</param>
    public void Read(uint before, uint frequency, int bits = RangeEncoder.TotalBits)
    {
        ulong part = _range >> bits;
        _offset -= before * part;
        _range = part * frequency;
        for (; _range < RangeEncoder.Least; _range <<= 8)
        {
            Shift();
        }
    }

    private void Shift()
    {
        _offset = (_offset << 8) | (_place < _bytes.Length ? _bytes.Span[_place] : (byte)0);
        _place++;
    }
}
