namespace Carousel.Jobs.Text;

/// <summary>A number for something counted in a text, so that no list of words has to be kept.</summary>
/// <remarks>
/// FNV-1a of 32 bits, mixed at its end (Appleby's finaliser of MurmurHash3), since its low bits are poor. Equal
/// on every machine. Weinberger and others 2009 learn from such numbers: two things may share one.
/// </remarks>
internal struct TextHash
{
    private const uint Start = 2166136261, Prime = 16777619;
    private const char Between = '\u001F';

    private uint _hash;

    /// <summary>Begins.</summary>
    public TextHash() => _hash = Start;

    /// <summary>The hash with a further part; <c>ab</c> and <c>c</c> differ from <c>a</c> and <c>bc</c>.</summary>
    /// <param name="part">The part.</param>
    public readonly TextHash With(ReadOnlySpan<char> part)
    {
        TextHash further = this;
        foreach (char c in part)
        {
            further._hash = unchecked((further._hash ^ c) * Prime);
        }

        further._hash = unchecked((further._hash ^ Between) * Prime);
        return further;
    }

    /// <summary>The number.</summary>
    /// <param name="numbers">How many there are.</param>
    /// <returns>From 0 and less than <paramref name="numbers"/>.</returns>
    public readonly int Within(int numbers)
    {
        uint mixed = unchecked((_hash ^ (_hash >> 16)) * 0x85EBCA6B);
        mixed = unchecked((mixed ^ (mixed >> 13)) * 0xC2B2AE35);
        return (int)((mixed ^ (mixed >> 16)) % (uint)numbers);
    }
}
