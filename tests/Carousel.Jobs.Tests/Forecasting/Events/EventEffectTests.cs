using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Events;

/// <summary>Effects that were planted are found with their sign and size, and used.</summary>
public sealed class EventEffectTests(EventEffectTests.HolidayFit holidays) : IClassFixture<EventEffectTests.HolidayFit>
{
    private const double Loss = -70;
    private const double Eve = 40;

    [Fact]
    public void AnEffect_IsFoundWithItsSignAndSize_AndNoneWhereThereIsNone()
    {
        var plan = ForecastPlan.Make(Planted.Set(Effect), WithHolidays());
        ForecastScaling scaling = ForecastScaling.Fit(plan.Split, plan.Design);
        float[] effects = scaling.EventsOf(plan.Set[0], plan.Design)[0];
        double scale = scaling.Series[""][0].Scale;
        Assert.InRange(effects[RowOf(2020, 12, 25)] * scale, Loss - 8, Loss + 8);
        Assert.InRange(effects[RowOf(2022, 7, 4)] * scale, Loss - 8, Loss + 8);
        Assert.InRange(effects[RowOf(2021, 11, 24)] * scale, Eve - 8, Eve + 8);
        Assert.InRange(effects[RowOf(2022, 9, 5)] * scale, -6, 6);
        Assert.Equal(0, effects[RowOf(2022, 8, 10)]);
        Assert.Equal(plan.Set[0].Length + plan.Design.Horizon, effects.Length);
    }

    [Fact]
    public void WithoutAnyEffect_NothingIsLearned_BeyondNoise()
    {
        var plan = ForecastPlan.Make(Planted.Set(_ => 0), WithHolidays());
        ForecastScaling scaling = ForecastScaling.Fit(plan.Split, plan.Design);
        float[] effects = scaling.EventsOf(plan.Set[0], plan.Design)[0];
        double scale = scaling.Series[""][0].Scale;
        Assert.InRange(effects.Max(e => Math.Abs(e)) * scale, 0, 1.5 * Planted.Noise);
    }

    [Fact]
    public void Holidays_AtLeastHalveTheErrorOnSuchDays_OfTheForecastAndOfTheBaselines()
    {
        Backtest with = holidays.Backtest, without = Planted.Measure(holidays.Plan.Set, Planted.Options);
        Assert.InRange(
            Planted.ErrorOn(with, IsSpecial), 0, Planted.ErrorOn(without, IsSpecial) / 2);
        foreach (string baseline in (string[])["ridge", "boosted trees"])
        {
            Assert.InRange(BaselineErrorOn(with, baseline), 0, BaselineErrorOn(without, baseline) / 2);
        }
    }

    [Fact]
    public void ALoadedModel_KnowsHolidaysBehindTheEnd_AndGivesTheSameBits()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        holidays.Model.Save(path);
        using Forecaster loaded = Forecaster.Load(path, threads: 1);

        // The rows end on December 21, so that four days ahead is Christmas.
        SeriesSet set = Cut(holidays.Plan.Set, RowOf(2022, 12, 22));
        Forecast own = holidays.Model.Predict(set), other = loaded.Predict(set);
        Assert.Equal(Tiny.Values(own.Quantiles), Tiny.Values(other.Quantiles));
        double ordinary = 200 + (20 * Math.Sin(2 * Math.PI * (int)DayOfWeek.Sunday / 7));
        Assert.InRange(own.Quantiles.MedianOf(0, 3, 0), ordinary + Loss - 15, ordinary + Loss + 15);

        // A stream has only the rows; it derives the next day.
        using var stream = new ForecastStream(loaded);
        stream.Begin(Cut(set, set[0].Length - 1));
        string value = set[0][set[0].Length - 1, 0].ToString(System.Globalization.CultureInfo.InvariantCulture);
        string[] answer = stream.Take($"2022-12-21,{value}", 1)!.ToCsv().Split(',');
        double told = double.Parse(answer[4], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(own.Quantiles.MedianOf(0, 3, 0), told, 0.01);
    }

    [Fact]
    public void TheImpacts_SayWhatWasPlanted()
    {
        IReadOnlyList<EventImpact> impacts = EventImpacts.Of(
            holidays.Model, holidays.Backtest, holidays.Plan, TestContext.Current.CancellationToken);
        EventImpact christmas = impacts.Single(i => i.Title == "Christmas Day");
        Assert.InRange(christmas.Usual, Loss - 10, Loss + 10);
        Assert.InRange(christmas.Change, Loss - 15, Loss + 15);
        Assert.InRange(christmas.Error, 0, christmas.ErrorWithout / 2);
        Assert.Equal((2, 1), (christmas.DaysLearned, christmas.DaysForecast));
        Assert.InRange(impacts.Single(i => i.Title == "day before Thanksgiving").Change, Eve - 15, Eve + 15);
        JobFile file = Assert.Single(EventImpacts.Files(impacts));
        Assert.Equal("events.csv", file.Name);
    }

