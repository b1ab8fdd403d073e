using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Forecasting.Events;

/// <summary>What can't be used is refused with its place.</summary>
public sealed class EventTableTests
{
    [Theory]
    [InlineData("day,event\n2020-01-01,fair", "has no column 'date'")]
    [InlineData("date,what\n2020-01-01,fair", "has no column 'event'")]
    [InlineData("date,event\n2020-01-01,fair\nsoon,fair", "'soon' in the column 'date' is not understood")]
    [InlineData("date,event\n2020-01-01,fair\n2020-01-02,", "events.csv:3:2: the column 'event' is empty")]
    [InlineData(
        "date,event\n2020-01-01,fair\n2020-01-01,fair", "events.csv:3:2: 'fair' on 2020-01-01 is already on line 2")]
    [InlineData(
        "date,event,value\n2020-01-01,fair,much", "events.csv:2:3: 'much' in the column 'value' is not a number")]
    [InlineData(
        "date,event,before\n2020-01-01,fair,-1", "events.csv:2:3: '-1' in the column 'before' is not a number of")]
    [InlineData(
        "date,event,after\n2020-01-01,fair,61", "'61' in the column 'after' is not a number of days from 0 to 60")]
    [InlineData("date,event,id\n2020-01-01,fair,a", "events.csv assigns events to series by its column 'id'")]
    public void ATable_IsRefused_WithItsPlace(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("events.csv", text);
        var exception = Assert.Throws<DataFormatException>(
            () => ForecastPlan.Make(Planted.Set(_ => 0), Planted.Options with { Events = path }));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DatesOutsideTheRows_AndUnknownCountries_AreRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("events.csv", "date,event\n1990-01-01,fair");
        string outside = Refusal(Planted.Set(_ => 0), Planted.Options with { Events = path });
        Assert.Contains("names no day in the training rows, 2019-01-01 to", outside, StringComparison.Ordinal);
        Assert.Contains(
            ", not 'ZZ'", Refusal(Planted.Set(_ => 0), Planted.Options with { Holidays = ["ZZ"] }),
            StringComparison.Ordinal);
        Assert.Contains(
            "needs rows of a day", Refusal(
                SeriesSet.FromValues(Tiny.Wave(200)), Tiny.Options() with { Holidays = ["DE"] }),
            StringComparison.Ordinal);
    }

    private static string Refusal(SeriesSet set, ForecastOptions options) =>
        Assert.Throws<OptionException>(() => ForecastPlan.Make(set, options)).Message;
}
