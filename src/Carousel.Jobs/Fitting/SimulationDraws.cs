using Carousel.Tensors;

namespace Carousel.Jobs.Fitting;

/// <summary>
/// Random numbers one after the other, for simulations: a function of the seed, the purpose and the stream.
/// </summary>
/// <param name="seed">The simulation's seed.</param>
/// <param name="purpose">What the numbers are for.</param>
/// <param name="stream">Which of the purpose's streams, such as a customer's number.</param>
internal sealed class SimulationDraws(ulong seed, string purpose, uint stream = 0)
{
    private readonly CounterRandom _random = new(seed, CounterRandom.Purpose(purpose));
    private readonly uint[] _words = new uint[4];
    private long _at;

    /// <summary>From 0 to below 1.</summary>
    public double Uniform()
    {
        // Four words are made together.
        int word = (int)_at & 3;
        if (word == 0)
        {
            (_words[0], _words[1], _words[2], _words[3]) =
                _random.Block((uint)(_at >> 2), (uint)(_at >> 34), stream, 0);
        }

        _at++;
        return CounterRandom.ToUniform(_words[word]);
    }

    /// <summary>A whole number from 0 to below a bound.</summary>
    public int Below(int bound) => (int)(Uniform() * bound);

    /// <summary>A whole number between two others, both included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>Mean 0, deviation 1 (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Mean 1, of waiting times.</summary>
    public double Exponential() => -Math.Log(1 - Uniform());

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>
    /// A count of a Poisson distribution with a mean of a few (Knuth 1969): it draws once more than it counts.
    /// </summary>
    public int Poisson(double mean)
    {
        double limit = Math.Exp(-mean), product = Uniform();
        int count = 0;
        while (product > limit)
        {
            product *= Uniform();
            count++;
        }

        return count;
    }

    /// <summary>An index with a probability in proportion to its weight.</summary>
    public int Pick(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        double left = Uniform() * sum;
        for (int i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }
}
