using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Forecasting.Closed;

public sealed class ClosedFinderTests
{
    private const int Rest = 7;

    [Theory]
    [InlineData(4 * 7, -1, true)]
    [InlineData(3 * 7, -1, false)]
    [InlineData(9 * 7, 2, true)]
    [InlineData(8 * 7, 2, false)]
    public void AWeekday_NeedsEightWeeks_OrThreeIfNoOtherDayIsMissing(int rows, int missing, bool isClosed)
    {
        string[]? expected = isClosed ? ["Sun"] : null;

        Assert.Equal(expected, Find(Daily(rows, (row, time) => row != missing && IsOpenDay(row, time)))?.Times);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void OneValueInAHundred_IsTolerated(int values, bool isClosed)
    {
        // 7 · 104 rows: 103 Sundays between known rows.
        SeriesSet set = Daily(7 * 104, (row, time) => IsOpenDay(row, time) || (row - 6) / 7 < values);

        Assert.Equal(isClosed, Find(set) is not null);
    }

    [Fact]
    public void Hours_AreFound_AndSaidAsARange()
    {
        ClosedTimes closed = Find(Of(
            12 * 24, [.. Tiny.Hours((12 * 24) + (2 * Rest))], (_, time) => time.Hour is >= 8 and < 20))!;

        Assert.Equal(12, closed.Times.Count);
        Assert.Equal("from 20:00 to 07:59", closed.Describe());
        Assert.True(closed.Has(null, new DateTime(2030, 1, 1, 7, 59, 0)));
        Assert.False(closed.Has(null, new DateTime(2030, 1, 1, 8, 0, 0)));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(8, false)]
    public void AMonth_NeedsEightYears(int years, bool isClosed)
    {
        DateTime[] times = [.. Enumerable.Range(0, (12 * years) + (2 * Rest)).Select(m => Tiny.Monday.AddMonths(m))];
        string[]? expected = isClosed ? ["Jan"] : null;

        Assert.Equal(expected, Find(Of(12 * years, times, (_, time) => time.Month != 1))?.Times);
    }

    [Fact]
    public void RowsThatAreRarelyThere_AreNotClosedByChance()
    {
        // One row in thirteen has a value: of ten days many hours have none.
        SeriesSet set = Of(
            10 * 24, [.. Tiny.Hours((10 * 24) + (2 * Rest))], (row, _) => row * 7 % 13 == 0);

        Assert.Null(Find(set));
    }

    [Fact]
    public void Series_HaveTimesOfTheirOwn()
    {
        Series Shop(string id, params DayOfWeek[] closed) =>
            Daily(100, (_, time) => !closed.Contains(time.DayOfWeek), id).Series[0];
        SeriesSet Set(params Series[] series) => new(series, SeriesRoles.AllTargets(["y"]), idName: "shop");
        ClosedTimes some = Find(Set(Shop("a", DayOfWeek.Sunday), Shop("b")))!;
        ClosedTimes more = Find(Set(
            Shop("a", DayOfWeek.Sunday), Shop("b", DayOfWeek.Sunday, DayOfWeek.Monday)))!;

        Assert.Empty(some.Times);
        Assert.Equal(["Sun"], some.Series!["a"]);
        Assert.Equal("'a' on Sundays", some.Describe());
        Assert.False(some.Has("b", Tiny.Monday.AddDays(6)));
        Assert.Equal(["Sun"], more.Times);
        Assert.Equal("on Sundays; 'b' on Sundays and Mondays", more.Describe());
        Assert.True(more.Has("new", Tiny.Monday.AddDays(6)));
    }

    [Fact]
    public void WhatIsStated_Holds()
    {
        SeriesSet set = Daily(100, IsOpenDay);
        var split = TemporalSplit.ByCounts(set, Rest, Rest);

        Assert.Null(ClosedFinder.Of(split, new ForecastOptions { Closed = ["none"] }));
        Assert.Equal(["Fri-Sat"], ClosedFinder.Of(split, new ForecastOptions { Closed = ["Fri-Sat"] })!.Times);
    }

    [Theory]
    [InlineData("Sunnday", "Did you mean 'Sunday'?")]
    [InlineData("Sun-3h", "Mon to Sun, 0h to 23h, Jan to Dec")]
    [InlineData("24h", "is '24h'")]
    public void AnotherWord_IsRefused(string word, string part) => Assert.Contains(
        part, Assert.Throws<OptionException>(() => new ForecastOptions { Closed = ["Sat", word] }).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("sunday", "6")]
    [InlineData("Sat-Mon", "5 6 0")]
    [InlineData("22h-1h", "29 30 7 8")]
    [InlineData("Dec-Jan", "42 31")]
    public void Words_AreNumbers(string text, string numbers) =>
        Assert.Equal(numbers, string.Join(' ', TimeWords.Find(text)!));

    private static bool IsOpenDay(int row, DateTime time) => time.DayOfWeek != DayOfWeek.Sunday;

    private static ClosedTimes? Find(SeriesSet set) =>
        ClosedFinder.Of(TemporalSplit.ByCounts(set, Rest, Rest), new ForecastOptions());

    private static SeriesSet Daily(int rows, Func<int, DateTime, bool> isOpen, string? id = null) =>
        Of(rows, Tiny.Days(rows + (2 * Rest)), isOpen, id);

    /// <summary>A series with the given number of training rows.</summary>
    private static SeriesSet Of(int rows, DateTime[] times, Func<int, DateTime, bool> isOpen, string? id = null)
    {
        Assert.Equal(rows + (2 * Rest), times.Length);
        float[] values = [.. times.Select((time, row) => isOpen(row, time) ? 5f + (row % 3) : float.NaN)];
        return new SeriesSet([new Series(["y"], [values], times, id: id)], SeriesRoles.AllTargets(["y"]));
    }
}
