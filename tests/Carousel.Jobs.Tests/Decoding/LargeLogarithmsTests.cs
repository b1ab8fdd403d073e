using Carousel.Jobs.Decoding;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Decoding;

public class LargeLogarithmsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void Next_FindsWhatALoopFinds(int length)
    {
        float[] row = [.. new Draws(length + 3).Vector(length, 5).Select(v => (float)v)];
        float[] marks =
        [
            float.NaN, -float.NaN, float.NegativeInfinity, float.PositiveInfinity, -0f, 0, float.MinValue,
            -float.Epsilon, 1e-30f,
        ];
        for (int k = 0; k < length; k += 3)
        {
            row[k] = marks[k / 3 % marks.Length];
        }

        foreach (float bound in new[] { float.NegativeInfinity, float.MinValue, -9, -3, -0.5f, -float.Epsilon, -0f, 0,
            2 })
        {
            for (int start = 0; start <= length; start++)
            {
                int expected = Array.FindIndex(
                    row, start,
                    v => float.IsNaN(v) || v > Math.Min(bound, 0) || BitConverter.SingleToUInt32Bits(v) == 0);
                Assert.True(expected == LargeLogarithms.Next(row, start, bound), $"from {start}, above {bound}");
            }
        }
    }
}
