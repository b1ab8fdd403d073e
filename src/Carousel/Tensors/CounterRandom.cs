using System.Runtime.CompilerServices;

namespace Carousel.Tensors;

/// <summary>
/// The only randomness of the library: Philox 4x32-10, a function of a key and a counter. A draw does not depend
/// on the order of draws or on its neighbours.
/// </summary>
/// <remarks>
/// Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"; checked against the published
/// vectors.
/// </remarks>
public readonly record struct CounterRandom
{
    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9;
    internal const uint Weyl1 = 0xBB67AE85;
    internal const int Rounds = 10;

    private readonly uint _key0;
    private readonly uint _key1;

    /// <summary>The numbers of one purpose under one seed.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What the numbers are for, such as a layer's path and "dropout": see
    /// <see cref="Purpose"/>.</param>
    public CounterRandom(ulong seed, uint purpose)
    {
        (_key0, _key1) = ((uint)seed ^ purpose, (uint)(seed >> 32) ^ (purpose * 0x85EBCA6B));
    }

    private CounterRandom(uint key0, uint key1)
    {
        (_key0, _key1) = (key0, key1);
    }

    /// <summary>
    /// The generator with the two key words exactly as given, as the published test vectors state them.
    /// </summary>
    /// <param name="key0">The first word.</param>
    /// <param name="key1">The second word.</param>
    /// <returns>The generator.</returns>
    public static CounterRandom FromKey(uint key0, uint key1) => new(key0, key1);

    /// <summary>A number for a name (FNV-1a, 32 bits): equal on every machine.</summary>
    /// <param name="name">Such as <c>encoder.0/dropout</c>.</param>
    /// <returns>The number.</returns>
    public static uint Purpose(ReadOnlySpan<char> name)
    {
        uint hash = 2166136261;
        foreach (char c in name)
        {
            hash = unchecked((hash ^ (byte)c) * 16777619);
            hash = unchecked((hash ^ (byte)(c >> 8)) * 16777619);
        }

        return hash;
    }

    /// <summary>The two key words, for kernels that make many blocks at once.</summary>
    internal (uint Key0, uint Key1) Key => (_key0, _key1);

    /// <summary>Four words for one counter.</summary>
    /// <param name="c0">Counter, such as the step.</param>
    /// <param name="c1">Counter, such as the place of the sequence in its batch.</param>
    /// <param name="c2">Counter, such as the time.</param>
    /// <param name="c3">Counter, such as the unit / 4.</param>
    /// <returns>128 random bits.</returns>
    public (uint W0, uint W1, uint W2, uint W3) Block(uint c0, uint c1, uint c2, uint c3)
    {
        unchecked
        {
            (uint k0, uint k1) = (_key0, _key1);
            for (int round = 0; round < Rounds; round++)
            {
                ulong p0 = (ulong)Multiplier0 * c0;
                ulong p1 = (ulong)Multiplier1 * c2;
                (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
                (k0, k1) = (k0 + Weyl0, k1 + Weyl1);
            }

            return (c0, c1, c2, c3);
        }
    }

    /// <summary>A uniform number in [0, 1) with 24 bits from a word.</summary>
    /// <param name="word">A random word.</param>
    /// <returns>A multiple of 2⁻²⁴.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToUniform(uint word) => (word >> 8) * (1f / (1 << 24));

    /// <summary>The i-th word of a long row of words.</summary>
    /// <param name="stream">Which row.</param>
    /// <param name="index">Which word.</param>
    /// <returns>32 random bits.</returns>
    public uint Word(uint stream, long index)
    {
        (uint w0, uint w1, uint w2, uint w3) = Block((uint)(index >> 2), (uint)(index >> 34), stream, 0);
        return (int)(index & 3) switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 };
    }

    /// <summary>Fills a span with uniform numbers in [0, 1).</summary>
    /// <param name="stream">Which row of numbers.</param>
    /// <param name="values">[n], overwritten.</param>
    public void Uniform(uint stream, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ToUniform(Word(stream, i));
        }
    }

    /// <summary>Puts the numbers 0 … n − 1 in random order.</summary>
    /// <param name="stream">Which order, such as the epoch.</param>
    /// <param name="order">[n], overwritten.</param>
    public void Permutation(uint stream, Span<int> order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = (int)(((ulong)Word(stream, i) * (ulong)(i + 1)) >> 32);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
