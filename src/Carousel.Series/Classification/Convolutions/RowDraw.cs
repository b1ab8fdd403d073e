using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>Some rows of many.</summary>
internal static class RowDraw
{
    private const string Name = "rows of the ridge";

    /// <summary>Draws rows: one of each class, then any.</summary>
    /// <param name="classes">[n]: the class of each row.</param>
    /// <param name="most">How many are taken at most.</param>
    /// <param name="seed">The run's seed.</param>
    /// <returns>Their places, rising.</returns>
    public static int[] Of(int[] classes, int most, ulong seed)
    {
        int[] order = new int[classes.Length], ranks = ClassFolds.Ranks(classes, seed, Name);
        new CounterRandom(seed, CounterRandom.Purpose(Name)).Permutation(uint.MaxValue, order);
        return [.. order.OrderBy(row => ranks[row] > 0).Take(most).Order()];
    }
}
