using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Edge cases of allowed data and options.</summary>
public sealed class EdgeTests
{
    [Theory]
    [InlineData(CellKind.Lstm)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Elman)]
    public void TheSmallestModel_Works(CellKind cell)
    {
        ForecastOptions options = Tiny.Options() with
        {
            Horizon = 1,
            Lookback = 1,
            Levels = [99.9],
            Stride = 1,
        };
        CheckWorks(
            Tiny.Daily(Tiny.Wave(130)),
            options with { Fit = options.Fit with { Cell = cell, Hidden = 1, Batch = 1 } });
    }

    [Theory]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Elman)]
    [InlineData(CellKind.Lstm)]
    public void DeepModelsWithDropout_Work(CellKind cell)
    {
        ForecastOptions options = Tiny.Options() with
        {
            Ensemble = 2,
            WindowNormalization = WindowNormalization.Mean,
        };
        CheckWorks(
            Tiny.Daily(Tiny.Wave(130), Tiny.Wave(130, -40, 2), Tiny.Wave(130, 0, 1e-6)),
            options with { Fit = options.Fit with { Cell = cell, Layers = 3, Dropout = 0.5 } });
    }

    [Fact]
    public void ColumnsWithoutValues_AndBatchesWithoutTargets_DoNoHarm()
    {
        float[] empty = new float[130], holes = Tiny.Wave(130);
        Array.Fill(empty, float.NaN);
        holes.AsSpan(20, 40).Fill(float.NaN);
        holes.AsSpan(126, 4).Fill(float.NaN);
        var set = new SeriesSet(
            [new Series(["y", "rain"], [holes, empty], Tiny.Days(130))], new SeriesRoles(["y"], [], ["rain"], []),
            "holes.csv");

        CheckWorks(set, Tiny.Options() with { Fit = Tiny.Options().Fit with { Batch = 1 } });
    }

    [Fact]
    public void VeryLargeAndVerySmallValues_AreForecastInTheirUnit()
    {
        SeriesSet set = Tiny.Daily(Tiny.Wave(130, 3e9, 1e9), Tiny.Wave(130, 3e-9, 1e-9));
        using Forecaster forecaster = Tiny.Fit(set, Tiny.Options());
        Forecast forecast = forecaster.Predict(set);

        Assert.InRange(forecast.Quantiles.MedianOf(0, 0, 0), 1e9, 5e9);
        Assert.InRange(forecast.Quantiles.MedianOf(0, 0, 1), 1e-9, 5e-9);
    }

    [Fact]
    public void AFitThatIsCanceledAtOnce_StillGivesAModel()
    {
        SeriesSet set = Tiny.Daily(Tiny.Wave(130));
        using Forecaster forecaster = Tiny.FitUntil(
            ForecastPlan.Make(set, Tiny.Options()), null, new CancellationToken(canceled: true));

        Assert.Equal(
            (StopReason.Canceled, 0L, 0),
            (forecaster.Summary.Reason, forecaster.Summary.Steps, forecaster.Summary.History.Count));
        Assert.All(Tiny.Values(forecaster.Predict(set).Quantiles), q => Assert.True(double.IsFinite(q)));
    }

    [Fact]
    public void RowsWithoutTime_AreRefused_ByAModelThatLearnedTheCalendar()
    {
        SeriesSet set = Tiny.Daily(Tiny.Wave(130));
        using Forecaster forecaster = Tiny.Fit(set, Tiny.Options());
        var numbered = new SeriesSet(
            [new Series(["y0"], [Tiny.Wave(130)])], SeriesRoles.AllTargets(["y0"]), "numbered.csv");

        Assert.Equal(
            "The model was trained on rows of the frequency '1 day'; those of numbered.csv have no time stamps on a "
            + "grid.",
            Assert.Throws<DataFormatException>(() => forecaster.Predict(numbered)).Message);
    }

    /// <summary>Fits, tests and forecasts; every number is finite and no quantile crosses another.</summary>
    private static void CheckWorks(SeriesSet set, ForecastOptions options)
    {
        ForecastPlan plan = ForecastPlan.Make(set, options);
        using Forecaster forecaster = Tiny.Fit(plan);
        foreach (QuantileTable table in new[] { forecaster.Backtest(plan.Split, plan.Stride).Quantiles,
            forecaster.Predict(set).Quantiles })
        {
            double[] values = Tiny.Values(table);
            Assert.NotEmpty(values);
            for (int i = 0; i < values.Length; i++)
            {
                Assert.True(
                    double.IsFinite(values[i]) && (i % table.Shares.Count == 0 || values[i - 1] <= values[i]),
                    $"{values[i]}");
            }
        }
    }
}
