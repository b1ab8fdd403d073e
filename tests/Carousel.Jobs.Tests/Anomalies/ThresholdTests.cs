using Carousel.Anomalies.Thresholds;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class ThresholdTests
{
    [Fact]
    public void Rate_IsTheShareOfTheLearningPartThatLiesAbove()
    {
        double[] scores = [.. Enumerable.Range(0, 1000).Select(i => (double)i)];

        double threshold = RateThreshold.Of(scores, 0.01);

        Assert.Equal(10, scores.Count(s => s > threshold));
        Assert.Equal(999, RateThreshold.Of(scores, 0.0001));
    }

    [Fact]
    public void Rate_PassesGapsOver() => Assert.Equal(2, RateThreshold.Of([1, double.NaN, 2, double.NaN], 0.1));

    [Fact]
    public void Smoothing_IsAnExponentialMean_ThatRepeatsItselfOverGaps()
    {
        // A span of 3 weighs a new error by 2/4.
        Assert.Equal([4, 3, 3, 6.5], DynamicThreshold.Smooth([4, 2, double.NaN, 10], 3));
        Assert.Equal([0.0, 1], DynamicThreshold.Smooth([double.NaN, 1], 3));
    }

    [Fact]
    public void Epsilon_SeparatesTheRunThatStandsOut()
    {
        double[] errors = new double[200];
        for (int r = 0; r < errors.Length; r++)
        {
            errors[r] = 1 + (0.1 * (r % 3));
        }

        (errors[100], errors[101]) = (9, 8);

        double epsilon = DynamicThreshold.Epsilon(errors);

        Assert.InRange(epsilon, 1.3, 8);
        Assert.Equal([100, 101], Enumerable.Range(0, 200).Where(r => errors[r] > epsilon));
    }

    [Fact]
    public void Epsilon_IsAboveAll_WhenErrorsAreConstant() =>
        Assert.Equal(double.PositiveInfinity, DynamicThreshold.Epsilon([2, 2, 2, 2, 2, 2]));

    [Fact]
    public void Pruning_TakesBackRunsThatHardlyStandOut()
    {
        // Maxima 10, 4, 3.8, then 3.5 below the threshold: falls of 60 %, 5 % and 8 %. Only the first is larger than 13
        // %.
        double[] errors = [10, 1, 4, 1, 3.8, 1, 3.5];
        bool[] above = [true, false, true, false, true, false, false];

        DynamicThreshold.Prune(errors, above, 0.13);

        Assert.Equal([true, false, false, false, false, false, false], above);
    }

    [Fact]
    public void Pruning_KeepsAllRunsBeforeTheLastLargeFall()
    {
        // Maxima 10, 9.5, 9, then 3: falls of 5 %, 5 % and 67 %: all three stay.
        double[] errors = [9.5, 1, 10, 1, 9, 3];
        bool[] above = [true, false, true, false, true, false];

        DynamicThreshold.Prune(errors, above, 0.13);

        Assert.Equal([true, false, true, false, true, false], above);
    }

    [Fact]
    public void Dynamic_FindsASpikeInOneOfSeveralWindows()
    {
        double[] errors = [.. Enumerable.Range(0, 500).Select(r => 1 + (0.1 * (r % 5)))];
        (errors[333], errors[334]) = (30, 20);

        bool[] found = DynamicThreshold.Apply(errors, 200, 0.13);

        Assert.Equal([333, 334], Enumerable.Range(0, 500).Where(r => found[r]));
    }
}
