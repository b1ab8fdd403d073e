using Carousel.Reference.Losses;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Losses;

public class MixtureDensityLossReferenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Gradient_EqualsFiniteDifferences_WithWeightsAndAMissingRow(int components)
    {
        const int N = 5;
        const double Floor = 0.05;
        var draws = new Draws(3);
        double[,] predictions = draws.Matrix(N, (6 * components) + 1), targets = draws.Matrix(N, 3);
        for (int n = 0; n < N; n++)
        {
            targets[n, 2] = n % 2;
        }

        targets[3, 1] = double.NaN;
        double[] weights = [1, 0.5, 0, 1, 2];

        FiniteDifference.Check(
            "predictions", () => MixtureDensityLossReference.Forward(Floor, predictions, targets, weights), predictions,
            MixtureDensityLossReference.Backward(Floor, predictions, targets, weights));
    }

    [Fact]
    public void Value_IsWorkedByHand()
    {
        // One component at its mean with deviations 1 and 2 and no correlation: ln(2π·1·2), and a lift as likely as
        // not.
        double[,] row = { { 0, 5, 0.5, -1, Math.Log(0.9), Math.Log(1.9), 0 } }, target = { { 0.5, -1, 1 } };
        Assert.Equal(
            Math.Log(4 * Math.PI) + Math.Log(2), MixtureDensityLossReference.Forward(0.1, row, target, [1]), 12);
    }

    [Fact]
    public void Density_SumsToOne_WithCorrelation()
    {
        double[,] row = { { 0, 0, 0.2, -0.1, -0.5, 0.1, 0.7 } }, target = new double[1, 3];
        double sum = 0;
        for (target[0, 0] = -8; target[0, 0] < 8; target[0, 0] += 0.05)
        {
            for (target[0, 1] = -8; target[0, 1] < 8; target[0, 1] += 0.05)
            {
                sum += 0.0025 * MixtureDensityLossReference.Density(0.01, row, target, 0, 0);
            }
        }

        Assert.Equal(1, sum, 6);
    }
}
