using Carousel.Data;

namespace Carousel.Jobs.Tests.SeriesData;

public sealed class CalendarFeaturesTests
{
    [Fact]
    public void Turn_IsTheSine()
    {
        double largest = 0;
        for (int k = -4000; k <= 4000; k++)
        {
            double turns = k / 1000.0 * 1.37;
            double whole = turns - Math.Floor(turns);
            largest = Math.Max(largest, Math.Abs(Turn.Sine(turns) - Math.Sin(2 * Math.PI * whole)));
            largest = Math.Max(largest, Math.Abs(Turn.Cosine(turns) - Math.Cos(2 * Math.PI * whole)));
        }

        // Math.Sin sees 2π·whole rounded, an error of up to 2^-51.
        Assert.True(largest < 1.5e-15, $"largest error {largest:E1}");
    }

    [Fact]
    public void Turn_IsExactAtQuarters()
    {
        Assert.Equal([0.0, 1.0, 0.0, -1.0], new[] { Turn.Sine(0), Turn.Sine(0.25), Turn.Sine(0.5), Turn.Sine(0.75) });
        Assert.Equal(
            [1.0, 0.0, -1.0, 0.0], new[] { Turn.Cosine(0), Turn.Cosine(0.25), Turn.Cosine(0.5), Turn.Cosine(0.75) });
    }

    [Theory]
    [InlineData("1 hour", "day sin,day cos,week sin,week cos,year sin,year cos")]
    [InlineData("15 minutes", "hour sin,hour cos,day sin,day cos,week sin,week cos,year sin,year cos")]
    [InlineData("1 day", "week sin,week cos,year sin,year cos")]
    [InlineData("1 business day", "week sin,week cos,year sin,year cos")]
    [InlineData("1 week", "year sin,year cos")]
    [InlineData("1 month", "year sin,year cos")]
    [InlineData("1 year", "")]
    public void For_ChoosesWhatTheFrequencyResolves(string frequency, string names) =>
        Assert.Equal(names, string.Join(',', CalendarFeatures.For(Frequency.Parse(frequency)).Names));

    [Fact]
    public void For_LeavesOutWhatTheTrainingPartDoesNotCoverTwice() =>
        Assert.Equal(
            [CalendarCycle.Day, CalendarCycle.Week],
            CalendarFeatures.For(new Frequency(FrequencyUnit.Hour), trainingDays: 180).Cycles);

    [Fact]
    public void For_HasNoFeatures_WhenThereIsNoTime() => Assert.Equal(0, CalendarFeatures.For(null).Count);

    [Fact]
    public void Write_TellsHourAndDay()
    {
        var features = new float[4];
        new CalendarFeatures([CalendarCycle.Day, CalendarCycle.Week])
            .Write(new DateTime(2001, 1, 1, 6, 0, 0), features);

        // 2001-01-01 was a Monday: six hours are a quarter of the day and 1/28 of the week.
        Assert.Equal([1f, 0f], features[..2]);
        Assert.Equal((float)Math.Sin(2 * Math.PI / 28), features[2], 1e-7f);
    }

    [Fact]
    public void Write_TurnsTwice_ForTheSecondHarmonic()
    {
        var features = new float[4];
        new CalendarFeatures([CalendarCycle.Day], harmonics: 2).Write(new DateTime(2001, 1, 1, 6, 0, 0), features);

        Assert.Equal([1f, 0f, 0f, -1f], features);
    }
}
