using Carousel.Tensors;

namespace Carousel.RemainingLife;

/// <summary>Units divided into folds; a unit belongs to one whole.</summary>
/// <param name="Count">K.</param>
/// <param name="Of">Of each unit its fold.</param>
internal sealed record LifeFolds(int Count, int[] Of)
{
    /// <summary>Divides units; not by the run's seed, so that runs can be compared.</summary>
    public static LifeFolds Divide(int units, int folds)
    {
        int count = Math.Min(folds, units);
        var order = new int[units];
        new CounterRandom(0, CounterRandom.Purpose("folds of units")).Permutation(0, order);
        var of = new int[units];
        for (int i = 0; i < units; i++)
        {
            of[order[i]] = i % count;
        }

        return new LifeFolds(count, of);
    }

    /// <summary>The units of no fold of some.</summary>
    public int[] Without(params int[] folds) =>
        [.. Enumerable.Range(0, Of.Length).Where(u => !folds.Contains(Of[u]))];
}
