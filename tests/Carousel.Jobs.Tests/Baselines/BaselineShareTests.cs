using Carousel.Jobs.Baselines;
using Carousel.Jobs.Statistics;

namespace Carousel.Jobs.Tests.Baselines;

public sealed class BaselineShareTests
{
    [Fact]
    public void TheBestShare_IsChosen_WhereItBeatsTheBaselineByOneStandardError()
    {
        var random = new Random(3);
        double[] baseline = [.. Enumerable.Range(0, 14).Select(_ => 10 + random.NextDouble())];
        double[][] errors =
            [baseline, Less(baseline, 0.5), Less(baseline, 1.5), Less(baseline, 2), Less(baseline, 1.9)];

        Assert.Equal(0.75, BaselineShare.Choose(errors));
    }

    [Theory]
    [InlineData(0.8, 0)]
    [InlineData(1.2, 0.25)]
    public void AGain_BelowOneStandardError_LeavesTheBaselineAlone(double inErrors, double expected)
    {
        double[] noise = [0.4, -1, 0.1, 0.9, -0.6, -0.2, 1.1, -0.7], baseline = [.. noise.Select(_ => 10.0)];
        double error = -1 / PairedForecastTest.Of([.. noise.Select(n => 9 + n)], baseline, 1).Statistic;

        Assert.Equal(
            expected,
            BaselineShare.Choose([baseline, [.. noise.Select(n => 10 - (inErrors * error) + n)], baseline, baseline,
                baseline]));
    }

    [Fact]
    public void OneBlock_CountsByItsSignAlone()
    {
        Assert.Equal(1, BaselineShare.Choose([[2], [3], [3], [3], [1]]));
        Assert.Equal(0, BaselineShare.Choose([[2], [3], [3], [3], [2]]));
        Assert.Equal(0, BaselineShare.Choose([[], [], [], [], []]));
    }

    [Theory]
    [InlineData(0.95, 0, true)]
    [InlineData(0.99, 0, false)] // clear, but too little
    [InlineData(0.95, 2, false)] // enough, but chance may do it
    public void OtherForecasts_AreTaken_WhereTheyAreClearlyBetter(double share, double spread, bool expected)
    {
        double[] noise = [0.4, -1, 0.1, 0.9, -0.6, -0.2, 1.1, -0.7], own = [.. noise.Select(n => 10 + (0.01 * n))];
        double[] others = [.. noise.Select((n, i) => (share * own[i]) + (spread * noise[^(i + 1)]))];
        Assert.Equal(expected, BaselineShare.IsClearlyBetter(others, own));
        Assert.False(BaselineShare.IsClearlyBetter([1, 1], [2, 2]));
    }

    [Fact]
    public void TheEffect_SaysWhatWasAdded_AndHowSure()
    {
        var interval = new ConfidenceInterval(-0.08, 0.02);
        Assert.Equal(
            "The recurrent part lowers the error of the ridge regression inside it by 3.2 % (95 % interval of "
            + "the change −8.0 to +2.0 %).", new BaselineEffect("ridge regression", 1, -0.032, interval).Sentence);
        Assert.StartsWith(
            "The recurrent part raises the error", new BaselineEffect("ridge regression", 1, 0.01, interval).Sentence,
            StringComparison.Ordinal);
        Assert.Equal(
            "The answer is that of the ridge regression inside the model; the network adds nothing to it.",
            new BaselineEffect("ridge regression", 0, 0, interval).Sentence);
        Assert.Equal(
            "The network lowers the error of the ridge regression by 3.2 %; on validation it was better without that "
            + "inside (95 % interval of the change −8.0 to +2.0 %).",
            new BaselineEffect("ridge regression", 1, -0.032, interval) { IsInside = false }.Sentence);
        Assert.All(
            [new ConfidenceInterval(double.NaN, double.NaN), new ConfidenceInterval(-2.5, 2.6)],
            wide => Assert.EndsWith(
                "%; the test set is too small to rule out chance.",
                new BaselineEffect("ridge", 1, -0.1, wide).Sentence, StringComparison.Ordinal));
    }

    private static double[] Less(double[] errors, double by) => [.. errors.Select(e => e - by)];
}
