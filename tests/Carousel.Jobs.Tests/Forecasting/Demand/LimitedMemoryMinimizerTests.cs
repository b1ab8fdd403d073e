using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Demand;

public sealed class LimitedMemoryMinimizerTests
{
    /// <summary>Rosenbrock 1960: a bent valley, its minimum at (1, 1).</summary>
    [Fact]
    public void ABentValley_IsFollowedToItsEnd()
    {
        double[] at = [-1.2, 1];
        LimitedMemoryMinimizer.Run(at, (x, gradient) =>
        {
            double across = x[1] - (x[0] * x[0]);
            (gradient[0], gradient[1]) = ((-400 * x[0] * across) - (2 * (1 - x[0])), 200 * across);
            return (100 * across * across) + ((1 - x[0]) * (1 - x[0]));
        });

        Assert.Equal(1, at[0], 0.02);
        Assert.Equal(1, at[1], 0.04);
    }

    [Fact]
    public void AMinimum_Stays()
    {
        double[] at = [0, 0];
        LimitedMemoryMinimizer.Run(at, (x, gradient) =>
        {
            (gradient[0], gradient[1]) = (2 * x[0], 2 * x[1]);
            return (x[0] * x[0]) + (x[1] * x[1]);
        });
        Assert.Equal([0, 0], at);
    }
}
