using Carousel.Execution;

namespace Carousel.Tasks.Survival.Simulation;

/// <summary>The random numbers of one simulated customer, one after the other.</summary>
internal sealed class SimulationRandom(CounterRandom random, uint stream)
{
    private long _index;

    /// <summary>In [0, 1).</summary>
    public double Uniform() => CounterRandom.ToUniform(random.Word(stream, _index++));

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>A normal deviate.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>A count of a Poisson distribution with a mean of a few.</summary>
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
}
