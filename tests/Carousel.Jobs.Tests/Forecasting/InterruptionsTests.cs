using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Months far below the same months of other years are read as missing.</summary>
public sealed class InterruptionsTests
{
    private static float[] Months(int rows, double spread = 0.05)
    {
        var random = new Random(1);
        return
        [
            .. Enumerable.Range(0, rows).Select(row => (float)(500 * Math.Exp(
                (0.002 * row) + (0.3 * Math.Sin(2 * Math.PI * row / 12)) + (spread * (random.NextDouble() - 0.5))))),
        ];
    }

    private static float[] Dipped(float[] values, int start, int rows, float share = 0.15f)
    {
        for (int row = start; row < start + rows; row++)
        {
            values[row] *= share;
        }

        return values;
    }

    private static SeriesSet Set(float[] values, string unit = "month")
    {
        var frequency = Frequency.Parse($"1 {unit}");
        var first = new DateTime(2012, 1, 1);
        return new SeriesSet(
            [new Series(["y0"], [values], [.. values.Select((_, row) => frequency.Add(first, row))], frequency)],
            SeriesRoles.AllTargets(["y0"]));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(100)]
    [InlineData(140)]
    public void AStretch_IsLeftOut_WithANote(int start)
    {
        SeriesSet set = Set(Dipped(Months(144), start, 4)), left = FarValues.LeaveOut(set);

        Assert.Equal(
            Enumerable.Range(start, 4),
            Enumerable.Range(0, 144).Where(row => float.IsNaN(left[0][row, 0])));
        Assert.Equal(
            $"y0 is far below the same months of other years from {set[0].LabelAt(start)} to "
            + $"{set[0].LabelAt(start + 3)}: read as missing.",
            Assert.Single(left.Notes));
        Assert.Same(left, FarValues.LeaveOut(left));
    }

    [Fact]
    public void OtherSeries_AreKept() => Assert.All(
        (SeriesSet[])
        [
            Set(Months(144)),
            Set(Dipped(Months(144), 100, 1)),
            Set(Dipped(Months(144), 100, 4, share: 0.6f)),
            Set(Dipped(Months(144), 137, 7)),
            Set(Dipped(Months(144, spread: 4), 100, 4)),
            Set(Dipped(Months(40), 30, 4)),
            Set(Dipped(Months(144), 100, 4), "day"),
        ],
        set => Assert.Same(set, FarValues.LeaveOut(set)));

    [Fact]
    public void MonthsThatAreLowEachYear_AreKept()
    {
        float[] values = Months(144);
        for (int year = 0; year < 12; year++)
        {
            Dipped(values, 12 * year, 3);
        }

        SeriesSet set = Set(values);
        Assert.Same(set, FarValues.LeaveOut(set));
    }
}
