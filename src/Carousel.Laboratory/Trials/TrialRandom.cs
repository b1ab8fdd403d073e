using Carousel.Execution;

namespace Carousel.Laboratory.Trials;

/// <summary>The random numbers of one trial, drawn one after the other: they depend on the seed, the purpose and the trial's number alone.</summary>
internal sealed class TrialRandom
{
    private readonly CounterRandom _random;
    private readonly uint _trial;
    private readonly uint[] _words = new uint[4];
    private ulong _block;
    private int _used = 4;
    private bool _hasSpare;
    private float _spare;

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
        if (_used == 4)
        {
            (_words[0], _words[1], _words[2], _words[3]) = _random.Block((uint)_block, (uint)(_block >> 32), _trial, 1);
            _block++;
            _used = 0;
        }

        return _words[_used++];
    }

    /// <summary>A uniform number in [0, 1).</summary>
    public float Uniform() => CounterRandom.ToUniform(Word());

    /// <summary>A uniform number in [low, high).</summary>
    /// <param name="low">The least.</param>
    /// <param name="high">Above the greatest.</param>
    public float Uniform(float low, float high) => low + ((high - low) * Uniform());

    /// <summary>A whole number from 0 to below a limit, each as likely.</summary>
    /// <param name="limit">Above the greatest, at least 1.</param>
    public int Below(int limit) => (int)(((ulong)Word() * (ulong)limit) >> 32);

    /// <summary>True with probability one half.</summary>
    public bool Coin() => (Word() & 0x8000_0000u) != 0;

    /// <summary>A number of the normal distribution with mean 0 and variance 1 (Box and Muller 1958).</summary>
    public float Gaussian()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }

        // 1 − u is in (0, 1], whose logarithm exists.
        double radius = Math.Sqrt(-2 * Math.Log(1 - (double)Uniform()));
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * Uniform());
        (_hasSpare, _spare) = (true, (float)(radius * sine));
        return (float)(radius * cosine);
    }
}
