using Carousel.Classical;

namespace Carousel.Jobs.Tests.Classical;

public sealed class BoxMinimizerTests
{
    // Rosenbrock 1960: a curved valley; its minimum is 0 at (1, 1).
    [Theory]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity, 1, 1)]
    [InlineData(-2, 0.5, 0.5, 0.25)]
    [InlineData(1.2, 2, 1.2, 1.44)]
    public void CurvedValley_IsFollowedToTheMinimumWithinTheBounds(double low, double high, double x, double y)
    {
        double start = Math.Clamp(-1.2, low, high);
        var minimizer = new BoxMinimizer(
            Valley, [start, 1, 5], [low, double.NegativeInfinity, 5], [high, double.PositiveInfinity, 5]);
        minimizer.Advance(200, 1e-14);

        Assert.True(minimizer.HasEnded);
        Assert.Equal(x, minimizer.At[0], 1e-5);
        Assert.Equal(y, minimizer.At[1], 1e-5);
        Assert.Equal(5, minimizer.At[2]);
    }

    [Fact]
    public void Advance_InParts_IsAdvanceInOne()
    {
        double[] none = [double.NegativeInfinity, double.NegativeInfinity, 0], all = [9, 9, 0];
        var parts = new BoxMinimizer(Valley, [-1.2, 1, 0], none, all);
        var whole = new BoxMinimizer(Valley, [-1.2, 1, 0], none, all);
        for (int part = 0; part < 200; part++)
        {
            parts.Advance(20, 1e-14);
        }

        whole.Advance(4000, 1e-14);
        Assert.Equal(whole.Value, parts.Value, 1e-10);
    }

    [Fact]
    public void PlacesWhereTheFunctionIsNotDefined_AreAvoided()
    {
        var minimizer = new BoxMinimizer(
            Logarithm, [5], [double.NegativeInfinity], [double.PositiveInfinity]);
        minimizer.Advance(200, 1e-12);

        Assert.Equal(0.01, minimizer.At[0], 1e-6);
    }

    private static double Valley(ReadOnlySpan<double> at, Span<double> gradient)
    {
        double across = at[1] - (at[0] * at[0]), along = 1 - at[0];
        gradient[0] = (-400 * at[0] * across) - (2 * along);
        gradient[1] = 200 * across;
        gradient[2] = 1;
        return (100 * across * across) + (along * along);
    }

    private static double Logarithm(ReadOnlySpan<double> at, Span<double> gradient)
    {
        gradient[0] = 100 - (1 / at[0]);
        return at[0] > 0 ? (100 * at[0]) - Math.Log(at[0]) : double.PositiveInfinity;
    }
}
