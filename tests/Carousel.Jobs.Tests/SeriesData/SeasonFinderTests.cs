using Carousel.Data;

namespace Carousel.Jobs.Tests.SeriesData;

public sealed class SeasonFinderTests
{
    [Fact]
    public void Find_FindsDayAndWeek()
    {
        float[] values =
        [
            .. Enumerable.Range(0, 24 * 7 * 8)
                .Select(t => (float)((10 * Math.Sin(2 * Math.PI * t / 24)) + (t / 24 % 7 >= 5 ? -3 : 0) + Noise(t))),
        ];
        SeasonFinding found = SeasonFinder.Find(values, new Frequency(FrequencyUnit.Hour));

        Assert.Equal([24, 168], found.Found.Select(s => s.Steps));
        Assert.Equal(168, found.Best);
    }

    [Fact]
    public void Find_FindsTheYearOfMonths_ThroughATrend()
    {
        float[] values =
        [
            .. Enumerable.Range(0, 144)
                .Select(t => (float)((t * 3) + ((20 + (0.2 * t)) * Math.Cos(2 * Math.PI * t / 12)) + Noise(t))),
        ];

        Assert.Equal(12, SeasonFinder.Find(values, new Frequency(FrequencyUnit.Month)).Best);
    }

    // At a distance of nearly half the rows, only half as many products are in the sum of the autocorrelation.
    [Fact]
    public void Find_FindsTheYear_InTwoAndAThirdYearsOfMonths()
    {
        float[] values =
        [
            .. Enumerable.Range(0, 28)
                .Select(t => (float)((100 + t) * (1 + (0.25 * Math.Cos(2 * Math.PI * t / 12)) + (0.05 * Noise(t))))),
        ];

        Assert.Equal(12, SeasonFinder.Find(values, new Frequency(FrequencyUnit.Month)).Best);
    }

    [Theory]
    [InlineData("1 hour", 8736)]
    [InlineData("30 minutes", 17_472)]
    [InlineData("1 day", 364)]
    [InlineData("1 week", 52)]
    [InlineData("1 month", 12)]
    [InlineData("1 quarter", 4)]
    [InlineData("1 second", null)]
    [InlineData("1 year", null)]
    public void Year_IsWholeWeeks_WhereRowsAreFiner(string frequency, int? expected) =>
        Assert.Equal(expected, SeasonFinder.Year(Frequency.Parse(frequency)));

    [Fact]
    public void Find_FindsTheYearOfDays()
    {
        float[] values =
        [
            .. Enumerable.Range(0, 1461)
                .Select(t => (float)((10 * Math.Cos(2 * Math.PI * t / 365.25)) + (3 * Noise(t)))),
        ];

        Assert.Equal([364], SeasonFinder.Find(values, new Frequency(FrequencyUnit.Day)).Found.Select(s => s.Steps));
    }

    // A row of last year is one of the same hour and weekday.
    [Theory]
    [InlineData(FrequencyUnit.Hour, 1, 8736)]
    [InlineData(FrequencyUnit.Hour, 3, 2912)]
    [InlineData(FrequencyUnit.Minute, 30, 17_472)]
    [InlineData(FrequencyUnit.BusinessDay, 1, 260)]
    [InlineData(FrequencyUnit.Week, 1, 52)]
    public void Find_GivesAYearInWholeWeeks(FrequencyUnit unit, int multiple, int year)
    {
        float[] values =
        [
            .. Enumerable.Range(0, 3 * year)
                .Select(t => (float)((10 * Math.Cos(2 * Math.PI * t / year)) + (0.1 * Noise(t)))),
        ];

        Assert.Contains(year, SeasonFinder.Find(values, new Frequency(unit, multiple)).Found.Select(s => s.Steps));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Find_FindsNothing_InARandomWalk(int seed)
    {
        var values = new float[1000];
        for (int t = 1; t < values.Length; t++)
        {
            values[t] = values[t - 1] + (float)Noise((seed * 7919) + t);
        }

        SeasonFinding found = SeasonFinder.Find(values, new Frequency(FrequencyUnit.Day));
        Assert.Empty(found.Found);
        Assert.Equal(1, found.Best);
    }

    [Fact]
    public void Find_FindsAnyLength_WhenThereIsNoTime()
    {
        float[] values = [.. Enumerable.Range(0, 300).Select(t => (t % 9 * 2f) + (float)Noise(t))];

        Assert.Equal(9, SeasonFinder.Find(values, null).Best);
    }

    [Fact]
    public void Find_PassesOverMissingValues()
    {
        float[] values =
        [
            .. Enumerable.Range(0, 144)
                .Select(t => t % 10 == 3 ? float.NaN : (float)(20 * Math.Cos(2 * Math.PI * t / 12))),
        ];

        Assert.Equal(12, SeasonFinder.Find(values, new Frequency(FrequencyUnit.Month)).Best);
    }

    [Fact]
    public void Find_FindsNothing_InTooFewRows() =>
        Assert.Empty(SeasonFinder.Find([1, 2, 3], new Frequency(FrequencyUnit.Hour)).Found);

    // Uniform in −1 … 1, from a hash of the row.
    private static double Noise(int t)
    {
        uint x = unchecked(((uint)t * 2654435769u) + 12345u);
        x = unchecked((x ^ (x >> 15)) * 2246822519u);
        x = unchecked((x ^ (x >> 13)) * 3266489917u);
        return ((x ^ (x >> 16)) / 2147483648.0) - 1;
    }
}
