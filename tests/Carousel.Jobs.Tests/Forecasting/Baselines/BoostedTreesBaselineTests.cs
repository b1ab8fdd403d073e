using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Forecasting.Baselines;

public sealed class BoostedTreesBaselineTests
{
    private const float Gap = float.NaN;
    private const int Rows = 400, Horizon = 6;

    [Fact]
    public void NothingFromTheOriginOn_HasAPart_ButWhatIsKnownAhead()
    {
        float[] expected = Forecast(Data(Columns()), 360), ahead = Forecast(Data(Columns()), 350);
        foreach (float value in new[] { 1e6f, -3, Gap })
        {
            float[][] changed = Columns();
            for (int r = 360; r < Rows; r++)
            {
                (changed[0][r], changed[1][r], changed[3][r]) = (value, value, value);
                changed[2][r] = r < 360 + Horizon ? changed[2][r] : value;
            }

            Assert.Equal(expected, Forecast(Data(changed), 360));
            Assert.Equal(ahead, Forecast(Data(changed), 350));
        }
    }

    [Theory]
    [InlineData(0, 359)]
    [InlineData(1, 359)]
    [InlineData(2, 365)]
    [InlineData(3, 359)]
    public void WhatIsKnown_HasAPart(int column, int row)
    {
        float[][] changed = Columns();
        changed[column].AsSpan(0, Rows).CopyTo(changed[column]);
        changed[column][row] += 50;
        BaselineData data = Data(Columns()), other = Data(changed);
        var inputs = new StepInputs(data);
        float[] x = new float[inputs.Count], y = new float[inputs.Count];
        inputs.Write(0, 360, 5, x);
        new StepInputs(other).Write(0, 360, 5, y);

        Assert.NotEqual(x, y);
    }

    [Fact]
    public void WhatIsKnownAhead_IsLearned_AlsoTogetherWithTheCalendar()
    {
        // At night what is known counts twice, by day it counts against.
        var random = new Random(4);
        float[] known = [.. Enumerable.Range(0, 1500).Select(_ => (float)random.NextDouble())];
        float[] values = [.. known.Select((v, r) => (r % 24 < 8 ? 20 : -10) * v)];
        BaselineData data = Data(values, known);
        float[] forecast = Forecast(data, 1450, out BoostedTreesBaseline baseline);

        Assert.True(
            ForecastMetrics.MeanAbsoluteError(values.AsSpan(1450, Horizon), forecast) < 1, $"{baseline.Choice}");
    }

    [Fact]
    public void ATrend_IsFollowed()
    {
        float[] values = [.. Tiny.Wave(Rows, 10, 3).Select((v, r) => v + (0.1f * r))];
        BaselineData data = Data(Tiny.Daily(values));
        float[] forecast = Forecast(data, 390, out BoostedTreesBaseline baseline);

        Assert.True(baseline.Choice.IsChange);
        Assert.True(
            ForecastMetrics.MeanAbsoluteError(values.AsSpan(390, Horizon), forecast) < 0.2, $"{baseline.Choice}");
    }

    [Fact]
    public void SeveralSeries_AreEachInTheirOwnUnit()
    {
        Series[] series =
        [
            .. new[] { 1f, 1000 }.Select((size, s) => new Series(
                ["y"], [[.. Tiny.Wave(Rows, 10, 3, s).Select(v => v * size)]], Tiny.Days(Rows), id: $"{s}")),
        ];
        var set = new SeriesSet(series, SeriesRoles.AllTargets(["y"]), idName: "id");
        BaselineData data = Data(set);
        using var workers = new Workers(2);
        var baseline = new BoostedTreesBaseline(data, workers);
        float[] forecast = new float[Horizon];
        for (int s = 0; s < 2; s++)
        {
            baseline.Forecast(s, 380, forecast);
            double scale = s == 0 ? 1 : 1000;
            Assert.True(
                ForecastMetrics.MeanAbsoluteError(series[s].Column(0)[380..(380 + Horizon)], forecast) < 0.5 * scale);
        }
    }

    [Fact]
    public void Bits_DoNotDependOnThreads()
    {
        BaselineData data = Data(Columns());
        float[][] forecasts =
        [
            .. new[] { 1, 2, 3 }.Select(threads =>
            {
                using var workers = new Workers(threads);
                float[] forecast = new float[Horizon];
                new BoostedTreesBaseline(data, workers).Forecast(0, 380, forecast);
                return forecast;
            }),
        ];

        Assert.Equal(forecasts[0], forecasts[1]);
        Assert.Equal(forecasts[0], forecasts[2]);
    }

    [Fact]
    public void WithoutRows_TheLastValueGoesOn()
    {
        BaselineData data = Data(Columns());
        RowRange none = new(0, 0);
        data = data with { Training = [none], Validation = [none] };

        Assert.Equal([.. Enumerable.Repeat(Columns()[0][359], Horizon)], Forecast(data, 360));
    }

    private static float[] Forecast(BaselineData data, int origin) => Forecast(data, origin, out _);

    private static float[] Forecast(BaselineData data, int origin, out BoostedTreesBaseline baseline)
    {
        using var workers = new Workers(1);
        baseline = new BoostedTreesBaseline(data, workers);
        float[] forecast = new float[Horizon];
        baseline.Forecast(0, origin, forecast);
        Assert.DoesNotContain(Gap, forecast);
        return forecast;
    }

    /// <summary>Two targets, a covariate known ahead and one of the past, with gaps.</summary>
    private static float[][] Columns()
    {
        float[][] columns = [.. Enumerable.Range(0, 4).Select(c => Tiny.Wave(Rows, 10 + c, 3, c))];
        for (int r = 0; r < Rows; r++)
        {
            columns[r % 4][r] = r % 11 == 3 ? Gap : columns[r % 4][r] + (r * 7 % 13);
        }

        return columns;
    }

    private static BaselineData Data(float[][] columns) => Data(
        new SeriesSet(
            [new Series(["a", "b", "price", "rain"], columns, Tiny.Hours(Rows))],
            new SeriesRoles(["a", "b"], ["price"], ["rain"], [])));

    private static BaselineData Data(float[] values, float[] known) => Data(
        new SeriesSet(
            [new Series(["y", "known"], [values, known], Tiny.Hours(values.Length))],
            new SeriesRoles(["y"], ["known"], [], [])));

    private static BaselineData Data(SeriesSet set) =>
        BaselineSamples.Data(set, Tiny.Options() with { Horizon = Horizon, TestRows = 50 });
}
