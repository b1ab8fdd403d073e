using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Columns that only rise until they are reset.</summary>
public sealed class MeterReadingTests
{
    private static float[] Meter(int rows, int reset, Func<int, float, float>? change = null)
    {
        var values = new float[rows];
        float sum = 500;
        for (int row = 0; row < rows; row++)
        {
            sum = row == reset ? 2 : sum + 3 + (row % 7);
            values[row] = change?.Invoke(row, sum) ?? sum;
        }

        return values;
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(150, 1)]
    public void Readings_AreRecognised(int reset, int resets) =>
        Assert.Equal(resets, MeterReadings.ResetsOf(Meter(300, reset))!.Count);

    [Fact]
    public void OtherValues_AreNone()
    {
        Assert.Null(MeterReadings.ResetsOf(Tiny.Wave(200)));
        Assert.Null(MeterReadings.ResetsOf(Meter(300, -1, (row, sum) => row == 200 ? sum - 20 : sum)));
        Assert.Null(MeterReadings.ResetsOf(Meter(300, -1, (row, _) => row < 250 ? 5 : 9)));
        Assert.Null(MeterReadings.ResetsOf(Meter(20, -1)));
    }

    [Fact]
    public void AReset_IsNamed_AndAMeterHasNoTotal()
    {
        SeriesSet set = FarValues.LeaveOut(Tiny.Daily(Meter(300, 150)));
        Assert.Equal(
            "y0 looks like a counter that was reset at 2024-05-30. Forecast its differences: a column of each value "
            + "minus the one before it, empty at resets.",
            Assert.Single(set.Notes));
        JobResult result = UntrainedJob.Make(
            Tiny.Daily(Meter(60, -1)), new ForecastOptions { Horizon = 7, Methods = ["ets"] }).Measure(
            1, "carousel forecast", new Progress<(string, double)>(), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("Next 7 days", result.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("total", result.Sentence, StringComparison.Ordinal);
    }
}
