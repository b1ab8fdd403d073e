using Carousel.Benchmarks.Timing;
using Carousel.Report;

namespace Carousel.Benchmarks.Tests.Timing;

public sealed class BenchmarkSweepTests
{
    [Fact]
    public void Shapes_GrowInOneSizeAlone()
    {
        IReadOnlyList<BenchmarkShape> steps = BenchmarkSweep.Shapes(SweepAxis.Steps, BenchmarkSweep.DefaultShape);
        Assert.Equal((10, 10_000), (steps[0].Steps, steps[^1].Steps));
        Assert.All(steps, s => Assert.Equal((8, 64, 32), (s.Inputs, s.Hidden, s.Batch)));
        IReadOnlyList<BenchmarkShape> batches = BenchmarkSweep.Shapes(SweepAxis.Batch, BenchmarkSweep.DefaultShape);
        Assert.Equal((1, 1024), (batches[0].Batch, batches[^1].Batch));
        Assert.Contains(batches, s => s.Batch == BenchmarkSweep.FullBatch);
        Assert.Equal([.. batches.Select(s => s.Batch).Order().Distinct()], batches.Select(s => s.Batch));
    }

    [Fact]
    public void Cost_IsThatOfAStepOrOfARow()
    {
        Assert.Equal([30, 20], Sweep(SweepAxis.Steps, (10, 2, 0.3), (100, 2, 2)).Forward.Select(c => Math.Round(c, 9)));
        Assert.Equal([15, 1], Sweep(SweepAxis.Batch, (10, 2, 0.3), (10, 100, 1)).Forward.Select(c => Math.Round(c, 9)));
        Assert.All(Sweep(SweepAxis.Steps, (10, 2, 0.3)).Training, c => Assert.True(double.IsNaN(c)));
    }

    [Fact]
    public void Spread_OfBatchesCountsFromFullTiles()
    {
        BenchmarkSweep batches = Sweep(SweepAxis.Batch, (10, 1, 1), (10, 24, 2.4), (10, 48, 7.2));
        Assert.Equal((15.0 - 10) / (15 + 10), batches.Spread(batches.Forward), 1e-9);
        BenchmarkSweep steps = Sweep(SweepAxis.Steps, (10, 1, 0.1), (20, 1, 0.6));
        Assert.Equal((30.0 - 10) / (30 + 10), steps.Spread(steps.Forward), 1e-9);
        Assert.True(double.IsNaN(Sweep(SweepAxis.Batch, (10, 1, 1)).Spread([1])));
    }

    [Theory]
    [InlineData(0, 5.0, 4.0, 4.0, 3.0)]
    [InlineData(0.5, 5.0, 2.0, 3.0, 2.5)]
    [InlineData(1, 1.0, 1.5, 2.0)]
    public void LargestRise_IsAboveTheLeastOfSmallerSizes(double expected, params double[] costs) =>
        Assert.Equal(expected, BenchmarkSweep.LargestRise(costs), 1e-12);

    [Fact]
    public void Run_MeasuresEveryShapeUpDownAndUpAgain()
    {
        BenchmarkShape[] shapes = [BenchmarkShape.Parse("1/2/3/4"), BenchmarkShape.Parse("1/2/3/8")];
        var begun = new List<(int, int, string)>();
        var sweep = BenchmarkSweep.Run(
            CellKind.Gru, SweepAxis.Steps, shapes, new BenchmarkOptions { Seconds = 0.003 },
            (number, count, shape) => begun.Add((number, count, shape.Sizes)),
            TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                (1, 6, "1/2/3/4"), (2, 6, "1/2/3/8"), (3, 6, "1/2/3/8"), (4, 6, "1/2/3/4"), (5, 6, "1/2/3/4"),
                (6, 6, "1/2/3/8"),
            ], begun);
        Assert.Equal([4, 8], sweep.Sizes);
        Assert.All(sweep.Forward.Concat(sweep.Training), c => Assert.True(c > 0));
        Assert.All(sweep.Report.Results, r => Assert.Null(r.StreamMicroseconds));
        Assert.Contains(
            "Time a step", ReportWriter.ToHtml(SweepReport.Make(sweep, "carousel-benchmark gru --sweep steps")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Sentence_SaysWhatAStepAndARowCost()
    {
        Assert.Equal(
            "Forward: 20.0 to 30.0 µs a step, within 20.0 % of their middle.",
            SweepReport.Sentence(Sweep(SweepAxis.Steps, (10, 2, 0.3), (100, 2, 2))));
        Assert.Equal(
            "Forward: 1.00 to 1.50 µs a row, at most 50.0 % above that of any smaller batch, from 24 sequences on "
            + "within 20.0 % of their middle.",
            SweepReport.Sentence(Sweep(SweepAxis.Batch, (10, 24, 0.24), (10, 100, 1.5))));
    }

    private static BenchmarkSweep Sweep(
        SweepAxis axis, params (int Steps, int Batch, double Milliseconds)[] results) => new(
        CellKind.Lstm,
        axis,
        new BenchmarkReport("A", 100, [.. results.Select(r => new BenchmarkResult
        {
            Kind = "lstm",
            Shape = "",
            Inputs = 1,
            Hidden = 2,
            Batch = r.Batch,
            Steps = r.Steps,
            Layers = 1,
            Threads = 1,
            ForwardMilliseconds = r.Milliseconds,
        })]));
}
