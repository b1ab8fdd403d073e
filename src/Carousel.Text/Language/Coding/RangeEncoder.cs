namespace Carousel.Language;

/// <summary>Writes symbols in about −log₂ p bits each: an arithmetic coder over whole numbers.</summary>
/// <remarks>
/// Martin 1979; a range of 64 bits that loses a byte whenever 48 bits hold it, so that totals up to 2²⁸ cost less
/// than a millionth of a bit; a carry goes back into the bytes written.
/// </remarks>
internal sealed class RangeEncoder
{
    /// <summary>Totals of frequencies are 2 to the power of this.</summary>
    public const int TotalBits = 28;

    /// <summary>A range below this loses its first byte.</summary>
    internal const ulong Least = 1UL << 48;

    private readonly List<byte> _bytes = [];
    private ulong _low;
    private ulong _range = ulong.MaxValue;

    /// <summary>Writes a symbol.</summary>
    /// <param name="before">The frequencies of all symbols before it.</param>
    /// <param name="frequency">Its own, 1 or more.</param>
    /// <param name="bits">The total of all is 2 to the power of this.</param>
    public void Write(uint before, uint frequency, int bits = TotalBits)
    {
        ulong part = _range >> bits, low = _low + (before * part);
        if (low < _low)
        {
            Carry();
        }

        (_low, _range) = (low, part * frequency);
        for (; _range < Least; _range <<= 8, _low <<= 8)
        {
            _bytes.Add((byte)(_low >> 56));
        }
    }

    /// <summary>Ends: two bytes more say where in the last range the text lies, as if zeros followed.</summary>
    /// <returns>All bytes.</returns>
    public byte[] End()
    {
        ulong last = (_low + (Least - 1)) & ~(Least - 1);
        if (last < _low)
        {
            Carry();
        }

        _bytes.Add((byte)(last >> 56));
        _bytes.Add((byte)(last >> 48));
        return [.. _bytes];
    }

    private void Carry()
    {
        int place = _bytes.Count - 1;
        while (_bytes[place] == byte.MaxValue)
        {
            _bytes[place--] = 0;
        }

        _bytes[place]++;
    }
}
