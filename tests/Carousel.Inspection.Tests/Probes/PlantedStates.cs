using Carousel.Inspection.Probes;
using Carousel.Tensors;

namespace Carousel.Inspection.Tests.Probes;

/// <summary>
/// States of noise with deviation 1 in every unit, in groups of a hundred rows, into which a property is written along
/// a direction.
/// </summary>
internal sealed class PlantedStates
{
    public const int Units = 24, Rows = 4000, GroupRows = 100, Folds = 5;

    private readonly Random _random;

    public PlantedStates(int seed)
    {
        (_random, Seed) = (new Random(seed), (ulong)seed);
        Features = [.. Enumerable.Range(0, Rows * Units).Select(_ => (float)Normal())];
        Groups = [.. Enumerable.Range(0, Rows).Select(n => n / GroupRows)];
    }

    public ulong Seed { get; }

    public float[] Features { get; }

    public int[] Groups { get; }

    public double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    /// <summary>A direction of length 1 with a share of every unit.</summary>
    public double[] Direction()
    {
        double[] direction = [.. Enumerable.Range(0, Units).Select(_ => Normal())];
        double length = Math.Sqrt(direction.Sum(d => d * d));
        return [.. direction.Select(d => d / length)];
    }

    /// <summary>Adds strength · value · direction to every row.</summary>
    public void Write(IReadOnlyList<double> values, double strength, double[] direction)
    {
        for (int n = 0; n < Rows; n++)
        {
            for (int i = 0; i < Units; i++)
            {
                Features[(n * Units) + i] += (float)(strength * values[n] * direction[i]);
            }
        }
    }

    public double[] Numbers() => [.. Enumerable.Range(0, Rows).Select(_ => Normal())];

    public int[] Coins() => [.. Enumerable.Range(0, Rows).Select(_ => _random.Next(2))];

    public ProbeRows Build() => new(Features, Units, Groups, Folds, Seed);

    public static ProbeTarget Shuffled(ProbeTarget target, ulong seed)
    {
        var order = new int[target.Count];
        new CounterRandom(seed, 1).Permutation(0, order);
        return target.Reordered(order);
    }
}
