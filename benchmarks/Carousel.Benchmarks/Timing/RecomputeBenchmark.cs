using Carousel.Autograd;
using Carousel.Jobs.Quantizing;
using Carousel.Layers;

namespace Carousel.Benchmarks.Timing;

/// <summary>
/// Times and weighs training steps over long sequences twice: running segments of time again on the way back, and
/// keeping every step.
/// </summary>
/// <remarks>
/// The network is an LSTM with one output at every step, so that memory is that of the layers, not of the outputs.
/// </remarks>
internal static class RecomputeBenchmark
{
    /// <summary>The shape that is measured where none is given: four sequences of 100,000 steps.</summary>
    public static BenchmarkShape DefaultShape { get; } = BenchmarkShape.Parse("4/128/4/100000");

    /// <summary>Measures one shape.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="options">Threads and seconds.</param>
    /// <param name="begin">Told before each measurement: its number, 1 or 2, and its kind.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Recomputed, then stored: in this order, because the most memory that a process has held never
    /// falls.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<BenchmarkResult> Run(
        BenchmarkShape shape, BenchmarkOptions options, Action<int, string>? begin = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(options);
        using var backend = new CpuBackend(options.Threads);
        long before = RecurrentBenchmark.PeakMemory();
        return
        [
            .. new[] { ("recomputed", true), ("stored", false) }.Select((kind, i) =>
            {
                begin?.Invoke(i + 1, kind.Item1);
                return Measure(backend, kind.Item1, kind.Item2, shape, options, before, cancellation);
            }),
        ];
    }

    private static BenchmarkResult Measure(
        CpuBackend backend, string kind, bool recomputes, BenchmarkShape shape, BenchmarkOptions options, long before,
        CancellationToken cancellation)
    {
        var network = new Stack([.. RecurrentRun.Layers(CellKind.Lstm, shape), new Dense(shape.Hidden, 1)]);
        using var run = new RecurrentRun(backend, network, shape) { Recomputes = recomputes, WatchesInput = false };
        Repetitions training = Repetitions.Measure(run.Train, options.Seconds, cancellation);
        return BenchmarkResult.Of(kind, kind, shape, options) with
        {
            TrainingMilliseconds = training.Seconds * 1e3,
            AllocatedBytes = training.AllocatedBytes,
            TensorBytes = run.TensorBytes,
            AddedBytes = RecurrentBenchmark.PeakMemory() - before,
            PeakMemoryBytes = RecurrentBenchmark.PeakMemory(),
        };
    }
}
