using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Primitives;

public sealed class DoubleSumsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(24)]
    [InlineData(61)]
    public void FloatValues_GiveTheBitsOfTheSameValuesInDouble(int count)
    {
        var random = new Random(count);
        float[] values = [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
        double[] begun = [.. values.Select(_ => random.NextDouble())], sums = [.. begun], expected = [.. begun];

        DoubleSums.Add(sums, values, 1 / 3.0);
        DoubleSums.Add(expected, [.. values.Select(v => (double)v)], 1 / 3.0);

        Assert.Equal(expected, sums);
        Assert.Equal(begun.Zip(values, (sum, v) => sum + (v * (1 / 3.0))), sums);
    }
}
