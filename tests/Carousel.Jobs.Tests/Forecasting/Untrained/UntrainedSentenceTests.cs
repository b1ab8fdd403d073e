using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Report;
using static Carousel.Jobs.Tests.Forecasting.Untrained.UntrainedJobTests;
using Series = Carousel.Data.Series;

namespace Carousel.Jobs.Tests.Forecasting.Untrained;

/// <summary>Sentences, totals and open times of forecasts by methods that train no network.</summary>
public sealed class UntrainedSentenceTests
{
    [Theory]
    [InlineData("y", 0, true)]
    [InlineData("y", 0.5F, false)]
    [InlineData("price", 0, false)]
    public void SeriesThatEndEarly_AreNamed_AndAFewWholeReturnsLeaveTheTotals(string name, float part, bool isAmount)
    {
        float[] sold = [.. Tiny.Wave(100).Select(v => MathF.Round(10 * v) + part)], returns = [.. sold];
        returns[50] = -3;
        var set = new SeriesSet(
            [
                .. new[] { returns, sold, sold[..90] }.Select((v, s) =>
                    new Series([name], [v], Tiny.Days(v.Length), id: "ABC"[s..(s + 1)])),
            ],
            SeriesRoles.AllTargets([name]), "shops.csv", timeName: "date", idName: "shop");
        string sentence = Measure(set).Sentence;

        Assert.Contains(
            $"The series end at different times{(isAmount ? ", so they have no common total" : "")}: the forecast of 1 "
            + "series (C) begins before 2024-04-10.", sentence, StringComparison.Ordinal);
        Assert.Equal(isAmount, sentence.Contains("y in total for each: A 1", StringComparison.Ordinal));
    }

    [Fact]
    public void ATotal_IsExplained_AndMissingWithoutAnOpenDay()
    {
        // The last row is a Saturday, and Sundays have no values.
        SeriesSet set = Tiny.Daily([.. Enumerable.Range(0, 97).Select(t => t % 7 == 6 ? float.NaN : 80f + (t % 7))]);
        JobResult open = Measure(set), closed = Measure(set, new ForecastOptions { Horizon = 1 });
        static Section? Total(JobResult result) =>
            result.Report!.Sections.SingleOrDefault(s => s.Title.StartsWith("Total of", StringComparison.Ordinal));

        Assert.StartsWith("A total is the median of simulated paths", Total(open)!.Lead, StringComparison.Ordinal);
        Assert.Null(Total(closed));
        Assert.EndsWith(
            "closed times, which have no forecast. The first open time is 2024-04-08: a horizon of 2 or more contains "
            + "it.", closed.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void OpeningHours_AreForecastLikeRowsWithoutTheClosedOnes()
    {
        // From 8 to 20 o'clock, not on Sundays, to the end of a Saturday.
        var random = new Random(5);
        DateTime[] times = Tiny.Hours(12 * 168);
        bool[] open = [.. times.Select(t => t.DayOfWeek != DayOfWeek.Sunday && t.Hour is >= 8 and < 20)];
        float[] values =
        [
            .. times.Zip(open, (t, isOpen) => !isOpen ? float.NaN : (float)(50 + t.Hour + (10 * (int)t.DayOfWeek)
                + (4 * random.NextDouble()))),
        ];
        int end = open.LastIndexOf(true) + 1;
        SeriesSet Of(float[] all, DateTime[]? stamps) => new(
            [new Series(["y"], [all], stamps)], SeriesRoles.AllTargets(["y"]), "calls.csv",
            timeName: stamps is null ? null : "time");
        JobResult hours = Measure(
            Of(values[..end], times[..end]), new ForecastOptions { Horizon = 84, TestRows = 84 }),
            rows = Measure(
                Of([.. values.Where(v => !float.IsNaN(v))], null),
                new ForecastOptions { Horizon = 24, TestRows = 24, Seasons = [12, 72] });

        // Two days are open among the next 84 hours.
        Assert.Equal(Forecasts(rows), Forecasts(hours));
    }

    [Fact]
    public void AColumnThatRepeatsEachYear_IsUsed()
    {
        // Differences to a year before have none of it.
        float[] holiday = [.. Enumerable.Range(0, 1106).Select(t => t % 364 is >= 190 and < 230 or < 10 ? 1f : 0)],
            target = [.. Tiny.Wave(1106, 100).Zip(holiday, (w, h) => w * (1 + (0.3f * h)))];
        target.AsSpan(1092).Fill(float.NaN);
        var options = new ForecastOptions { Horizon = Ahead, Seasons = [7, 364] };

        Assert.All(
            Forecasts(Measure(WithKnown(target, holiday), options)).Index(),
            f => Assert.InRange(f.Item.Median, f.Index < 10 ? 120 : 90, f.Index < 10 ? 140 : 110));
    }
}
