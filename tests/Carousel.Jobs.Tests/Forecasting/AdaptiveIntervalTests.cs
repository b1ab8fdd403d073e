using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Streaming;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Intervals follow the errors of forecasts whose truth has come, and nothing else.</summary>
public sealed class AdaptiveIntervalTests
{
    private const int Rows = 220;
    private static readonly ForecastDesign _design = ForecastPlan.Make(Noise(), Tiny.Options()).Design;

    [Fact]
    public void EachSide_FollowsTheShareThatMissedIt()
    {
        var rule = new IntervalScales(_design, 0.5);
        Assert.All(rule.After([]), scale => Assert.Equal(0, scale));

        // Of four values one lies far below, none above: levels 80 and 95 may miss 0.1 and 0.025 on each side.
        double[] scales = rule.After([Past(-9, 0, 0, 0)]);
        Assert.Equal([0.5 * 0.15, 0.5 * -0.1, 0.5 * 0.225, 0.5 * -0.025], scales.Select(s => Math.Round(s, 12)));

        // What they were before is forgotten evenly over as many forecasts as count.
        double[] start = [.. scales.Select(s => s + 1)];
        Assert.Equal(start, rule.After([], start));
        PastForecast[] unknown = [.. Enumerable.Repeat(Past(float.NaN, float.NaN, float.NaN, float.NaN), 16)];
        Assert.Equal([.. start.Select(s => s * 0.75)], rule.After(unknown, start));

        // A missing value counts for nothing, and where none is known nothing changes.
        Assert.Equal(0.5 * (0.5 - 0.1), rule.After([Past(-9, float.NaN, 0, float.NaN)])[0], 12);
        Assert.All(rule.After([Past(float.NaN, float.NaN, float.NaN, float.NaN)]), scale => Assert.Equal(0, scale));
    }

    [Fact]
    public void AWiderInterval_MissesLess_SoThatScalesSettle()
    {
        // Ends at ±1 and ±2, values that are four times as wide as was learned.
        PastForecast[] past = [.. Normal(4 * 400, 3).Chunk(4).Select(v => Past([.. v.Select(x => 4 * x)]))];
        double[] scales = new IntervalScales(_design, 0.25).After(past);
        Assert.All(scales[..2], s => Assert.InRange(Math.Exp(s), 4 * 1.2816 * 0.7, 4 * 1.2816 * 1.4));
    }

    [Fact]
    public void OldForecasts_AreForgotten()
    {
        var rule = new IntervalScales(_design, 1);
        PastForecast[] past = [.. Enumerable.Range(0, 200).Select(i => Past(i % 7 == 0 ? 5 : 0, 0, -i % 3, 0))];
        Assert.Equal(rule.After(past[^IntervalScales.Remembered..]), rule.After(past));
        Assert.NotEqual(rule.After(past[^10..]), rule.After(past));
    }

