using Carousel.Data;
using Carousel.Forecasting;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class CalibrationTests
{
    private static readonly double[] _shares = [0.1, 0.5, 0.9];

    /// <summary>A table of one window and one target with the same quantiles at every step.</summary>
    private static QuantileTable<Stage.Raw> Table(int horizon, double low, double median, double high) =>
        Tiny.Table<Stage.Raw>(1, horizon, _shares, (_, _) => [low, median, high]);

    [Fact]
    public void Offsets_AreTheConformalRanksOfTheErrors()
    {
        // Nine errors 1 … 9 against each quantile: rank ⌊10·0.1⌋ = 1 below, ⌈10·0.9⌉ = 9 above.
        QuantileTable<Stage.Raw> table = Table(9, 0, 0, 0);
        float[] truth = [5, 3, 9, 1, 7, 2, 8, 4, 6];

        Assert.Equal([1.0, 0, 9], Calibration.Fit(table, truth, apart: 100).Offsets[0]);

        // Four errors, one of five missing: ⌊5·0.1⌋ = 0 and ⌈5·0.9⌉ = 5 are out of range and become the ends.
        Assert.Equal([2.0, 0, 9], Calibration.Fit(Table(5, 0, 1, 0), [9, 2, float.NaN, 4, 3], apart: 100).Offsets[0]);
        Assert.Equal([0.0, 0, 0], Calibration.Fit(Table(1, 0, 1, 0), [float.NaN], apart: 100).Offsets[0]);
    }

    [Fact]
    public void Offsets_OnlyWiden_WhereFewWindowsLieSideBySide()
    {
        // All errors are 0 against quantiles of ±1: both could move inwards by 1, and do so only on enough evidence.
        QuantileTable<Stage.Raw> table = Table(9, -1, 0, 1);
        var truth = new float[9];

        Assert.Equal([0.0, 0, 0], Calibration.Fit(table, truth, apart: 9).Offsets[0]);
        Assert.Equal([1.0, 0, -1], Calibration.Fit(table, truth, apart: 10).Offsets[0]);

        // Errors of ±5 are outside: then few windows are enough.
        Assert.Equal([-4.0, 0, 4], Calibration.Fit(table, [5, -5, 5, -5, 5, -5, 5, -5, 0], apart: 1).Offsets[0]);
    }

    [Fact]
    public void Apply_MovesTheSides_NeverTheMedian()
    {
        QuantileTable<Stage.Raw> table = Table(1, -1, 0, 1);
        Assert.Equal([-3.0, 0, 4], new Calibration([[-2, 0, 3]]).Apply(table).ToArray());
        Assert.Equal([0.0, 0, 0], new Calibration([[5, 0, -5]]).Apply(table).ToArray());
        Assert.Equal([-1.0, 0, 1], table.ToArray());
    }

    [Fact]
    public void Intervals_CoverTheirShare_OnNoiseOfChangingWidth()
    {
        // The network estimates half of the true spread, and the spread differs from step to step.
        const int windows = 400, horizon = 5;
        var random = new Random(3);
        (QuantileTable<Stage.Raw> calibrating, float[] truth) = Draw();
        Calibration calibration = Calibration.Fit(calibrating, truth, apart: 100);
        (QuantileTable<Stage.Raw> fresh, float[] values) = Draw();
        Assert.InRange(Coverage(fresh, values), 0.4, 0.6);
        Assert.InRange(Coverage(calibration.Apply(fresh), values), 0.77, 0.83);

        (QuantileTable<Stage.Raw> Table, float[] Truth) Draw()
        {
            var values = new float[windows * horizon];
            for (int i = 0; i < values.Length; i++)
            {
                double width = 1 + (i % horizon * 0.2);
                double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
                    * Math.Cos(2 * Math.PI * random.NextDouble());
                values[i] = (float)(width * normal);
            }

            return (Tiny.Table<Stage.Raw>(windows, horizon, _shares, (_, t) => Ends(1 + (t * 0.2))), values);

            static double[] Ends(double width) => [-0.64 * width, 0, 0.64 * width];
        }

        static double Coverage(QuantileTable table, float[] values) =>
            values.Select(
                (y, i) => table.Interval(i / horizon, i % horizon, 0, 80) is var (low, high) && y >= low && y <= high
                    ? 1.0
                    : 0).Average();
    }

    [Fact]
    public void Quantiles_NeverCross_WhateverNetworkAndOffsetsSay() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat[]>(), numbers =>
        {
            double[] values = [.. numbers.Select(n => n.Get), 1, -1, 2, 0, 3, -2];
            values.AsSpan(0, 3).Sort();
            double[] quantiles = new Calibration([[values[3], 0, values[5]]])
                .Apply(Table(1, values[0], values[1], values[2])).ToArray();
            return quantiles[0] <= quantiles[1] && quantiles[1] <= quantiles[2];
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void QuantileScale_IsALine_ContinuedAtBothEnds()
    {
        double[] values = [10, 20, 60];

        Assert.Equal(
            [10.0, 15, 20, 40, 60],
            new[] { 0.1, 0.3, 0.5, 0.7, 0.9 }.Select(s => QuantileScale.Value(_shares, values, s)));
        Assert.Equal([0.0, 100], new[] { 0.0, 1 }.Select(s => QuantileScale.Value(_shares, values, s)));
        Assert.Equal(
            [0.3, 0.7, 0, 1, 0.05],
            new[] { 15.0, 40, -50, 500, 5 }.Select(v => Math.Round(QuantileScale.Share(_shares, values, v), 12)));
    }

    [Fact]
    public void Share_IsTheInverseOfValue() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte>(), ArbMap.Default.ArbFor<byte>(), ArbMap.Default.ArbFor<byte>(), (a, b, c) =>
            {
                double[] values = [a - 100.0, a - 99.0 + (b / 10.0), a - 98.0 + (b / 10.0) + (c / 5.0)];
                return Enumerable.Range(1, 99)
                    .All(
                        p =>
                            Math.Abs(
                                QuantileScale.Share(_shares, values, QuantileScale.Value(_shares, values, p / 100.0))
                                    - (p / 100.0)) < 1e-9);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Value_Rises_WithTheShare_AlsoWhereQuantilesAreEqual() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte>(), ArbMap.Default.ArbFor<byte>(), (b, c) =>
        {
            double[] values = [0, b % 3, (b % 3) + (c % 3)];
            double[] along = [.. Enumerable.Range(0, 101).Select(p => QuantileScale.Value(_shares, values, p / 100.0))];
            double[] shares =
            [
                .. Enumerable.Range(-40, 100).Select(v => QuantileScale.Share(_shares, values, v / 10.0)),
            ];
            return along.Zip(along.Skip(1)).All(p => p.First <= p.Second)
                && shares.Zip(shares.Skip(1)).All(p => p.First <= p.Second) && shares.All(s => s is >= 0 and <= 1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Templates_AreTheSharesOfTheTruth_AndPathsTakeThem()
    {
        // Two windows of two steps: 15 is at 0.3, 40 at 0.7. The window with a gap gives no template.
        QuantileTable table = Tiny.Table<Stage.InUnits>(3, 2, _shares, (_, _) => [10, 20, 60]);
        SamplePaths paths = SamplePaths.Fit(table, [15, 40, float.NaN, 40, 60, 10]);

        // A missing value has the share of the nearest one.
        Assert.Equal([0.3f, 0.7f, 0.7f, 0.7f, 0.9f, 0.1f], paths.Templates.SelectMany(t => t));
        QuantileTable<Stage.InUnits> next = Next(1);
        double[][] drawn = paths.Of(next, 0, 0);
        Assert.Equal([5.0, 250, 15, 250, 20, 100], drawn.SelectMany(p => p).Select(v => Math.Round(v, 4)));

        // With fewer than five paths all steps are high or low together; of five, the ends of 80 % are the outermost:
        // 0.1·(5 + 1) is below 1.
        Assert.Equal((210.0, 100.0, 320.0), paths.Sum(next, 0, 0, 80));
        Assert.Equal((420.0, 200.0, 640.0), paths.Sums(Next(2), [0, 1], 0, [80])[0]);
        SamplePaths five = new([.. Enumerable.Range(0, 5).Select(p => new[] { 0.1f + (0.2f * p), 0.1f + (0.2f * p) })]);
        (double median, double low, double high) = five.Sum(next, 0, 0, 80);
        Assert.Equal((210.0, 100.0, 320.0), (Math.Round(median, 3), Math.Round(low, 3), Math.Round(high, 3)));
    }

    [Fact]
    public void SumsOfFewHorizons_AreAsWideAsIfTheStepsWereIndependent()
    {
        // Five paths along the medians: their sums do not vary at all.
        SamplePaths alike = new([.. Enumerable.Repeat(new[] { 0.5f, 0.5f }, 5)]);
        double half = Math.Sqrt((10 * 10) + (100 * 100));

        Assert.Equal((210.0, 210.0, 210.0), alike.Sum(Next(1), 0, 0, 80));
        Assert.Equal((210.0, 210 - half, 210 + half), (alike with { MayBeFew = true }).Sum(Next(1), 0, 0, 80));
    }

    private static QuantileTable<Stage.InUnits> Next(int windows) => Tiny.Table<Stage.InUnits>(
        windows, 2, _shares, (_, t) => t == 0 ? [0, 10, 20] : [100, 200, 300]);

    [Theory]
    [InlineData(0.0, 0.0, 0.5, 0, 0, 2)]
    [InlineData(0.001, 0.0, 0.5, 0, 0, 2)]
    [InlineData(2.0, 0.5, 1.0, 0, 2, 2)]
    [InlineData(1.0, 0.3, 0.3, 0, 2, 4)]
    [InlineData(5.0, 0.1, 0.1, 5, 20, 60)]
    [InlineData(3.0, 0.0, 1.0, 3, 3, 3)]
    public void Stretch_IsAllSharesOfQuantilesThatEqualTheValue(
        double value, double from, double to, double low, double median, double high)
    {
        (double first, double last) = QuantileScale.Stretch(_shares, [low, median, high], value);

        Assert.Equal((from, to), (Math.Round(first, 9), Math.Round(last, 9)));
    }

    [Fact]
    public void Stretch_InsideADistribution_DoesNotReachItsEnds()
    {
        double[] shares = [0.1, 0.25, 0.5, 0.75, 0.9], values = [0, 3, 3, 3.01, 9];

        Assert.Equal((0.25, 0.75), QuantileScale.Stretch(shares, values, 3));
        Assert.Equal([0.0, 0, 0, 3, 9], QuantileScale.Flattened([0, 0.001, 0.1, 3, 9]));
        Assert.Equal(values, QuantileScale.Flattened(values));
    }

    [Fact]
    public void SharesOfTies_AreSpreadOverTheirStretch_AndTheSameOnEveryRun()
    {
        // A value of 0 where half of the distribution is 0 may lie anywhere in that half.
        const int windows = 300;
        QuantileTable table = Tiny.Table<Stage.InUnits>(windows, 2, _shares, (_, _) => [0, 0, 4]);
        float[][] first = [.. SamplePaths.Fit(table, new float[2 * windows]).Templates];

        Assert.Equal(first, SamplePaths.Fit(table, new float[2 * windows]).Templates);
        float[] shares = [.. first.SelectMany(t => t)];
        Assert.All(shares, s => Assert.InRange(s, 0, 0.5));
        Assert.All(
            Enumerable.Range(0, 5), tenth => Assert.InRange(
                shares.Count(s => s >= 0.1 * tenth && s < 0.1 * (tenth + 1)), 80, 160));
        Assert.NotEqual(first[0][0], first[0][1]);
        Assert.All(new SamplePaths(first).Of(table, 0, 0), path => Assert.Equal([0.0, 0], path));
    }

    [Fact]
    public void TrainingWindowsJoin_WhereFewWindowsLieSideBySide()
    {
        Window[] validation = [.. Enumerable.Range(1000, 120).Select(o => new Window(0, o, 10, 4))];
        var training = new Windows([new RowRange(0, 900)], 10, 4);

        Assert.Equal(validation, SamplePaths.Choose(validation, 30, training));
        Window[] both = SamplePaths.Choose(validation, 29, training);
        Assert.Equal((200, 40), (both.Length, both.Count(w => w.Origin >= 1000)));
        Assert.Equal(200, both.Distinct().Count());
        Assert.Equal(40 + 5, SamplePaths.Choose(validation, 1, new Windows([new RowRange(0, 18)], 10, 4)).Length);
    }

    [Fact]
    public void Sums_KnowWhichStepsAreHighTogether()
    {
        // Steps that are high together give a wide sum; steps that balance each other give a narrow one.
        QuantileTable table = Tiny.Table<Stage.InUnits>(1, 2, _shares, (_, _) => [-1, 0, 1]);
        float[] places = [.. Enumerable.Range(0, 21).Select(i => 0.05f + (0.045f * i))];
        (_, double low, double high) = new SamplePaths([.. places.Select(p => new[] { p, p })]).Sum(table, 0, 0, 80);
        (_, double balancedLow, double balancedHigh) = new SamplePaths([.. places.Select(p => new[] { p, 1 - p })])
            .Sum(table, 0, 0, 80);

        Assert.True(high - low > 3);
        Assert.InRange(balancedHigh - balancedLow, 0, 1e-5);
    }
}
