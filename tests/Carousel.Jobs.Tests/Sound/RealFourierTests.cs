using Carousel.Jobs.Sound;

namespace Carousel.Jobs.Tests.Sound;

public class RealFourierTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(256)]
    public void Power_EqualsTheSum(int points)
    {
        var random = new Random(points);
        double[] values = [.. Enumerable.Range(0, points).Select(_ => (2 * random.NextDouble()) - 1)];
        var power = new double[(points / 2) + 1];
        new RealFourier(points).Power(values, power);
        for (int k = 0; k < power.Length; k++)
        {
            (double real, double imaginary) = (0, 0);
            for (int n = 0; n < points; n++)
            {
                (double sine, double cosine) = Math.SinCos(-2 * Math.PI * k * n / points);
                (real, imaginary) = (real + (values[n] * cosine), imaginary + (values[n] * sine));
            }

            // Sums of this many values of the order of 1 in double precision.
            Assert.Equal((real * real) + (imaginary * imaginary), power[k], 1e-10);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void Points_ThatAreNoPowerOfTwo_AreRefused(int points) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RealFourier(points));
}
