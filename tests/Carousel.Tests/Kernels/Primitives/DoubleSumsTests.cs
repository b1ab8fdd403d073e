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

    [Fact]
    public void FourRows_GiveTheBitsOfOneAfterTheOther()
    {
        var random = new Random(3);
        double[] Row(int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5)];
        for (int n = 0; n < 40; n++)
        {
            double[] sums = Row(n), expected = [.. sums], factors = Row(4);
            double[][] rows = [Row(n), Row(n + 1), Row(n + 7), Row(n)];
            DoubleSums.Add(sums, rows[0], rows[1], rows[2], rows[3], factors);
            for (int row = 0; row < 4; row++)
            {
                DoubleSums.Add(expected, rows[row], factors[row]);
            }

            Assert.Equal(expected, sums);
        }
    }

    [Fact]
    public void FourRows_ThatAreTooShort_AreRefused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => DoubleSums.Add(new double[9], new double[9], new double[9], new double[9], new double[7], new double[4]));
}
