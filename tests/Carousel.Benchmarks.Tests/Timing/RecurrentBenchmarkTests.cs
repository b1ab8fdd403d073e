using Carousel.Autograd;
using Carousel.Benchmarks.Timing;
using Carousel.Testing;

namespace Carousel.Benchmarks.Tests.Timing;

public sealed class RecurrentBenchmarkTests
{
    private static readonly BenchmarkOptions _short = new() { Seconds = 0.002 };

    public static TheoryData<CellKind> Cells => [.. Enum.GetValues<CellKind>()];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Result_HoldsWhatWasAsked(CellKind cell)
    {
        BenchmarkShape shape = BenchmarkShape.Parse("3/5/2/4x2");
        BenchmarkResult all = RecurrentBenchmark.Run(cell, shape, _short, TestContext.Current.CancellationToken);
        Assert.Equal(
            (cell.ToString().ToLowerInvariant(), "3/5/2/4x2", 3, 5, 2, 4, 2, 1),
            (all.Kind, all.Shape, all.Inputs, all.Hidden, all.Batch, all.Steps, all.Layers, all.Threads));
        Assert.All(
            [all.ForwardMilliseconds, all.TrainingMilliseconds, all.StreamMicroseconds], time => Assert.True(time > 0));
        Assert.Equal(shape.Operations(cell) / 1e6, all.ForwardGigaflops!.Value * all.ForwardMilliseconds!.Value, 1e-9);
        Assert.Equal(
            3 * shape.Operations(cell) / 1e6, all.TrainingGigaflops!.Value * all.TrainingMilliseconds!.Value, 1e-9);
        Assert.True(all.PeakMemoryBytes > 1_000_000);

        BenchmarkResult training = RecurrentBenchmark.Run(
            cell, shape, _short with { Parts = BenchmarkParts.Training }, TestContext.Current.CancellationToken);
        Assert.Equal(
            (null, null, null), (training.ForwardMilliseconds, training.ForwardGigaflops, training.StreamMicroseconds));
        Assert.NotNull(training.TrainingMilliseconds);
    }

    [Fact]
    public void StreamingShape_HasNoPassOverSequences()
    {
        BenchmarkResult result = RecurrentBenchmark.Run(
            CellKind.Lstm, BenchmarkShape.Parse("s32"), _short, TestContext.Current.CancellationToken);
        Assert.Equal((null, null), (result.ForwardMilliseconds, result.TrainingMilliseconds));
        Assert.NotNull(result.StreamMicroseconds);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void TrainingStep_GivesTheSameGradients_HoweverOftenItRuns(CellKind cell)
    {
        using var backend = new CpuBackend(1);
        using var run = new Benchmarks.Timing.RecurrentRun(backend, cell, BenchmarkShape.Parse("3/5/2/4x2"));
        run.Train(1);
        float[][] once = Gradients(run);
        Assert.All(once, gradient => Assert.Contains(gradient, value => value != 0));
        run.Train(2);
        Assert.Equal(once, Gradients(run));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Run_AllocatesNothing_WhenItIsWarm(CellKind cell)
    {
        using var backend = new CpuBackend(1);
        using var run = new Benchmarks.Timing.RecurrentRun(backend, cell, BenchmarkShape.Parse("3/5/2/4x2"));
        Allocations.AssertNone(() =>
        {
            run.Forward(2);
            run.Train(2);
            run.Stream(2);
        });
    }

    [Fact]
    public void Run_StopsWhenItIsCanceled() => Assert.Throws<OperationCanceledException>(
        () =>
            RecurrentBenchmark.Run(
                CellKind.Lstm, BenchmarkShape.Parse("3/5/2/4"), _short, new CancellationToken(canceled: true)));

    [Fact]
    public void Share_IsThatOfAllThreads()
    {
        var report = new BenchmarkReport("a", 50, []);
        Assert.Equal(0.5, report.Share(50, 2));
        Assert.Null(report.Share(null, 2));
    }

    private static float[][] Gradients(Benchmarks.Timing.RecurrentRun run) =>
        [.. run.WeightGradients.Append(run.InputGradient).Select(g => g.ToArray())];
}
