using Carousel.Laboratory.Claims.Lag;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Tests.Claims.Lag;

public sealed class LagGrowthTests
{
    [Fact]
    public void Line_IsTheOneOfLeastSquares_WithStudentsInterval()
    {
        GrowthFit fit = GrowthFit.Of([1, 2, 3, 4, 5], [2, 4, 5, 4, 5])!;
        Assert.Equal(2.2, fit.Intercept, 1e-12);
        Assert.Equal(0.6, fit.Slope, 1e-12);
        Assert.Equal(0.6, fit.Explained, 1e-12);

        // Standard error √(2.4 / 3 / 10), times 3.182446 for three degrees of freedom.
        Assert.Equal(0.6 - (3.182446 * Math.Sqrt(0.08)), fit.Interval.Low, 1e-6);
        Assert.Equal(0.6 + (3.182446 * Math.Sqrt(0.08)), fit.Interval.High, 1e-6);
        Assert.Equal(5.2, fit.At(5), 1e-12);
    }

    [Fact]
    public void Line_IsNone_AtFewerThanThreePlaces() => Assert.Null(GrowthFit.Of([1, 1, 2, 2], [1, 2, 3, 4]));

    [Fact]
    public void Growth_IsLinear_WhereSequencesAre()
    {
        LagGrowth growth = Of((10, 1100), (20, 1200), (40, 1400), (80, 1800));
        Assert.Equal(10, growth.Linear!.Slope, 1e-9);
        Assert.Equal(1, growth.LinearFactor, 1e-9);
        Assert.True(growth.ExponentialFactor > 1.005);
        Assert.Equal(80, growth.Reach);
    }

    [Fact]
    public void Growth_IsExponential_WhereSequencesDoubleInEqualSteps()
    {
        LagGrowth growth = Of((10, 1000), (20, 2000), (30, 4000), (40, 8000));
        Assert.Equal(Math.Log(2) / 10, growth.Exponential!.Slope, 1e-9);
        Assert.Equal(1, growth.ExponentialFactor, 1e-9);
        Assert.True(growth.LinearFactor > 1.1);
    }

    [Fact]
    public void FailedRuns_AreInNoFit_AndMakeTheMedianInfiniteWhereHalfOfThemFail()
    {
        LagGrowth growth = Of((10, 1000), (10, 1000), (20, 2000), (20, 2000), (40, 4000), (40, 4000), (80, 100), (80, null));
        Assert.Equal([10, 20, 40], growth.FittedLags);
        Assert.Equal(100, growth.Linear!.Slope, 1e-9);
        Assert.Equal(1, growth.SolvedAt(80));
        Assert.Equal(double.PositiveInfinity, growth.Median(80));
        Assert.Equal(40, growth.Reach);
    }

    [Fact]
    public void Median_IsThatOfAllRuns_WhereFewerThanHalfFailed()
    {
        LagGrowth growth = Of((10, null), (10, 300), (10, 100));
        Assert.Equal(300, growth.Median(10));
        Assert.Null(growth.Linear);
        Assert.Equal("300 (2 of 3)", Medians.Text(growth.Median(10), growth.SolvedAt(10), growth.Seeds, growth.DivergedAt(10)));
        Assert.Equal("failed (1 of 4, 2 diverged)", Medians.Text(double.PositiveInfinity, 1, 4, 2));
    }

    private static LagGrowth Of(params (int Lag, long? Sequences)[] runs) => new(runs.Select((r, k) => new LagOutcome(
        new LagCase(LagTask.All[0], LagNetwork.All[0], r.Lag, (ulong)k), r.Sequences is not null, false, r.Sequences ?? 9999, new TaskScore(0, 0, 0))));
}
