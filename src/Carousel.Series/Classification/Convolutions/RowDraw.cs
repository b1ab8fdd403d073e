using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>Some rows of many.</summary>
internal static class RowDraw
{
    /// <summary>Draws rows.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="most">How many are taken at most.</param>
    /// <param name="seed">The run's seed.</param>
    /// <returns>Their places, rising.</returns>
    public static int[] Of(int count, int most, ulong seed)
    {
        int[] order = new int[count];
        new CounterRandom(seed, CounterRandom.Purpose("rows of the ridge")).Permutation(0, order);
        return [.. order.Take(most).Order()];
    }
}
