using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Forecasting.Closed;

public sealed class ClosedForecastTests : IDisposable
{
    private const int Rows = 130;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ClosedDays_AreNotForecast_AndTheModelKeepsThem()
    {
        SeriesSet set = Shop(Rows);
        using Forecaster fitted = Tiny.Fit(set, Tiny.Options());
        string path = _folder.File("model.safetensors");
        fitted.Save(path);
        using Forecaster model = Forecaster.Load(path, threads: 1);
        Forecast forecast = model.Predict(set, cancellation: TestContext.Current.CancellationToken);

        // The last row is a Thursday.
        Assert.Equal(["Sun"], model.Design.Closed!.Times);
        Assert.Equal(["2024-05-10", "2024-05-11", "2024-05-13"], TimesOf(ForecastTables.ToCsv(forecast, model.Design)));
        Assert.Equal([true, true, false, true], Enumerable.Range(0, 4).Select(t => forecast.IsOpen(0, t)));
        Assert.Equal(0, forecast.Quantiles.MedianOf(0, 2, 0));
        Assert.True(double.IsFinite(forecast.Sum(0, 0, 80).Median));
    }

    [Fact]
    public void ADefaultHorizon_ReachesOpenTimes()
    {
        // The last row is a Saturday: the next day is closed.
        SeriesSet set = Shop(132);
        var closed = new ClosedTimes(["Sun"]);

        Assert.Equal(2, closed.Reaching(set, 1));
        Assert.Equal(3, closed.Reaching(set, 3));
        Assert.Equal(1, closed.Reaching(Shop(131), 1));
    }

    [Fact]
    public void ABacktest_HasNoClosedRows()
    {
        ForecastPlan plan = ForecastPlan.Make(Shop(Rows), Tiny.Options());
        using Forecaster model = Tiny.Fit(plan);
        using var text = new StringWriter();
        ForecastTables.Write(
            model.Backtest(plan.Split, 1, TestContext.Current.CancellationToken), text);

        Assert.DoesNotContain(
            TimesOf(text.ToString()), time => DateTime.Parse(time, null).DayOfWeek == DayOfWeek.Sunday);
        Assert.Contains(
            plan.Facts, f => f.Name == "closed" && f.Fact.StartsWith("on Sundays", StringComparison.Ordinal));
        Assert.Contains(
            plan.Facts, f => f.Name == "series" && f.Fact.EndsWith(" 112 rows, no gaps", StringComparison.Ordinal));
    }

    [Fact]
    public void AStream_LeavesClosedDaysEmpty_WhateverCameThere()
    {
        SeriesSet set = Shop(Rows);
        using Forecaster model = Tiny.Fit(set, Tiny.Options());
        string[] Answers(float? sunday)
        {
            using var stream = new ForecastStream(model);
            stream.Take("date,y0", 1);
            string[] last = [];
            for (int row = 0; row < 27; row++)
            {
                float? value = row % 7 == 6 ? sunday : set[0][row, 0];
                string line = string.Create(CultureInfo.InvariantCulture, $"{set[0].LabelAt(row)},{value}");
                last = value is null ? last : stream.Take(line, row + 2)!.ToCsv().Split(',');
            }

            return last;
        }

        // The last row is a Saturday.
        string[] answers = Answers(null);
        Assert.Equal([false, true, false, false, false], answers.Select(cell => cell.Length == 0));
        Assert.Equal(answers, Answers(1000));
    }

    [Fact]
    public void None_ForecastsEveryDay()
    {
        SeriesSet set = Shop(Rows);
        using Forecaster model = Tiny.Fit(set, Tiny.Options() with { Closed = ["none"] });
        Forecast forecast = model.Predict(set, cancellation: TestContext.Current.CancellationToken);

        Assert.Null(model.Design.Closed);
        Assert.Equal(4, TimesOf(ForecastTables.ToCsv(forecast, model.Design)).Length);
    }

    [Fact]
    public void ValuesAtStatedTimes_AreLeftOutAndCounted()
    {
        ForecastPlan plan = ForecastPlan.Make(
            Tiny.Daily(Tiny.Wave(Rows)), Tiny.Options() with { Closed = ["Sun"] });

        Assert.Contains("18 rows have values at a closed time: they are left out.", plan.Set.Notes);
        Assert.True(float.IsNaN(plan.Set[0][6, 0]));
        Assert.False(float.IsNaN(plan.Set[0][5, 0]));
    }

