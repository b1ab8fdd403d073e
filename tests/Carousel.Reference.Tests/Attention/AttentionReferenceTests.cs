using Carousel.Reference.Attention;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Attention;

public class AttentionReferenceTests
{
    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 0, true)]
    [InlineData(2, 3, true)]
    [InlineData(3, 0, false)]
    public void Backward_EqualsFiniteDifferences(int heads, int window, bool causal)
    {
        var draws = new Draws(heads + window);
        double[,] x = draws.Matrix(5, 18), dy = draws.Matrix(5, 6);
        double Loss()
        {
            double[,] y = AttentionReference.Forward(x, heads, window, causal);
            double sum = 0;
            for (int k = 0; k < y.Length; k++)
            {
                sum += Near.Flat(y)[k] * Near.Flat(dy)[k];
            }

            return sum;
        }

        FiniteDifference.Check("x", Loss, x, AttentionReference.Backward(x, heads, window, causal, dy));
    }

    [Fact]
    public void Forward_IsWorkedByHand()
    {
        // Query, key, value of two steps. Step 0 sees itself; step 1 weighs the keys 0 and ln 3 with 1/4 and 3/4.
        double[,] y = AttentionReference.Forward(
            new[,] { { 5, 0, 8.0 }, { 1, Math.Log(3), 4 } }, heads: 1, window: 0, causal: true);
        Assert.Equal(8, y[0, 0], 12);
        Assert.Equal(5, y[1, 0], 12);
    }

    [Fact]
    public void Forward_OfAWindowOfOneStep_IsTheValue()
    {
        double[,] x = new Draws(3).Matrix(4, 6), y = AttentionReference.Forward(x, heads: 2, window: 1, causal: true);
        for (int t = 0; t < 4; t++)
        {
            Assert.Equal(x[t, 4], y[t, 0], 12);
            Assert.Equal(x[t, 5], y[t, 1], 12);
        }
    }
}
