using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Baselines;

/// <summary>Windows of a regression may count less than others.</summary>
public sealed class RegressionWeightTests
{
    [Fact]
    public void AWindowThatCountsTwice_IsOneThatIsThereTwice()
    {
        double[] x = [1, -2, 0.5], y = [3, 1], other = [0, 1, 4], second = [-1, 2];
        RegressionSums weighted = new(3, 2), repeated = new(3, 2);
        weighted.Add(x, y, 2);
        weighted.Add(other, second, 1);
        repeated.Add(x, y);
        repeated.Add(x, y);
        repeated.Add(other, second);
        Assert.Equal(repeated.Solve(0.1).Weights.ToArray(), weighted.Solve(0.1).Weights.ToArray());

        // What all weights are multiplied by has no part in the map.
        RegressionSums tenth = new(3, 2);
        tenth.Add(x, y, 0.2);
        tenth.Add(other, second, 0.1);
        Assert.Equal(
            weighted.Solve(0.1).Weights.ToArray().Select(w => Math.Round(w, 9)),
            tenth.Solve(0.1).Weights.ToArray().Select(w => Math.Round(w, 9)));
    }
}
