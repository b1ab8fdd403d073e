using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Each cell learns a clean pattern, every target and step of it.</summary>
public sealed class AccuracyTests
{
    private static readonly SeriesSet _waves = Tiny.Daily(Tiny.Wave(150), Tiny.Wave(150, 500, 40, 2));

    [Theory]
    [InlineData(CellKind.Lstm)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Elman)]
    public void EveryTargetAndStep_IsRight(CellKind cell)
    {
        ForecastOptions options = Tiny.Learning();
        ForecastPlan plan = ForecastPlan.Make(_waves, options with { Fit = options.Fit with { Cell = cell } });
        using Forecaster forecaster = Tiny.Fit(plan);

        CheckSteps(forecaster.Backtest(plan.Split, 1), 0.15);
        CheckNext(forecaster.Predict(_waves), 0.15);
    }

    [Fact]
    public void Intervals_CoverTheirShare_OnNoiseThatIsWiderOnSomeDays()
    {
        var random = new Random(2);
        float[] noisy =
        [
            .. Tiny.Wave(800)
                .Select((v, r) => v + ((r % 7 < 2 ? 6 : 1) * (float)(random.NextDouble() + random.NextDouble() - 1))),
        ];
        ForecastOptions options = Tiny.Learning() with
        {
            TestRows = 280,
            ValidationRows = 140,
            Levels = [80],
        };
        ForecastPlan plan = ForecastPlan.Make(
            Tiny.Daily(noisy), options with { Fit = options.Fit with { Epochs = 8 } });
        using Forecaster forecaster = Tiny.Fit(plan);

        Assert.InRange(forecaster.Backtest(plan.Split, 1).Model.Coverage[80], 0.73, 0.87);
    }

    [Fact]
    public void ARamp_GoesOn_EachTargetItsOwnWay()
    {
        SeriesSet set = Tiny.Daily(
            [.. Enumerable.Range(0, 150).Select(t => (float)t)],
            [.. Enumerable.Range(0, 150).Select(t => 900 - (2f * t))]);
        ForecastOptions options = Tiny.Learning() with
        {
            WindowNormalization = WindowNormalization.Last,
            Seasons = [1],
            Transform = TargetTransform.None,
        };
        using Forecaster forecaster = Tiny.Fit(set, options);

        Forecast forecast = forecaster.Predict(set);

        for (int t = 0; t < 4; t++)
        {
            Assert.Equal(150 + t, forecast.Quantiles.MedianOf(0, t, 0), 0.5);
            Assert.Equal(600 - (2 * t), forecast.Quantiles.MedianOf(0, t, 1), 1.0);
        }

        Assert.Equal(["2024-05-30", "2024-06-02"], [forecast.LabelAt(0, 0), forecast.LabelAt(0, 3)]);
    }

    [Fact]
    public void WhatIsKnownAhead_IsUsed()
    {
        // The target is the covariate of the same row, which is unpredictable.
        var random = new Random(5);
        float[] known = [.. Enumerable.Range(0, 154).Select(_ => (float)random.Next(2))];
        float[] target = [.. known.Select((v, r) => r < 150 ? 10 + (5 * v) : float.NaN)];
        var set = new SeriesSet(
            [new Series(["y", "promotion"], [target, known], Tiny.Days(154), futureRows: 4)],
            new SeriesRoles(["y"], ["promotion"], [], []), "promotion.csv");
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Learning() with { Seasons = [1] });
        using Forecaster forecaster = Tiny.Fit(plan);

        Assert.True(forecaster.Backtest(plan.Split, 1).Model.MeanAbsoluteError < 0.5);
        Forecast forecast = forecaster.Predict(set);
        for (int t = 0; t < 4; t++)
        {
            Assert.Equal(10 + (5 * known[150 + t]), forecast.Quantiles.MedianOf(0, t, 0), 0.8);
        }
    }

    [Fact]
    public void Transforms_AreUndone()
    {
        ForecastPlan plan = ForecastPlan.Make(
            _waves,
            Tiny.Learning() with
            {
                Transform = TargetTransform.Log,
                WindowNormalization = WindowNormalization.None,
            });
        Assert.Equal(TargetTransform.Log, plan.Design.Transforms[0]);
        using Forecaster forecaster = Tiny.Fit(plan);

        CheckSteps(forecaster.Backtest(plan.Split, 1), 0.2);
    }

    /// <summary>Mean absolute error of every target at every step, as a share of the target's spread.</summary>
    private static void CheckSteps(Backtest backtest, double share)
    {
        int targets = backtest.Design.TargetCount, horizon = backtest.Design.Horizon;
        for (int k = 0; k < targets; k++)
        {
            double spread = k == 0 ? 3 : 40;
            for (int t = 0; t < horizon; t++)
            {
                double error = Enumerable.Range(0, backtest.Windows.Count)
                    .Average(
                        w =>
                            Math.Abs(
                                backtest.Truth[(((w * horizon) + t) * targets) + k]
                                    - backtest.Quantiles.MedianOf(w, t, k)));
                Assert.True(error < share * spread, $"target {k}, step {t}: {error}");
            }
        }

        Assert.True(
            backtest.Model.MeanAbsoluteError
                < 0.3 * backtest.Baselines.First(b => b.Name == "last value").MeanAbsoluteError);
    }

    private static void CheckNext(Forecast forecast, double share)
    {
        for (int t = 0; t < 4; t++)
        {
            Assert.Equal(Tiny.Wave(154)[150 + t], forecast.Quantiles.MedianOf(0, t, 0), 2 * share * 3);
            Assert.Equal(Tiny.Wave(154, 500, 40, 2)[150 + t], forecast.Quantiles.MedianOf(0, t, 1), 2 * share * 40);
        }
    }
}
