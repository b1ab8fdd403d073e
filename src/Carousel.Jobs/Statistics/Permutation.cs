using Carousel.Tensors;

namespace Carousel.Jobs.Statistics;

/// <summary>
/// Random orders for permutation tests, and the p value of their figures: a function of the seed, the purpose and the
/// number of the order.
/// </summary>
/// <remarks>
/// Fisher and Yates 1938 in Durstenfeld's form of 1964; the p value of Phipson and Smyth 2010, which is never 0.
/// </remarks>
/// <param name="seed">The seed of the look.</param>
/// <param name="purpose">What is tested, such as <c>selectivity of units</c>: two tests of one look draw different
/// orders.</param>
internal sealed class Permutation(ulong seed, string purpose)
{
    private readonly CounterRandom _random = new(seed, CounterRandom.Purpose(purpose));

    /// <summary>The numbers 0 … n − 1 in random order.</summary>
    /// <param name="number">Which order, from 0.</param>
    /// <param name="order">[n], overwritten.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public void Order(int number, Span<int> order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        _random.Permutation((uint)number, order);
    }

    /// <summary>A whole number drawn evenly from 0 … n − 1, such as a shift in time.</summary>
    /// <param name="number">Which draw, from 0.</param>
    /// <param name="n">How many numbers there are.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or there is nothing to draw
    /// from.</exception>
    public int Below(long number, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);

        // Its own row of words: orders have the rows from 0.
        return (int)(((ulong)_random.Word(uint.MaxValue, number) * (ulong)n) >> 32);
    }

    /// <summary>p = (1 + hits) / (1 + permutations).</summary>
    /// <param name="hits">How many permutations gave at least what was observed.</param>
    /// <param name="permutations">How many there were.</param>
    /// <returns>Above 0, 1 at most.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Permutations are below 1, or hits are negative or more than
    /// the permutations.</exception>
    public static double PValue(int hits, int permutations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permutations, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, permutations);
        return (1.0 + hits) / (1.0 + permutations);
    }
}
