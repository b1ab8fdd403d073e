using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Storage;

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
        double[] Off(float first, float second) => [.. truth.Select((y, i) => (double)y + (i < 8 ? first : second))];

        // Series 0 has two of the three windows. The mean error of both forecasts is 0.15 of its scale, as in series 1,
        // although the values there are a thousand times as large.
        double[] weights = new ValidationErrors(data, windows, truth).Weights([Off(0.2f, 0.1f), Off(0.1f, 0.2f)]);
        Assert.Equal(
            ChampionWeights.Of([((2 * 0.2) + 0.1) / 3, ((2 * 0.1) + 0.2) / 3], 3), weights);
    }

    [Fact]
    public void GroupsOfAnySize_CountAlike_AndMissingValuesDoNot()
    {
        double[] first = [1, 3, 100, double.NaN], second = [3, 1, 300, 5];

        // Relative to the means 2 and 200 of the groups: 0.5, 1.5, 0.5 and 1.5, 0.5, 1.5.
        Assert.Equal(
            ChampionWeights.Of([2.5 / 3, 3.5 / 3], 4), ChampionWeights.Of([first, second], [0, 0, 1, 1], blocks: 4));
        Assert.Equal([0.5, 0.5], ChampionWeights.Of([[double.NaN], [1]], [0], blocks: 0));
    }

    [Fact]
    public void SeriesThatADifferentForecastSuits_HaveOtherWeights()
    {
        SeriesSet set = new(
            [.. Enumerable.Range(0, 3).Select(s => new Series(["y"], [Tiny.Wave(120)], id: $"s{s}"))],
            SeriesRoles.AllTargets(["y"]), "three.csv", idName: "id");
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options() with
        {
            Baseline = ForecastBaseline.None,
            Transform = TargetTransform.None,
        });
        var data = new ForecastData(plan.Set, plan.Design, ForecastScaling.Fit(plan.Split, plan.Design));
        Window[] windows = [new(0, 90, 8, 4), new(1, 90, 8, 4)];
        float[] truth = data.Truth(windows);
        QuantileTable<Stage.Raw> network = Tiny.Table<Stage.Raw>(
            2, 4, [0.1, 0.5, 0.9], (w, t) => [-9, truth[(w * 4) + t] + (w == 0 ? 0.1f : 0.3f), 9]);
        var method = new Given([.. truth.Select((y, i) => (double)y + (i < 4 ? 0.3 : 0.1))]);

        Carousel.Forecasting.Champion champion = new ChampionChoice(
            data, windows, network, truth, [method], new BaselineFitting(1, default)).Champion;

        // Both are as good on average; in a series of one horizon the better one counts 3 to the power 1.5 times more.
        Assert.Equal(0.5, champion.NetworkWeight);
        Assert.Equal([0.16], champion.Own["s0"]);
        Assert.Equal([0.84], champion.Own["s1"]);
        Assert.Equal(
            [0.16, 0.84, 0.5],
            champion.Separate(network, data, [.. windows, new(2, 90, 8, 4)], new BaselineFitting(1, default))
                .Weights.Select(w => w[0]));
    }

    [Fact]
    public void WithoutAnyKnownValue_ARegressionIsNotExact()
    {
        SeriesSet set = Tiny.Daily((float[])[.. Enumerable.Range(0, 160).Select(t => (float)t)]);
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options());
        using Forecaster fitted = Tiny.Fit(plan);
        ForecastData data = fitted.DataOf(set);
        Window[] windows = [new(0, 120, 8, 4)];
        float[] truth = data.Truth(windows);

        Assert.True(RidgeMethod.IsExact(data, windows, truth));
        Assert.False(RidgeMethod.IsExact(data, windows, [.. truth.Select(_ => float.NaN)]));
    }

    [Fact]
    public void AMissingForecast_CountsAsTheNetworks()
    {
        QuantileTable<Stage.Raw> network = Tiny.Table<Stage.Raw>(1, 2, [0.1, 0.5, 0.9], (_, t) => [t, t + 1, t + 3]);
        var champion = new Carousel.Forecasting.Champion([new WeightedMethod(new RidgeMethod(), 0.25)]);
        QuantileTable<Stage.Raw> mixed = champion.Mix(new SeparateForecasts(network, [[9, double.NaN]], [[0.25]]));

        Assert.Equal([2, 3, 5], mixed[0].ToArray());
        Assert.Equal([1, 2, 4], mixed[1].ToArray());
    }

    private sealed class Given(double[] values) : IWindowMethod
    {
        public string Word => "given";

        public string Name => "given";

        public int Reach => 0;

        public double[] Forecast(ForecastData data, IReadOnlyList<Window> windows, BaselineFitting fitting) => values;

        public IWindowMethod Fit(ForecastData data, Windows windows, BaselineFitting fitting) => this;

        public IEnumerable<StoredTensor> ToTensors() => [];
    }
}
