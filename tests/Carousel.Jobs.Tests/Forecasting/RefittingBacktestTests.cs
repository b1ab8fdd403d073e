using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>A backtest whose model and baselines are trained again each few weeks.</summary>
public sealed class RefittingBacktestTests
{
    private const int Rows = 220, TestRows = 60;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WithoutATrainingInBetween_ItIsTheBacktest_BitForBit(bool isNoise)
    {
        SeriesSet set = Tiny.Daily(Values(isNoise));
        using Forecaster model = Fit(set);
        TemporalSplit split = Split(set);
        Backtest expected = model.Backtest(split, 3), actual = Refit(model, split, 9, 3);
        Assert.Equal(Tiny.Values(expected.Quantiles), Tiny.Values(actual.Quantiles));
        Assert.Equal(
            expected.Baselines.Select(b => (b.Name, b.MeanAbsoluteError)),
            actual.Baselines.Select(b => (b.Name, b.MeanAbsoluteError)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LaterBlocks_AreToldByALaterTraining_WhichSeesNothingOfThem(bool isNoise)
    {
        float[] values = Values(isNoise), changed = [.. values];
        SeriesSet set = Tiny.Daily(values);
        using Forecaster model = Fit(set);
        var told = new List<string>();
        Backtest once = model.Backtest(Split(set), 1);
        Backtest actual = Refit(model, Split(set), 3, 1, told.Add);
        Assert.Equal(
            ["trained again, 1 of 2, on the rows before 2024-06-30", "trained again, 2 of 2, on the rows before "
                + "2024-07-21"], told);
        int second = Rows - TestRows + 21, third = second + 21;
        int early = actual.Windows.Count(w => w.Origin < second), two = actual.Windows.Count(w => w.Origin < third);
        double[] all = Tiny.Values(actual.Quantiles);
        int each = all.Length / actual.Windows.Count;
        Assert.Equal(Tiny.Values(once.Quantiles)[..(early * each)], all[..(early * each)]);
        Assert.NotEqual(Tiny.Values(once.Quantiles)[(early * each)..(two * each)], all[(early * each)..(two * each)]);

        changed.AsSpan(third).Fill(77);
        Backtest other = Refit(model, Split(Tiny.Daily(changed)), 3, 1);
        int issued = actual.Windows.Count(w => w.Origin <= third);
        Assert.Equal(all[..(two * each)], Tiny.Values(other.Quantiles)[..(two * each)]);
        Assert.Equal(all[..(issued * each)], Tiny.Values(other.Quantiles)[..(issued * each)]);
        Assert.NotEqual(all, Tiny.Values(other.Quantiles));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void ASeriesThatTheModelDoesNotKnow_IsToldByRowsBeforeTheOrigin(bool isNoise, bool hasTrees)
    {
        using Forecaster model = Fit(Tiny.Daily(Values(isNoise)), hasTrees);
        int third = Rows - TestRows + 42;
        float[] values = [.. Values(isNoise).Select((v, t) => v + (t % 3))], changed = [.. values];
        changed.AsSpan(third).Fill(5000);
        Backtest expected = Refit(model, Split(New(values)), 3, 1), actual = Refit(model, Split(New(changed)), 3, 1);
        double[] all = Tiny.Values(expected.Quantiles), other = Tiny.Values(actual.Quantiles);
        int issued = expected.Windows.Count(w => w.Origin <= third) * (all.Length / expected.Windows.Count);
        Assert.Equal(all[..issued], other[..issued]);
        Assert.NotEqual(all, other);

        static SeriesSet New(float[] values) => new(
            [new Series(["y0"], [values], Tiny.Days(Rows), id: "new")], SeriesRoles.AllTargets(["y0"]), "new.csv",
            timeName: "date", idName: "id");
    }

    [Fact]
    public void WhatItNeeds_IsSaid()
    {
        SeriesSet set = Tiny.Daily(Values(isNoise: false));
        using Forecaster model = Fit(set);
        var numbered = new SeriesSet(
            [new Series(["y0"], [Values(isNoise: false)])], SeriesRoles.AllTargets(["y0"]), "tiny.csv");
        Assert.Contains(
            "no time stamps", Assert.Throws<OptionException>(() => new RefittingBacktest(model, Split(numbered), 1))
                .Message, StringComparison.Ordinal);
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new RefittingBacktest(model, Split(set), 3).Run(
            Backtest.WindowsOf(model, Split(set), 1), null, canceled.Token));
    }

    private static Forecaster Fit(SeriesSet set, bool hasTrees = false) => Tiny.Fit(
        set, Tiny.Options(epochs: 2) with
        {
            TestRows = TestRows,
            ValidationRows = 40,
            Methods = hasTrees ? [WindowMethods.Network, WindowTrees.MethodWord] : [WindowMethods.Network],
        });

    private static TemporalSplit Split(SeriesSet set) => TemporalSplit.ByCounts(set, 40, TestRows);

    private static Backtest Refit(
        Forecaster model, TemporalSplit split, int weeks, int stride, Action<string>? progress = null) =>
        new RefittingBacktest(model, split, weeks).Run(
            Backtest.WindowsOf(model, split, stride), progress, TestContext.Current.CancellationToken);

    /// <summary>A wave that grows, or noise, of which a network learns nothing.</summary>
    private static float[] Values(bool isNoise)
    {
        var random = new Random(5);
        return isNoise
            ? [.. Enumerable.Range(0, Rows).Select(_ => (float)random.NextDouble())]
            : [.. Tiny.Wave(Rows).Select((v, t) => v + (0.05f * t) + (float)random.NextDouble())];
    }
}
