using Carousel.Execution;

namespace Carousel.Tasks.Anomalies.Simulation;

/// <summary>Random numbers one after the other, for simulations: a function of the seed and the purpose.</summary>
internal sealed class Draws(ulong seed, string purpose)
{
    private readonly CounterRandom _random = new(seed, CounterRandom.Purpose(purpose));
    private long _at;

    /// <summary>From 0 to below 1.</summary>
    public double Uniform() => CounterRandom.ToUniform(_random.Word(0, _at++));

    /// <summary>A whole number from 0 to below a bound.</summary>
    public int Below(int bound) => (int)(Uniform() * bound);

    /// <summary>A whole number between two others, both included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>Mean 0, deviation 1.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Mean 1, of waiting times.</summary>
    public double Exponential() => -Math.Log(1 - Uniform());

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => Uniform() < probability;

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
