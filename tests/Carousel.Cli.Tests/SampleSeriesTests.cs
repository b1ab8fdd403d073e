using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Cli.Tests;

public sealed class SampleSeriesTests
{
    [Fact]
    public void Find_LooksBesideTheTool() => Assert.True(File.Exists(SampleSeries.Find()));

    [Fact]
    public void Find_SaysWhatToDo_WhenTheSeriesIsAbsent()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            "The bundled file samples/us_flights_hourly.csv was not found. Pass another file.",
            Assert.Throws<DataFormatException>(() => SampleSeries.Find(folder.Path, folder.Path)).Message);
    }
}
