using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Events;

/// <summary>A value that is 0 on a holiday is 0 on the next one; holidays that were seen open stay open.</summary>
public sealed class ClosureTests
{
    private const int Rows = 600;

    // From here on each holiday was seen once at most for a year.
    private static readonly DateTime _first = new(2020, 6, 1);

    private static readonly EventCalendar _holidays = new(["US"], []);

    [Fact]
    public void AHolidayThatWasZeroOnce_IsCertain_AndOneThatWasOpenIsNot()
    {
        SeriesSet set = Shops(("a", 200));
        EventClosures closures = Assert.IsType<EventClosures>(Find(set));
        double At(int year, int month, int day) => closures.At(_holidays, set[0], RowOf(year, month, day), 0);
        Assert.Equal(1, At(2022, 1, 1));
        Assert.Equal(1, At(2024, 12, 25));
        Assert.Equal(1, At(2024, 7, 4));
        Assert.Equal(0, At(2022, 1, 17));
        Assert.Equal(0, At(2021, 11, 25));
        Assert.Equal(0, At(2022, 12, 24));
        Assert.Equal(0, At(2022, 6, 8));
    }

    [Fact]
    public void AHolidayThatWasNeverSeen_HasTheShareOfTheOthers()
    {
        SeriesSet set = Shops(("a", 200));
        EventClosures closures = ClosureFit.Run(_holidays, set, [new RowRange(0, RowOf(2021, 3, 1))])!;
        Assert.InRange(closures.At(_holidays, set[0], RowOf(2021, 5, 31), 0), 0.1, 0.6);
    }

    [Fact]
    public void ShopsDiffer_AndANewOneIsLikeTheOthers()
    {
        SeriesSet set = Shops(("a", 200), ("b", 5000), ("c", 90));
        set = set.With([set[0], set[1], Open("c", 90)]);
        EventClosures closures = Find(set)!;
        double At(Series series) => closures.At(_holidays, series, RowOf(2022, 1, 1), 0);
        Assert.Equal([1, 1, 0], set.Series.Select(At));
        Assert.InRange(At(Open("new", 90)), 0.3, 0.9);
    }

    [Fact]
    public void ZerosOfOrdinaryDays_AreNoSign()
    {
        // Intermittent demand, and a shop whose Sundays are written as 0.
        var demand = new SeriesSet(
            [Of(null, (t, day) => t * 7 % 10 < 6 || IsClosed(day) ? 0 : 3)], SeriesRoles.AllTargets(["y"]), "shops.csv",
            timeName: "date");
        Assert.Null(Find(demand));
        var sundays = new SeriesSet(
            [Of(null, (_, day) => day.DayOfWeek == DayOfWeek.Sunday || day is { Month: 7, Day: 4 } ? 0 : 40)],
            SeriesRoles.AllTargets(["y"]), "shops.csv", timeName: "date");
        Assert.Equal(DayOfWeek.Sunday, new DateTime(2021, 7, 4).DayOfWeek);
        Assert.Null(ClosureFit.Run(_holidays, sundays, [new RowRange(RowOf(2020, 8, 1), Rows)]));
    }

    [Theory]
    [InlineData(1.0, 10, false, 0, 0, 0)]
    [InlineData(0.5, 10, false, 0, 0, 27.5)]
    [InlineData(0.2, 10, false, 0, 16.875, 29.375)]
    [InlineData(0.2, 10, true, 0, 17, 29)]
    [InlineData(0.5, -10, false, -2.5, 0, 27.5)]
    public void Quantiles_OfADayThatMayBeClosed_AreThoseOfBoth(
        double closed, double lowest, bool isWhole, double low, double median, double high)
    {
        double[] quantiles = [lowest, 20, 30];
        EventClosures.Apply([0.1, 0.5, 0.9], quantiles, closed, isWhole);
        Assert.Equal([low, median, high], quantiles.Select(q => Math.Round(q, 9)));
    }