    [Fact]
    public void AColumnThatIsKnownAhead_NeedsNoClosedRows()
    {
        // Seven rows ahead end with a Sunday, which has no row.
        float[] target = ShopValues(Rows + 10), known = [.. Tiny.Wave(Rows + 10).Select(v => v > 10 ? 1f : 0f)];
        int history = Rows + 3;
        for (int row = history; row < target.Length; row++)
        {
            target[row] = float.NaN;
        }

        DateTime[] times = Tiny.Days(Rows + 10);
        Assert.Equal(DayOfWeek.Saturday, times[history - 1 + 6].DayOfWeek);
        SeriesSet Set(int future) => new(
            [
                new Series(
                    ["y", "promo"], [target[..(history + future)], known[..(history + future)]],
                    times[..(history + future)], futureRows: future),
            ],
            new SeriesRoles(["y"], ["promo"], [], []), timeName: "date");
        using Forecaster model = Tiny.Fit(Set(7), Tiny.Options() with { Horizon = 7, Lookback = 8 });
        Forecast forecast = model.Predict(Set(6), cancellation: TestContext.Current.CancellationToken);

        Assert.Empty(forecast.Notes);
        Assert.Equal(6, TimesOf(ForecastTables.ToCsv(forecast, model.Design)).Length);
        Assert.Throws<DataFormatException>(
            () => model.Predict(Set(5), cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void ClosedRowsAhead_AreNoGaps()
    {
        float[] target = ShopValues(Rows + 14);
        DateTime[] times = Tiny.Days(Rows + 14);
        string text = "date,y,promo\n" + string.Concat(Enumerable.Range(0, target.Length)
            .Where(row => times[row].DayOfWeek != DayOfWeek.Sunday)
            .Select(row => $"{times[row]:yyyy-MM-dd},{(row < Rows ? $"{target[row]:F0}" : "")},{row % 2}\n"));
        SeriesSet read = SeriesReader.ReadCsv(
            new StringReader(text), "shop.csv", new ReadOptions { Targets = ["y"], Known = ["promo"] });
        SeriesSet open = new ClosedTimes(["Sun"]).Apply(read);

        Assert.Contains(read.Notes, GapNote.Is);
        Assert.Contains(GapNote.Sums, read.Notes);
        Assert.DoesNotContain(open.Notes, GapNote.Is);
        Assert.DoesNotContain(GapNote.Sums, open.Notes);
    }

    [Fact]
    public void Ridge_StaysRidge_WhereEveryWindowLacksAValue()
    {
        SeriesSet set = Shop(200);
        ForecastDesign design = ForecastPlan.Make(
            set, Tiny.Options() with { Horizon = 14, Lookback = 14, TestRows = 28, ValidationRows = 28 }).Design;
        var ridge = new RidgeForecast(new BaselineData(set, design, 0, [new RowRange(0, 140)],
            [new RowRange(140, 170)]));
        var forecast = new float[14];
        ridge.Forecast(0, 170, forecast);
        float[] wave = Tiny.Wave(200);
        for (int t = 0; t < forecast.Length; t++)
        {
            if (set[0].TimeAt(170 + t)!.Value.DayOfWeek != DayOfWeek.Sunday)
            {
                Assert.InRange(forecast[t] - wave[170 + t], -0.5, 0.5);
            }
        }
    }

    [Fact]
    public void TheLoss_LeavesOutWhatIsMissing()
    {
        ForecastPlan plan = ForecastPlan.Make(
            Shop(Rows), Tiny.Options() with { Baseline = ForecastBaseline.None, Horizon = 7 });
        var data = new ForecastData(plan.Set, plan.Design, ForecastScaling.Fit(plan.Split, plan.Design));
        var batch = new WindowBatch(plan.Design);
        batch.Fill(data, plan.TrainWindows[0], plan.TrainWindows[3]);

        Assert.Equal(12, batch.KnownTargets);
        Assert.Equal(2, batch.Weights.ToArray().Count(w => w == 0));
    }

    [Fact]
    public void ManyWindowsWithoutAValue_AreReported()
    {
        float[] gap = Tiny.Wave(Rows), whole = Tiny.Wave(Rows);
        gap.AsSpan(40, 25).Fill(float.NaN);
        IEnumerable<string> Notes(float[] values)
        {
            ForecastPlan plan = ForecastPlan.Make(Tiny.Daily(values), Tiny.Options());
            return LostWindows.Notes(plan.Split, plan.Design);
        }

        Assert.Empty(Notes(whole));
        Assert.Contains("% of the training windows have no value", Assert.Single(Notes(gap)), StringComparison.Ordinal);
    }

    [Fact]
    public void UnusualHolidays_AreSuggested()
    {
        float[] values = Tiny.Wave(700), plain = Tiny.Wave(700);
        for (int row = 0; row < values.Length; row++)
        {
            DateTime day = Tiny.Monday.AddDays(row);
            bool isHoliday = (day.Month, day.Day) is (1, 1) or (5, 1) or (10, 3) or (12, 25) or (12, 26);
            values[row] = isHoliday ? 0 : values[row];
        }

        bool IsSuggested(float[] all, ForecastOptions options) => ForecastPlan.Make(Tiny.Daily(all), options).Facts
            .Any(f => f.Fact.Contains("--holidays DE", StringComparison.Ordinal));
        Assert.True(IsSuggested(values, Tiny.Options()));
        Assert.False(IsSuggested(plain, Tiny.Options()));
        Assert.False(IsSuggested(values, Tiny.Options() with { Holidays = ["DE"] }));
    }

    private static string[] TimesOf(string csv) =>
        [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[1])];

    private static float[] ShopValues(int rows) =>
        [.. Tiny.Wave(rows).Select((v, row) => row % 7 == 6 ? float.NaN : v)];

    private static SeriesSet Shop(int rows) => Tiny.Daily(ShopValues(rows));
}
