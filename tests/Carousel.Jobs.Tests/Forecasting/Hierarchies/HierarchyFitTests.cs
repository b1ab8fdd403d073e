using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Forecasting.Hierarchies;

/// <summary>A fit on a hierarchy: what is forecast adds up, from a file of the model too.</summary>
public sealed class HierarchyFitTests
{
    private const int Rows = 150;

    private static readonly ForecastOptions _options = Tiny.Options() with { Hierarchy = Groups.Form };

    [Fact]
    public void Medians_AddUp_InForecastAndBacktest()
    {
        var plan = ForecastPlan.Make(Groups.Read(Groups.Csv(Rows)), _options);
        using Forecaster forecaster = Tiny.Fit(plan);
        Forecast forecast = forecaster.Predict(plan.Set);
        CheckAddsUp(plan.Set, forecast.Quantiles, forecast.Windows);
        CheckAscends(forecast.Quantiles);

        Backtest backtest = forecaster.Backtest(plan.Split, 4);
        CheckAddsUp(plan.Set, backtest.Quantiles, backtest.Windows);
        Assert.NotNull(backtest.Levels);
        Assert.Equal(6, backtest.Levels.Levels.Count);
        Assert.All(backtest.Levels.Rows, r => Assert.Equal(7, r.Errors.Count));
        Assert.StartsWith(
            "Each series is forecast by a mean of its last season", forecaster.WeightSentence,
            StringComparison.Ordinal);
        Assert.Empty(backtest.Weights);
    }

