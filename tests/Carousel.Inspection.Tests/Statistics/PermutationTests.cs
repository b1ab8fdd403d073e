using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Tests.Statistics;

public sealed class PermutationTests
{
    [Fact]
    public void PValue_CountsTheObservedOneAmongThePermutations()
    {
        Assert.Equal(0.3, Permutation.PValue(2, 9), 12);
        Assert.Equal(0.01, Permutation.PValue(0, 99), 12);
        Assert.Equal(1, Permutation.PValue(5, 5));
    }

    [Fact]
    public void PValue_RefusesWhatIsNoCount()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Permutation.PValue(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Permutation.PValue(0, 0));
    }

    [Fact]
    public void Order_HoldsEveryNumberOnce_AndDiffersByNumberPurposeAndSeed()
    {
        int[] first = Order(new Permutation(1, "a"), 0);

        Assert.Equal(Enumerable.Range(0, 50), first.Order());
        Assert.Equal(first, Order(new Permutation(1, "a"), 0));
        Assert.NotEqual(first, Order(new Permutation(1, "a"), 1));
        Assert.NotEqual(first, Order(new Permutation(1, "b"), 0));
        Assert.NotEqual(first, Order(new Permutation(2, "a"), 0));
    }

    [Fact]
    public void Below_DrawsEveryNumberEquallyOften()
    {
        var permutation = new Permutation(3, "shifts");
        var counts = new int[5];
        for (int k = 0; k < 10_000; k++)
        {
            counts[permutation.Below(k, 5)]++;
        }

        // Binomial with p = 1/5: 2,000 ± 40; five deviations.
        Assert.All(counts, count => Assert.InRange(count, 1800, 2200));
    }

    private static int[] Order(Permutation permutation, int number)
    {
        var order = new int[50];
        permutation.Order(number, order);
        return order;
    }
}
