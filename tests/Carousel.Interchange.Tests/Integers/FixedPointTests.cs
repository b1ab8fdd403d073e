using Carousel.Interchange.Integers;

namespace Carousel.Interchange.Tests.Integers;

/// <summary>Functions from tables differ from the true ones by at most two last places.</summary>
public sealed class FixedPointTests
{
    /// <summary>
    /// A straight line over 1/64 is off by 2.4e-5 at most, the table and the result by half a last place each.
    /// </summary>
    private const double Tolerance = 2.4e-5 + (1.0 / 32768);

    [Fact]
    public void Functions_AreNearTheTrueOnes()
    {
        for (int z = -300_000; z <= 300_000; z += 37)
        {
            double x = z / 16384.0;
            Assert.Equal(Math.Tanh(x), FixedPoint.Tanh(z) / 32768.0, Tolerance);
            Assert.Equal(1 / (1 + Math.Exp(-x)), FixedPoint.Logistic(z) / 32768.0, Tolerance);
        }
    }

    [Theory]
    [InlineData(new[] { 0, 0 })]
    [InlineData(new[] { 16384, -16384, 3000 })]
    [InlineData(new[] { 1_000_000, 0, -1_000_000 })]
    public void Softmax_IsNearTheTrueOne(int[] numbers)
    {
        double[] powers = [.. numbers.Select(n => Math.Exp((n - numbers.Max()) / 16384.0))];
        int[] values = [.. numbers];
        FixedPoint.Softmax(values, (int)Math.Round(65536 / Math.Log(2)));

        for (int k = 0; k < values.Length; k++)
        {
            Assert.Equal(powers[k] / powers.Sum(), values[k] / 32768.0, 1e-4);
        }
    }

    [Theory]
    [InlineData(3, 1, 2)]
    [InlineData(-3, 1, -1)]
    [InlineData(5, 2, 1)]
    public void Shift_RoundsHalvesUp(long value, int shift, long expected) =>
        Assert.Equal(expected, FixedPoint.Shift(value, shift));
}