    [Fact]
    public void TheForecast_OfSuchADay_IsZero_WithItsIntervals_AndItCountsInNoMeasure()
    {
        using var folder = new TemporaryFolder();
        SeriesSet set = Shops(("a", 200), ("b", 5000));
        var plan = ForecastPlan.Make(set, Options);
        int[] closed =
        [
            RowOf(2020, 7, 4), RowOf(2020, 12, 25), RowOf(2021, 1, 1), RowOf(2021, 7, 4), RowOf(2021, 12, 25),
            RowOf(2022, 1, 1),
        ];
        foreach (Series series in plan.Set.Series)
        {
            Assert.Equal(closed, Enumerable.Range(0, Rows).Where(r => float.IsNaN(series[r, 0])));
        }

        string fact = plan.Facts.Single(f => f.Name == "special days").Fact;
        Assert.EndsWith(
            "always 0, so closed, on Independence Day, Christmas Day and New Year's Day: 12 values are not scored",
            fact, StringComparison.Ordinal);
        Assert.Contains("no gaps", plan.Facts.Single(f => f.Name == "series").Fact, StringComparison.Ordinal);

        string path = folder.File("model.safetensors");
        using Forecaster model = Tiny.Fit(plan);
        model.Save(path);
        using Forecaster loaded = Forecaster.Load(path, threads: 1);
        Assert.Equal(set.Fingerprint(), loaded.Origin.Fingerprint);
        SeriesSet until = Cut(set, RowOf(2021, 12, 30));
        Forecast forecast = loaded.Predict(until);
        for (int w = 0; w < 2; w++)
        {
            Assert.All(forecast.Quantiles[w, 2, 0].ToArray(), q => Assert.Equal(0, q));
            Assert.InRange(forecast.Quantiles.MedianOf(w, 3, 0), w == 0 ? 100 : 2500, w == 0 ? 300 : 7500);
        }

        Backtest fresh = model.Backtest(plan.Split, plan.Stride, TestContext.Current.CancellationToken);
        Backtest again = loaded.Backtest(plan.Given, plan.Stride, TestContext.Current.CancellationToken);
        Assert.Equal(fresh.Model.MeanAbsoluteError, again.Model.MeanAbsoluteError);
        Assert.DoesNotContain(0f, fresh.Truth);
    }

    [Fact]
    public void TheModelOfAllRows_KnowsHolidaysThatTheMeasuredOneNeverSaw()
    {
        SeriesSet set = Cut(Shops(("a", 200), ("b", 5000)), RowOf(2021, 1, 10));
        ForecastOptions options = Options with { TestRows = 30, ValidationRows = 30, TrainOnce = false };
        var plan = ForecastPlan.Make(set, options);
        double At(Forecaster model) => model.Design.Events!.Closed?.At(
            model.Design.Events, set[0], RowOf(2022, 12, 25), 0) ?? 0;
        using Fitted<Forecaster> fitted = Tiny.FitWhole(plan);
        Assert.InRange(At(fitted.Model), 0, 0.9);
        Assert.Equal(1, At(fitted.Latest!));
        Assert.All(new[] { fitted.Model, fitted.Latest! }, model =>
        {
            (double low, double high) = model.Predict(set).Quantiles.Interval(0, 3, 0, 80);
            Assert.True(low < high);
        });
    }

    private static ForecastOptions Options => Planted.Options with
    {
        Holidays = ["US"],
        TestRows = 40,
        ValidationRows = 60,
    };

    private static EventClosures? Find(SeriesSet set) =>
        ClosureFit.Run(_holidays, set, [.. set.Series.Select(_ => new RowRange(0, Rows))]);

    private static SeriesSet Shops(params (string Id, double Level)[] shops) => new(
        [.. shops.Select(s => Of(s.Id, (t, day) => IsClosed(day) ? 0 : Level(t, s.Level)))],
        SeriesRoles.AllTargets(["y"]), "shops.csv", timeName: "date", idName: "id");

    private static Series Open(string id, double level) => Of(id, (t, _) => Level(t, level));

    private static double Level(int t, double level) =>
        level * (1 + (0.2 * Math.Sin(2 * Math.PI * t / 7)) + (0.02 * Math.Sin(t * 1.7)));

    private static bool IsClosed(DateTime day) => (day.Month, day.Day) is (1, 1) or (7, 4) or (12, 25);

    private static Series Of(string? id, Func<int, DateTime, double> value) => new(
        ["y"], [[.. Enumerable.Range(0, Rows).Select(t => (float)value(t, _first.AddDays(t)))]],
        [.. Enumerable.Range(0, Rows).Select(t => _first.AddDays(t))], id: id);

    private static int RowOf(int year, int month, int day) => (new DateTime(year, month, day) - _first).Days;

    private static SeriesSet Cut(SeriesSet set, int rows) => set.With(
    [
        .. set.Series.Select(s => new Series(
            s.Columns, [s.Column(0)[..rows].ToArray()], s.Times[..rows].ToArray(), s.Frequency, s.Id)),
    ]);
}
