using Carousel.Inspection.Statistics;
using Carousel.Laboratory.Claims.Lag;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Tests.Claims.Lag;

public sealed class LagGrowthTests
{
    private static readonly double[] _places = [1, 2, 3, 4, 5], _none = new double[5];

    [Fact]
    public void Exponential_IsTheLineOfLeastSquaresOfLogarithms_WithStudentsInterval()
    {
        GrowthFit fit = GrowthFit.Exponential(
            _places, [.. new double[] { 2, 4, 5, 4, 5 }.Select(v => Math.Exp(v))], _none)!;
        Assert.Equal(0.6, fit.Slope, 1e-12);
        Assert.Equal(0.6, fit.Explained, 1e-12);
        Assert.Equal(Math.Exp(Math.Sqrt(2.4 / 5)), fit.OffBy, 1e-12);

        // Standard error √(2.4 / 3 / 10), times 3.182446 for three degrees of freedom.
        Assert.Equal(0.6 - (3.182446 * Math.Sqrt(0.08)), fit.Interval!.Value.Low, 1e-6);
        Assert.Equal(0.6 + (3.182446 * Math.Sqrt(0.08)), fit.Interval!.Value.High, 1e-6);
    }

    [Theory]
    [InlineData(2.0, 4, 5, 4, 5)]
    [InlineData(100, 30, 400, 900, 50)]
    [InlineData(900, 700, 300, 200, 90)]
    public void Line_HasTheLeastSquaresOfLogarithms_OfAllLines(double a, double b, double c, double d, double e)
    {
        double[] y = [a, b, c, d, e];
        GrowthFit fit = GrowthFit.Line(_places, y, _none)!;
        double least = double.PositiveInfinity;
        for (double first = Math.Log(y.Min() / 4); first < Math.Log(y.Max() * 4); first += 0.01)
        {
            for (double last = Math.Log(y.Min() / 4); last < Math.Log(y.Max() * 4); last += 0.01)
            {
                (double low, double high) = (Math.Exp(first), Math.Exp(last));
                double error = _places.Zip(y, (u, v) => Math.Pow(Math.Log(v / (low + ((high - low) * (u - 1) / 4))), 2))
                    .Sum();
                least = Math.Min(least, error);
            }
        }

        double own = 5 * Math.Pow(Math.Log(fit.OffBy), 2);
        Assert.InRange(own, least - 0.001, least + 1e-9);
    }

    [Fact]
    public void Intervals_HoldTheRounding_AndAreNoneForThreePoints()
    {
        double[] y = [100, 200, 300, 400, 500];
        Assert.Equal(100, GrowthFit.Line(_places, y, _none)!.Interval!.Value.High, 1e-4);
        ConfidenceInterval rounded = GrowthFit.Line(_places, y, [20, 20, 20, 20, 20])!.Interval!.Value;
        Assert.True(rounded.Low < 98 && rounded.High > 102);
        Assert.Null(GrowthFit.Line([1, 2, 3], [100, 200, 310], new double[3])!.Interval);
        Assert.Null(GrowthFit.Exponential([1, 2, 3], [100, 200, 310], new double[3])!.Interval);
    }

    [Fact]
    public void Fits_AreNone_AtFewerThanThreePlaces()
    {
        Assert.Null(GrowthFit.Line([1, 1, 2, 2], [1, 2, 3, 4], new double[4]));
        Assert.Null(GrowthFit.Exponential([1, 1, 2, 2], [1, 2, 3, 4], new double[4]));
    }

    [Fact]
    public void Sequences_CountFromTheMiddleBetweenTwoLooks()
    {
        var outcome = new LagOutcome(
            new LagCase(LagTask.All[0], LagNetwork.All[0], 10, 1), true, false, 800, 400, new TaskScore(0.021, 0, 0));
        Assert.Equal(600, outcome.Middle);
        Assert.False(outcome.IsKept);
        Assert.True((outcome with { Test = new TaskScore(0.019, 0, 0) }).IsKept);
        Assert.False((outcome with { Test = new TaskScore(0.019, 0, 0), IsSolved = false }).IsKept);
    }

    [Fact]
    public void Growth_IsLinear_WhereSequencesAre()
    {
        LagGrowth growth = Of((10, 1100), (20, 1200), (40, 1400), (80, 1800));
        Assert.Equal(10, growth.Linear!.Slope, 1e-4);
        Assert.Equal(1, growth.Linear!.OffBy, 1e-6);
        Assert.True(growth.Exponential!.OffBy > 1.005);
        Assert.Equal(80, growth.Reach);
    }

    [Fact]
    public void Growth_IsExponential_WhereSequencesDoubleInEqualSteps()
    {
        LagGrowth growth = Of((10, 1000), (20, 2000), (30, 4000), (40, 8000));
        Assert.Equal(Math.Log(2) / 10, growth.Exponential!.Slope, 1e-9);
        Assert.Equal(1, growth.Exponential!.OffBy, 1e-9);
        Assert.True(growth.Linear!.OffBy > 1.1);
    }

    [Fact]
    public void FailedRuns_AreInNoFit_AndMakeTheMedianInfiniteWhereHalfOfThemFail()
    {
        LagGrowth growth = Of(
            (10, 1000), (10, 1000), (20, 2000), (20, 2000), (40, 4000), (40, 4000), (80, 100), (80, null));
        Assert.Equal([10, 20, 40], growth.FittedLags);
        Assert.Equal(100, growth.Linear!.Slope, 1e-4);
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
        Assert.Equal(
            "300 (2 of 3)", Medians.Text(growth.Median(10), growth.SolvedAt(10), growth.Seeds, growth.DivergedAt(10)));
        Assert.Equal("failed (1 of 4, 2 diverged)", Medians.Text(double.PositiveInfinity, 1, 4, 2));
    }

    private static LagGrowth Of(params (int Lag, long? Sequences)[] runs) => new(runs.Select((r, k) => new LagOutcome(
        new LagCase(LagTask.All[0], LagNetwork.All[0], r.Lag, (ulong)k), r.Sequences is not null, false,
        r.Sequences ?? 9999, 0, new TaskScore(0, 0, 0))));
}