    [Fact]
    public void ASeriesThatBeginsTooLate_IsNamed()
    {
        string csv = Groups.Csv(Rows, (r, c) => c[2] == "a" && c[3] == "work" && r < 118 ? null : c);
        SeriesSet set = Groups.Read(csv);
        string id = set.Series.MinBy(s => s.HistoryLength)!.Id!;
        Assert.EndsWith(
            $"a full look-back of 8 rows. These begin too late: '{id}'. Leave them out, or pass --lookback 4.",
            Assert.Throws<OptionException>(() => ForecastPlan.Make(set, _options)).OnCommandLine,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ASavedModel_ForecastsTheSameBits_WithAnyNumberOfThreads()
    {
        using var folder = new TemporaryFolder();
        string csv = Groups.Csv(Rows), file = folder.File("model.safetensors");
        using Forecaster forecaster = Tiny.Fit(ForecastPlan.Make(Groups.Read(csv), _options));
        forecaster.Save(file);
        using Forecaster loaded = Forecaster.Load(file, threads: 2);
        string data = folder.Write("trips.csv", csv);
        SeriesSet set = ModelData.Read(loaded.Design, file, data, new Carousel.Jobs.Reading.ReadOptions());
        Assert.Equal(
            Tiny.Values(forecaster.Predict(Groups.Read(csv)).Quantiles), Tiny.Values(loaded.Predict(set).Quantiles));
    }

    [Fact]
    public void OtherSeries_AreRefused()
    {
        using Forecaster forecaster = Tiny.Fit(ForecastPlan.Make(Groups.Read(Groups.Csv(Rows)), _options));
        SeriesSet fewer = Groups.Read(Groups.Csv(Rows, (_, c) => c[2] == "b" && c[3] == "work" ? null : c));
        var refused = Assert.Throws<DataFormatException>(() => forecaster.Predict(fewer));
        Assert.Contains("lack 'n/b/work'", refused.Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => new ForecastStream(forecaster));
    }

    [Fact]
    public void WhatIsNeverBelowZero_IsNotForecastBelowZero()
    {
        // A series that is nothing on most days.
        string csv = Groups.Csv(Rows, (r, c) => c[2] == "c" ? [.. c[..4], r % 6 == 0 ? "9" : "0"] : c);
        var plan = ForecastPlan.Make(Groups.Read(csv), _options);
        using Forecaster forecaster = Tiny.Fit(plan);
        Forecast forecast = forecaster.Predict(plan.Set);
        Assert.All(Tiny.Values(forecast.Quantiles), v => Assert.True(v >= 0));
        CheckAddsUp(plan.Set, forecast.Quantiles, forecast.Windows);
    }

    [Fact]
    public void WithRefits_LaterOriginsAreToldByLaterFits_WhichSeeNothingOfThem_AndAddUp()
    {
        const int weeks = 1, second = Rows - 24 + 7;
        ForecastOptions options = _options with { Refit = weeks };
        ForecastPlan plan = ForecastPlan.Make(Groups.Read(Groups.Csv(Rows)), options);
        using Forecaster forecaster = Tiny.Fit(plan);
        Backtest Run(SeriesSet set) => new RefittingBacktest(forecaster, Split(set), weeks).Run(
            Backtest.WindowsOf(forecaster, Split(set), 1), null, TestContext.Current.CancellationToken);
        Backtest once = forecaster.Backtest(plan.Split, 1), actual = Run(plan.Set);
        CheckAddsUp(plan.Set, actual.Quantiles, actual.Windows);
        CheckAscends(actual.Quantiles);
        Assert.All(actual.Levels!.Rows, r => Assert.All(r.Errors, e => Assert.True(e > 0)));

        double[] Of(Backtest backtest, Func<Window, bool> isMeant) =>
        [
            .. Enumerable.Range(0, backtest.Windows.Count).Where(w => isMeant(backtest.Windows[w]))
                .Select(w => backtest.Quantiles.MedianOf(w, 0, 0)),
        ];
        Assert.Equal(Of(once, w => w.Origin < second), Of(actual, w => w.Origin < second));
        Assert.NotEqual(Of(once, w => w.Origin >= second), Of(actual, w => w.Origin >= second));

        // Everything from one row on is another world.
        const int from = second + 7;
        SeriesSet other = Groups.Read(Groups.Csv(Rows, (r, c) => r >= from ? [.. c[..4], "77"] : c));
        Assert.Equal(Of(actual, w => w.Origin <= from), Of(Run(other), w => w.Origin <= from));
    }

    [Fact]
    public void TheModelOfAllRows_KnowsTheErrorsOfTheNewest()
    {
        using Fitted<Forecaster> fitted = Tiny.FitWhole(
            ForecastPlan.Make(Groups.Read(Groups.Csv(Rows)), _options));
        Reconciliation measured = fitted.Model.Reconciliation!, latest = fitted.Latest!.Reconciliation!;
        Assert.NotEqual(measured.Errors[^1], latest.Errors[^1]);
    }

    [Fact]
    public void ARefitWithoutAClock_IsRefused() => Assert.Equal(
        "Refit counts weeks, but the rows of tiny.csv have no time stamps at even distances.",
        Assert.Throws<OptionException>(() => ForecastPlan.Make(
            new SeriesSet([new Series(["y"], [Tiny.Wave(Rows)])], SeriesRoles.AllTargets(["y"]), "tiny.csv"),
            Tiny.Options() with { Refit = 4 })).Message);

    private static TemporalSplit Split(SeriesSet set) =>
        TemporalSplit.ByCounts(HierarchySeries.Prepare(set, _options), _options.ValidationRows!.Value, 24);

    private static void CheckAddsUp(SeriesSet set, QuantileTable table, IReadOnlyList<Window> windows)
    {
        var hierarchy = Hierarchy.OfWhole(HierarchyForm.Parse(Groups.Form), set.Series);
        IReadOnlyList<int[]> groups = OriginGroups.Of(set.Series, windows);
        Assert.NotEmpty(groups);
        foreach (int[] group in groups)
        {
            for (int t = 0; t < table.Horizon; t++)
            {
                double[] medians = [.. group.Select(w => table.MedianOf(w, t, 0))];
                double[] sums = [.. medians];
                hierarchy.Sum(sums);
                Assert.All(sums.Zip(medians), v => Assert.Equal(v.First, v.Second, 1e-9 * (1 + Math.Abs(v.First))));
            }
        }
    }

    private static void CheckAscends(QuantileTable table)
    {
        for (int w = 0; w < table.Windows; w++)
        {
            for (int t = 0; t < table.Horizon; t++)
            {
                Assert.Equal(table[w, t, 0].ToArray().Order(), table[w, t, 0].ToArray());
            }
        }
    }
}