    [Theory]
    [InlineData(0, 0, 100)]
    [InlineData(40, 0, 100)]
    [InlineData(150, 0, 220)]
    [InlineData(40, 1000, 220)]
    [InlineData(2000, 1000, 220)]
    public void Origins_AreWholeHorizonsAfterTheTraining(int row, int before, int origin)
    {
        Series series = new(["y"], [new float[Rows]]);
        var adaptation = new IntervalAdaptation(0.5, null, row);
        IReadOnlyList<int> origins = adaptation.OriginsBefore(series, before, _design, origin);
        int[] expected =
        [
            .. Enumerable.Range(0, Rows)
                .Where(o => o >= _design.Lookback && o + _design.Horizon <= origin && before + o >= row
                    && (before + o - row) % _design.Horizon == 0)
                .TakeLast(IntervalScales.Remembered),
        ];
        Assert.Equal(expected, origins);

        // The same by stamps, and not at all if a file has another grid.
        var stamped = new Series(["y"], [new float[Rows]], Tiny.Days(Rows), Frequency.Parse("1 day"));
        var since = new IntervalAdaptation(0.5, Tiny.Monday.AddDays(row - before), 0);
        Assert.Equal(expected, since.OriginsBefore(stamped, 0, _design, origin));
        var other = new IntervalAdaptation(0.5, Tiny.Monday.AddHours(7), 0);
        Assert.Empty(other.OriginsBefore(stamped, 0, _design, origin));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhatComesAfterAnOrigin_ChangesNothingThatWasIssuedThere(bool isStamped)
    {
        SeriesSet set = Noise(isStamped);
        using Forecaster model = Tiny.Fit(set, Tiny.Options() with { TestRows = 100, Stride = 1 });
        Assert.True(model.Calibration.Adaptation!.IsOn);
        Backtest expected = model.Backtest(TemporalSplit.ByCounts(set, 16, 100), 1);
        int origin = Rows - 40;
        float[] changed = set[0].Column(0).ToArray();
        changed.AsSpan(origin).Fill(500);
        Backtest other = model.Backtest(TemporalSplit.ByCounts(Set(changed, isStamped), 16, 100), 1);
        int issued = expected.Windows.Count(w => w.Origin <= origin);
        int each = Tiny.Values(expected.Quantiles).Length / expected.Windows.Count;
        Assert.Equal(
            Tiny.Values(expected.Quantiles)[..(issued * each)], Tiny.Values(other.Quantiles)[..(issued * each)]);
        Assert.NotEqual(Tiny.Values(expected.Quantiles), Tiny.Values(other.Quantiles));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Prediction_Stream_AndBacktest_GiveTheSameBits(bool isStamped)
    {
        SeriesSet set = Noise(isStamped);
        using Forecaster model = Tiny.Fit(set, Tiny.Options() with { TestRows = 100 });
        Backtest backtest = model.Backtest(TemporalSplit.ByCounts(set, 16, 100), 1);
        var options = new ForecastStreamOptions { Steps = 1, Interval = 80 };
        using var stream = new ForecastStream(model, options);
        using var late = new ForecastStream(model, options);
        late.Begin(Set(set[0].Column(0)[..170].ToArray(), isStamped));
        int each = Tiny.Values(backtest.Quantiles).Length / backtest.Windows.Count;
        for (int r = 0; r < Rows; r++)
        {
            string line = isStamped
                ? string.Create(CultureInfo.InvariantCulture, $"{Tiny.Monday.AddDays(r):yyyy-MM-dd},{set[0][r, 0]:R}")
                : set[0][r, 0].ToString("R", CultureInfo.InvariantCulture);
            IStreamAnswer? answer = stream.Take(line, r + 1);
            IStreamAnswer? second = r < 170 ? answer : late.Take(line, r + 1);
            int w = backtest.Windows.ToList().FindIndex(window => window.Origin == r + 1);
            if (w >= 0)
            {
                double[] quantiles = Tiny.Values(backtest.Quantiles)[(w * each)..((w + 1) * each)];
                Forecast forecast = model.Predict(Set(set[0].Column(0)[..(r + 1)].ToArray(), isStamped));
                Assert.Equal(quantiles, Tiny.Values(forecast.Quantiles));
                Assert.Equal(Bounds(answer!), Bounds(second!));
                (double low, double high) = backtest.Quantiles.Interval(w, 0, 0, 80);
                Assert.Equal([(float)low, (float)high], Bounds(answer!));
            }
        }
    }

    [Fact]
    public void AModelFile_HoldsTheRate_AndWhereTheTrainingEnded()
    {
        using var folder = new TemporaryFolder();
        SeriesSet set = Noise();
        using Forecaster model = Tiny.Fit(set, Tiny.Options() with { TestRows = 100 });
        model.Save(folder.File("model.safetensors"));
        using Forecaster loaded = Forecaster.Load(folder.File("model.safetensors"), threads: 1);
        Assert.Equal(model.Calibration.Adaptation, loaded.Calibration.Adaptation);
        Assert.Equal(Tiny.Monday.AddDays(Rows - 100), loaded.Calibration.Adaptation!.Since);
        Assert.Equal(
            Tiny.Values(model.Predict(set).Quantiles), Tiny.Values(loaded.Predict(set).Quantiles));

        Calibration wrong = loaded.Calibration with { Adaptation = new IntervalAdaptation(11, null, 0) };
        Assert.False(new ForecastFitted(loaded.Scaling, wrong).Fits(loaded.Design));
        wrong = loaded.Calibration with
        {
            Adaptation = loaded.Calibration.Adaptation with
            {
                Start = new Dictionary<string, IReadOnlyList<double>> { [""] = [0.5] },
            },
        };
        Assert.False(new ForecastFitted(loaded.Scaling, wrong).Fits(loaded.Design));
        Assert.True(new ForecastFitted(loaded.Scaling, loaded.Calibration).Fits(loaded.Design));
    }

    [Fact]
    public void TheRate_IsThatOfTheLeastScore()
    {
        // A forecast that is always 0 ± 1, of values whose spread stays, grows once, or swings.
        double[] chosen = [Chosen(_ => 1), Chosen(r => r < 380 ? 1 : 9), Chosen(r => 1 + (r / 40 % 2))];
        Assert.Equal([0, 1, 0.5], chosen);

        static double Chosen(Func<int, float> spread)
        {
            ForecastPlan plan = ForecastPlan.Make(
                Set([.. Normal(500, 5).Select((v, r) => v * spread(r))], isStamped: true),
                Tiny.Options() with { ValidationRows = 240, Baseline = ForecastBaseline.None });
            var data = new ForecastData(plan.Set, plan.Design, ForecastScaling.Fit(plan.Split, plan.Design));
            IReadOnlyList<RowRange> rows = plan.Split.Validation.Rows;
            return RateChoice.Choose(
                plan.Design, data, rows, RateChoice.Windows(plan.Design, rows), windows => Tiny.Table<Stage.Raw>(
                    windows.Count, plan.Design.Horizon, plan.Design.Quantiles,
                    (_, _) => [.. plan.Design.Quantiles.Select(share => share - 0.5)]));
        }
    }

    /// <summary>A forecast of 0 with intervals ±1 and ±2, and the true values.</summary>
    private static PastForecast Past(params float[] truth) =>
        new(0, new float[4], [.. Enumerable.Range(0, 4).SelectMany(_ => new float[] { -1, 1, -2, 2 })], truth);

    /// <summary>The interval of an answer's first step.</summary>
    private static float[] Bounds(IStreamAnswer answer) =>
        [.. answer.ToCsv().Split(',')[^2..].Select(cell => float.Parse(cell, CultureInfo.InvariantCulture))];

    private static SeriesSet Noise(bool isStamped = true)
    {
        return Set([.. Normal(Rows, 7).Zip(Tiny.Wave(Rows), (noise, wave) => wave + noise)], isStamped);
    }

    /// <summary>Sums of twelve even numbers less six: nearly normal, of deviation 1.</summary>
    private static float[] Normal(int count, ulong seed)
    {
        var values = new float[12 * count];
        new CounterRandom(seed, CounterRandom.Purpose("noise")).Uniform(0, values);
        return [.. values.Chunk(12).Select(v => v.Sum() - 6)];
    }

    private static SeriesSet Set(float[] values, bool isStamped) => isStamped
        ? Tiny.Daily(values)
        : new SeriesSet([new Series(["y0"], [values])], SeriesRoles.AllTargets(["y0"]), "tiny.csv");
}
