using Carousel.Data;
using Carousel.Server.Engine;

namespace Carousel.Server.Tests.Engine;

public sealed class InputDriftTests
{
    private readonly Random _random = new(1);

    [Fact]
    public void Sums_AreMeanAndDeviationInTheScaleOfTheTraining()
    {
        // The first column is as in the training, the second two deviations up and half as wide.
        FittedScaler[] scales = [new(10, 2), new(-300, 50)];
        InputDrift one = new(scales), two = new(scales);
        for (int step = 0; step < 20_000; step++)
        {
            float[] rows = new float[6];
            for (int at = 0; at < rows.Length; at += 2)
            {
                rows[at] = (float)(10 + (2 * Normal()));
                rows[at + 1] = (float)(-300 + (50 * (2 + (0.5 * Normal()))));
            }

            (step % 2 == 0 ? one : two).Look(rows);
        }

        // Some 600 steps of 3 rows by each are looked at: the mean is off by 1/√3,600 of a deviation, or five times
        // that.
        const double Off = 5 / 60.0;
        DriftSum first = two.Join(0, one.Join(0, default)), second = two.Join(1, one.Join(1, default));
        Assert.InRange(first.Values, 3_000, 4_500);
        Assert.InRange(first.Mean, -Off, Off);
        Assert.InRange(first.Deviation, 1 - Off, 1 + Off);
        Assert.InRange(second.Mean, 2 - Off, 2 + Off);
        Assert.InRange(second.Deviation, 0.5 - Off, 0.5 + Off);
    }

    [Fact]
    public void Sums_AreExact_WhenEverySteppedRowIsSeen()
    {
        var drift = new InputDrift([new FittedScaler(1e6, 3)]);
        var seen = new List<double>();
        float[] rows = [.. Enumerable.Range(0, 256).Select(i => (float)(1e6 + (i * i % 37)))];
        drift.Look(rows);
        seen.AddRange(rows.Select(r => (r - 1e6) / 3));
        DriftSum sum = drift.Join(0, default);
        double mean = seen.Average();
        Assert.Equal(256, sum.Values);
        Assert.Equal(mean, sum.Mean, 1e-5);
        Assert.Equal(Math.Sqrt(seen.Average(s => (s - mean) * (s - mean))), sum.Deviation, 1e-5);
    }

    [Fact]
    public void Looks_DoNotFollowARhythm()
    {
        var drift = new InputDrift([new FittedScaler(0, 1)]);
        for (int step = 0; step < 100_000; step++)
        {
            drift.Look([step % 16 == 0 ? 16 : 0]);
        }

        Assert.InRange(drift.Join(0, default).Mean, 0.7, 1.3);
    }

    [Fact]
    public void Sums_LeaveOutWhatIsNoNumber_AndColumnsAfterTheLast()
    {
        var scales = Enumerable.Repeat(new FittedScaler(0, 1), 40).ToArray();
        var drift = new InputDrift(scales);
        float[] row = [.. Enumerable.Range(0, 40).Select(i => (float)i)];
        (row[0], row[1]) = (float.NaN, float.PositiveInfinity);
        drift.Look(row);
        Assert.Equal(InputDrift.MostColumns, drift.Columns);
        Assert.Equal(0, drift.Join(0, default).Values);
        Assert.Equal(0, drift.Join(1, default).Values);
        Assert.Equal(new DriftSum(1, 31, 0), drift.Join(31, default));
    }

    [Fact]
    public void Sums_FollowWhatComesLater()
    {
        var drift = new InputDrift([new FittedScaler(0, 1)]);
        float[] rows = new float[256];
        for (int step = 0; step < 40_000; step++)
        {
            drift.Look(rows);
        }

        Array.Fill(rows, 4);
        for (int step = 0; step < 40_000; step++)
        {
            drift.Look(rows);
        }

        Assert.InRange(drift.Join(0, default).Mean, 3.9, 4);
    }

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