    [Fact]
    public void OwnEvents_AreUsed_ByTheirValueAndOfTheirSeriesAlone()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("events.csv");
        DateTime[] days = [.. Enumerable.Range(0, 24).Select(n => Planted.First.AddDays(40 + (58 * n)))];
        double StrengthOf(DateTime day) => day.Month % 2 == 0 ? 0.5 : 1;
        File.WriteAllLines(path, [
            "date,event,id,value",
            .. days.Select(d => FormattableString.Invariant($"{d:yyyy-MM-dd},fair,a,{StrengthOf(d)}")),
        ]);
        double FairOf(DateTime day) => Array.IndexOf(days, day) >= 0 ? 80 * StrengthOf(day) : 0;
        var set = new SeriesSet(
            [Planted.Series(FairOf, "a"), Planted.Series(_ => 0, "b", seed: 2)], SeriesRoles.AllTargets(["y"]),
            "planted.csv", timeName: "date", idName: "id");
        ForecastOptions without = Planted.Options with { Methods = [WindowMethods.Network] };
        ForecastOptions options = without with { Events = path };
        var plan = ForecastPlan.Make(set, options);
        ForecastScaling scaling = ForecastScaling.Fit(plan.Split, plan.Design);
        float[] own = scaling.EventsOf(set[0], plan.Design)[0], other = scaling.EventsOf(set[1], plan.Design)[0];
        double scale = scaling.Series["a"][0].Scale;
        foreach (DateTime day in days)
        {
            int row = (day - Planted.First).Days;
            Assert.InRange(own[row] * scale, (80 * StrengthOf(day)) - 8, (80 * StrengthOf(day)) + 8);
            Assert.Equal(0, other[row]);
        }

        bool IsFair(DateTime day) => FairOf(day) > 0;
        Assert.InRange(
            Planted.ErrorOn(Planted.Measure(set, options), IsFair), 0,
            0.6 * Planted.ErrorOn(Planted.Measure(set, without), IsFair));
    }

    [Fact]
    public void HoursOfADay_EachHaveTheirOwnEffect()
    {
        // Half of the hours are lost on Sundays of three weeks apart; the others are as always.
        const int days = 200;
        var times = new DateTime[24 * days];
        var values = new float[times.Length];
        DateTime[] marked = [.. Enumerable.Range(1, 9).Select(n => Tiny.Monday.AddDays((21 * n) + 3))];
        for (int t = 0; t < times.Length; t++)
        {
            times[t] = Tiny.Monday.AddHours(t);
            bool isLost = times[t].Hour >= 12 && marked.Contains(times[t].Date);
            values[t] = (float)(50 + (10 * Math.Sin(t * 0.7)) - (isLost ? 30 : 0));
        }

        var set = new SeriesSet([new Series(["y"], [values], times)], SeriesRoles.AllTargets(["y"]), timeName: "t");
        var calendar = new EventCalendar([], [.. marked.Select(d => new EventRow("sale", DateOnly.FromDateTime(d)))]);
        EventEffects effects = EventFit.Run(
            calendar, set, [new RowRange(0, times.Length)], 1, (_, _) => values);
        float[] rows = effects.Rows(calendar, set[0], times.Length, 1, 1, set.Frequency!)[0];
        int first = (marked[2] - Tiny.Monday).Days * 24;
        Assert.InRange(rows[first + 3], -6, 6);
        Assert.InRange(rows[first + 20], -36, -24);
    }

    private static ForecastOptions WithHolidays() => Planted.Options with { Holidays = ["US"] };

    private static double Effect(DateTime day) =>
        (day.Month, day.Day) is (1, 1) or (7, 4) or (12, 25) || day == Thanksgiving(day.Year) ? Loss
        : day == Thanksgiving(day.Year).AddDays(-1) ? Eve
        : 0;

    private static bool IsSpecial(DateTime day) => Effect(day) != 0;

    private static DateTime Thanksgiving(int year) => Enumerable.Range(22, 7)
        .Select(d => new DateTime(year, 11, d)).First(d => d.DayOfWeek == DayOfWeek.Thursday);

    private static int RowOf(int year, int month, int day) => (new DateTime(year, month, day) - Planted.First).Days;

    private static double BaselineErrorOn(Backtest backtest, string name)
    {
        float[] values = backtest.ValuesOf(backtest.Baselines.First(b => b.Title == name));
        return Planted.ErrorOn(backtest, IsSpecial, (w, t) => values[(w * backtest.Design.Horizon) + t]);
    }

    private static SeriesSet Cut(SeriesSet set, int rows) => new(
        [new Series(["y"], [set[0].Column(0)[..rows].ToArray()], set[0].Times[..rows].ToArray())], set.Roles, set.Name,
        timeName: set.TimeName);

    /// <summary>One fit that knows the holidays, for the tests that look at it from several sides.</summary>
    public sealed class HolidayFit : IDisposable
    {
        public HolidayFit()
        {
            Model = Tiny.Fit(Plan);
            Backtest = Model.Backtest(Plan.Split, Plan.Stride, TestContext.Current.CancellationToken);
        }

        internal ForecastPlan Plan { get; } = ForecastPlan.Make(Planted.Set(Effect), WithHolidays());

        internal Forecaster Model { get; }

        internal Backtest Backtest { get; }

        /// <inheritdoc/>
        public void Dispose() => Model.Dispose();
    }
}
