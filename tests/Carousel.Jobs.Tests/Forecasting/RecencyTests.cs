using Carousel.Data;
using Carousel.Execution;
using Carousel.Forecasting;
using Carousel.Forecasting.Rivals;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Old rows may count less than new ones.</summary>
public sealed class RecencyTests
{
    private const int Rows = 400;

    [Fact]
    public void AWeight_HalvesWithEachHalfLife()
    {
        var weights = new RecencyWeights(10, [new RowRange(0, 100), new RowRange(0, 50)]);
        Assert.Equal([1, 0.5, 0.25], [weights.Of(0, 100), weights.Of(0, 90), weights.Of(0, 80)]);
        Assert.Equal(0.5, weights.Of(1, 40));
        Assert.Equal(1, new RecencyWeights(null, [new RowRange(0, 100)]).Of(0, 3));
    }

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

    [Fact]
    public void AHalfLife_IsChosen_WhereTheOldRowsMislead_AndElsewhereNot()
    {
        Assert.Null(ForecastPlan.Make(Draw(changesAt: 0), Options()).Design.HalfLife);
        double? chosen = ForecastPlan.Make(Draw(changesAt: 130), Options()).Design.HalfLife;
        Assert.InRange(chosen!.Value, 10, 200);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(50, 50.0)]
    public void WhatIsAskedFor_IsTaken(int asked, double? expected)
    {
        ForecastPlan plan = ForecastPlan.Make(
            Draw(changesAt: 130), Options() with { HalfLife = asked });
        Assert.Equal(expected, plan.Design.HalfLife);
    }

    [Fact]
    public void TheNetwork_FollowsTheNewerRows()
    {
        // The series is 10 at first and 20 later; one number is all that such a network can learn.
        float[] values = [.. Enumerable.Range(0, Rows).Select(r => (r < 200 ? 10 : 20) + (r % 2 * 0.1f))];
        double[] forecasts =
        [
            .. new[] { 0, 20 }.Select(halfLife =>
            {
                ForecastOptions options = Tiny.Learning() with
                {
                    Rival = ForecastRival.None,
                    HalfLife = halfLife,
                    TrainOnce = true,
                    Loss = ForecastLoss.Squared,
                    WindowNormalisation = WindowNormalisation.None,
                    Lookback = 1,
                    Seasons = [1],
                };
                using Forecaster model = Tiny.Fit(
                    Tiny.Daily(values), options with { Fit = options.Fit with { Epochs = 3, LearningRate = 0.003 } });
                return model.Predict(Tiny.Daily([.. Enumerable.Repeat(15f, 40)])).Quantiles.MedianOf(0, 0, 0);
            }),
        ];
        Assert.True(forecasts[1] > forecasts[0] + 1, $"{forecasts[0]}, {forecasts[1]}");
    }

    private static ForecastOptions Options() =>
        Tiny.Options() with { TestRows = 60, ValidationRows = 60, Seasons = [1] };

    /// <summary>Values follow one that is known ahead; from a row on with the other sign.</summary>
    private static SeriesSet Draw(int changesAt)
    {
        var known = new float[Rows];
        var noise = new float[Rows];
        new CounterRandom(9, CounterRandom.Purpose("known")).Uniform(0, known);
        new CounterRandom(9, CounterRandom.Purpose("noise")).Uniform(0, noise);
        float[] values = [.. known.Select((x, r) => (r < changesAt ? 1 - x : x) + (0.3f * noise[r]))];
        return new SeriesSet(
            [new Series(["y", "x"], [values, known], Tiny.Days(Rows))],
            new SeriesRoles(["y"], ["x"], [], []), "tiny.csv", timeName: "date");
    }
}
