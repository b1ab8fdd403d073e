using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Laboratory.Trials;

/// <summary>
/// The random numbers of one trial, drawn one after the other: they depend on the seed, the purpose and the trial's
/// number only.
/// </summary>
/// <remarks>Words and normal numbers are made many at a time and handed out in order.</remarks>
internal sealed class TrialRandom
{
    private const int Batch = 128;

    private readonly CounterRandom _random;
    private readonly uint _trial;
    private readonly uint[] _words = new uint[Batch];
    private float[] _normal = [];
    private ulong _block;
    private ulong _normalBlock;
    private int _used = Batch;
    private int _normalUsed = Batch;

    /// <summary>Starts a row of numbers.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What they are for, such as <c>adding-100/weights</c>.</param>
    /// <param name="trial">The trial's number.</param>
    public TrialRandom(ulong seed, string purpose, int trial)
    {
        (_random, _trial) = (new CounterRandom(seed, CounterRandom.Purpose(purpose)), (uint)trial);
    }

    /// <summary>32 random bits.</summary>
    public uint Word()
    {
        if (_used == Batch)
        {
            FillWords();
        }

        return _words[_used++];
    }

    /// <summary>
    /// The next words, as many as are buffered: the same as that many calls of <see cref="Word"/> give.
    /// </summary>
    /// <param name="most">The largest number of them, at least 1.</param>
    /// <returns>1 to <paramref name="most"/> words, valid until more are asked for.</returns>
    public ReadOnlySpan<uint> Words(int most)
    {
        if (_used == Batch)
        {
            FillWords();
        }

        int count = Math.Min(most, Batch - _used);
        _used += count;
        return _words.AsSpan(_used - count, count);
    }

    /// <summary>A uniform number in [0, 1).</summary>
    public float Uniform() => CounterRandom.ToUniform(Word());

    /// <summary>A uniform number in [low, high).</summary>
    /// <param name="low">The least.</param>
    /// <param name="high">Above the greatest.</param>
    public float Uniform(float low, float high) => low + ((high - low) * Uniform());

    /// <summary>A whole number from 0 to below a limit, each as likely.</summary>
    /// <param name="limit">Above the greatest, at least 1.</param>
    public int Below(int limit) => Below(Word(), limit);

    /// <summary>A whole number from 0 to below a limit, from a word.</summary>
    /// <param name="word">32 random bits.</param>
    /// <param name="limit">Above the greatest, at least 1.</param>
    public static int Below(uint word, int limit) => (int)(((ulong)word * (ulong)limit) >> 32);

    /// <summary>A whole number from the least to the greatest, each as likely.</summary>
    /// <param name="least">The least.</param>
    /// <param name="greatest">The greatest.</param>
    public int Between(int least, int greatest) => least + Below(greatest - least + 1);

    /// <summary>Puts values into an order in which every one is as likely as any other (Fisher and Yates).</summary>
    /// <param name="values">The values.</param>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>True with probability one half.</summary>
    public bool Coin() => (Word() & 0x8000_0000u) != 0;

    /// <summary>
    /// A number of the normal distribution with mean 0 and variance 1; from a separate stream, so that words and normal
    /// numbers do not shift each other.
    /// </summary>
    public float Gaussian()
    {
        if (_normalUsed == Batch)
        {
            FillNormal();
        }

        return _normal[_normalUsed++];
    }

    /// <summary>
    /// The next normal numbers, as many as are buffered: the same as that many calls of <see cref="Gaussian"/> give.
    /// </summary>
    /// <param name="most">The largest number of them, at least 1.</param>
    /// <returns>1 to <paramref name="most"/> numbers, valid until more are asked for.</returns>
    public ReadOnlySpan<float> Gaussians(int most)
    {
        if (_normalUsed == Batch)
        {
            FillNormal();
        }

        int count = Math.Min(most, Batch - _normalUsed);
        _normalUsed += count;
        return _normal.AsSpan(_normalUsed - count, count);
    }

    private void FillWords()
    {
        RandomNumbers.Words(_random, new(_block, _trial, 1), _words);
        _block += Batch / 4;
        _used = 0;
    }

    private void FillNormal()
    {
        if (_normal.Length == 0)
        {
            _normal = new float[Batch];
        }

        Span<uint> words = stackalloc uint[Batch];
        RandomNumbers.Words(_random, new(_normalBlock, _trial, 2), words);
        RandomNumbers.Normal(words, _normal);
        _normalBlock += Batch / 4;
        _normalUsed = 0;
    }
}
