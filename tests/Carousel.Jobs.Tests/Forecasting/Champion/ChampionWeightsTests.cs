using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Champion;

/// <summary>Weights by validation errors.</summary>
public sealed class ChampionWeightsTests
{
    [Fact]
    public void EqualErrors_HaveEqualWeights() => Assert.Equal([0.5, 0.5], ChampionWeights.Of([3, 3], 10));

    [Fact]
    public void MoreWindows_GiveMoreWeightToTheBetterForecast()
    {
        double[] few = ChampionWeights.Of([1, 1.2], 1), many = ChampionWeights.Of([1, 1.2], 49);

        // 1.2 to the power 1.5 and 10.5.
        Assert.Equal([0.57, 0.43], few);
        Assert.Equal([0.87, 0.13], many);
        Assert.Equal(ChampionWeights.Of([1, 1.2], 64), ChampionWeights.Of([1, 1.2], 1_000_000));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(100)]
    public void SmallWeights_AreZero_AndTheSumIsOne(int blocks)
    {
        double[] weights = ChampionWeights.Of([1, 1.1, 1.3, 9], blocks);
        Assert.Equal(0, weights[3]);
        Assert.Equal(1, weights.Sum(), 1e-9);
        Assert.All(weights, w => Assert.True(w is 0 or >= 0.04));
    }

    [Fact]
    public void AForecastWithoutAnyError_HasAllWeight() => Assert.Equal([0.0, 1.0], ChampionWeights.Of([0.1, 0], 5));

    [Fact]
    public void SeriesOfDifferentSizes_CountAlike()
    {
        SeriesSet set = new(
            [.. new[] { 1f, 1000f }.Select((size, s) => new Series(
                ["y"], [[.. Enumerable.Range(0, 120).Select(t => size * (1 + (t % 7)))]], id: $"s{s}"))],
            SeriesRoles.AllTargets(["y"]), "two.csv", idName: "id");
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options() with
        {
            Baseline = ForecastBaseline.None,
            Transform = TargetTransform.None,
        });
        var data = new ForecastData(plan.Set, plan.Design, ForecastScaling.Fit(plan.Split, plan.Design));
        Window[] windows = [new(0, 90, 8, 4), new(0, 94, 8, 4), new(1, 90, 8, 4)];
        float[] truth = data.Truth(windows);
        ValidationErrors Off(float first, float second) => new(
            data, windows,
            Tiny.Table<Stage.Raw>(3, 4, [0.5], (w, t) => [truth[(4 * w) + t] + (w < 2 ? first : second)]), truth);

        ValidationErrors reference = Off(0.1f, 0.1f);
        Assert.Equal(3, reference.Blocks);
        ValidationErrors first = Off(0.2f, 0.1f), second = Off(0.1f, 0.2f);
        Assert.Equal(1, reference.RelativeTo([reference]), 1e-6);

        // The mean errors of series 0 are 0.1, 0.2, 0.1, those of series 1 are 0.1, 0.1, 0.2 times its scale.
        ValidationErrors[] all = [reference, first, second];
        Assert.Equal(0.75, reference.RelativeTo(all), 1e-3);
        Assert.Equal((1.5 + 1.5 + 0.75) / 3, first.RelativeTo(all), 1e-3);
        Assert.Equal((0.75 + 0.75 + 1.5) / 3, second.RelativeTo(all), 1e-3);
    }
}
