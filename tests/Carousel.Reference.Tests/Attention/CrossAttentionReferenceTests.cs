using Carousel.Reference.Attention;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Attention;

public class CrossAttentionReferenceTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Backward_EqualsFiniteDifferences(bool isAdditive)
    {
        var draws = new Draws(4);
        double[,] query = draws.Matrix(3, 4), keys = draws.Matrix(5, 4), values = draws.Matrix(5, 6),
            dContext = draws.Matrix(3, 6);
        double[]? score = isAdditive ? draws.Vector(4) : null;
        double Loss()
        {
            double[,] y = CrossAttentionReference.Forward(CrossAttentionReference.Weights(query, keys, score), values);
            double sum = 0;
            for (int k = 0; k < y.Length; k++)
            {
                sum += Near.Flat(y)[k] * Near.Flat(dContext)[k];
            }

            return sum;
        }

        (double[,] dQuery, double[,] dKeys, double[,] dValues, double[] dScore) = CrossAttentionReference.Backward(
            query, keys, values, score, dContext);
        FiniteDifference.Check("query", Loss, query, dQuery);
        FiniteDifference.Check("keys", Loss, keys, dKeys);
        FiniteDifference.Check("values", Loss, values, dValues);
        if (score is not null)
        {
            FiniteDifference.Check("score", Loss, score, dScore);
        }
    }

    [Fact]
    public void Forward_IsWorkedByHand()
    {
        // The scores 0 and ln 3 become the weights 1/4 and 3/4.
        double[,] weights = CrossAttentionReference.Weights(
            new[,] { { 1.0 } }, new[,] { { 0 }, { Math.Log(3) } }, null);
        Assert.Equal(0.25, weights[0, 0], 12);
        Assert.Equal(7, CrossAttentionReference.Forward(weights, new[,] { { 4.0 }, { 8.0 } })[0, 0], 12);

        // 2·tanh(0 + 0) and 2·tanh(x) = ln 3.
        weights = CrossAttentionReference.Weights(
            new[,] { { 0.0 } }, new[,] { { 0 }, { Math.Atanh(Math.Log(3) / 2) } }, [2]);
        Assert.Equal(0.75, weights[0, 1], 12);
    }
}
