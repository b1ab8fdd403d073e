using Carousel.Laboratory.Trials;
using Carousel.Tensors;

namespace Carousel.Laboratory.Tests.Trials;

public sealed class TrialRandomTests
{
    [Fact]
    public void Word_IsTheNextOfTheGeneratorsBlocks()
    {
        var random = new TrialRandom(5, "words", 3);
        var generator = new CounterRandom(5, CounterRandom.Purpose("words"));
        for (uint block = 0; block < 100; block++)
        {
            (uint w0, uint w1, uint w2, uint w3) = generator.Block(block, 0, 3, 1);
            Assert.Equal([w0, w1, w2, w3], [random.Word(), random.Word(), random.Word(), random.Word()]);
        }
    }

    [Fact]
    public void Between_ReachesBothEnds_EachNumberAsOften()
    {
        var random = new TrialRandom(1, "between", 0);
        int[] counts = new int[5];
        for (int n = 0; n < 50_000; n++)
        {
            counts[random.Between(-2, 2) + 2]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Gaussian_HasTheMomentsOfTheNormalDistribution()
    {
        var random = new TrialRandom(2, "normal", 0);
        double[] moments = new double[5];
        const int Count = 400_000;
        int beyondTwo = 0;
        double neighbors = 0, before = 0;
        for (int n = 0; n < Count; n++)
        {
            double x = random.Gaussian();
            for (int m = 1; m <= 4; m++)
            {
                moments[m] += Math.Pow(x, m) / Count;
            }

            beyondTwo += Math.Abs(x) > 2 ? 1 : 0;
            neighbors += x * before / Count;
            before = x;
        }

        // Five standard errors each.
        Assert.InRange(moments[1], -0.008, 0.008);
        Assert.InRange(moments[2], 0.989, 1.011);
        Assert.InRange(moments[3], -0.031, 0.031);
        Assert.InRange(moments[4], 2.92, 3.08);
        Assert.InRange(beyondTwo / (double)Count, 0.0438, 0.0472);
        Assert.InRange(neighbors, -0.008, 0.008);
    }

    [Fact]
    public void Gaussian_DoesNotShiftTheWords()
    {
        var with = new TrialRandom(3, "both", 0);
        var without = new TrialRandom(3, "both", 0);
        with.Gaussian();

        Assert.Equal(without.Word(), with.Word());
    }
}
