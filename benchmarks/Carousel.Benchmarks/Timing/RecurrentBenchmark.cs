using System.Diagnostics;
using Carousel.Autograd;
using Carousel.Jobs.Quantizing;

namespace Carousel.Benchmarks.Timing;

/// <summary>
/// Times recurrent layers as a program uses them: forward passes without a tape, training steps, and one step at a
/// time.
/// </summary>
internal static class RecurrentBenchmark
{
    /// <summary>Times one shape.</summary>
    /// <param name="cell">The kind of layer.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="options">Threads, seconds, and what is timed; of a streaming shape only the step.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The medians.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BenchmarkResult Run(
        CellKind cell, BenchmarkShape shape, BenchmarkOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(options);
        BenchmarkParts parts = shape.IsStreaming ? options.Parts & BenchmarkParts.Streaming : options.Parts;

        // Nobody trains in 8 bits.
        parts &= options.Precision == BenchmarkPrecision.EightBits ? ~BenchmarkParts.Training : BenchmarkParts.All;
        using var backend = new CpuBackend(options.Threads);
        Repetitions? Measure(BenchmarkParts part, Func<RecurrentRun, Action<int>> work)
        {
            if (!parts.HasFlag(part))
            {
                return null;
            }

            // Each in memory of its own, as large as it has to be.
            using var run = new RecurrentRun(backend, cell, shape, options.Precision);
            return Repetitions.Measure(work(run), options.Seconds, cancellation);
        }

        Repetitions? forward = Measure(BenchmarkParts.Forward, r => r.Forward);
        Repetitions? training = Measure(BenchmarkParts.Training, r => r.Train);
        Repetitions? streaming = Measure(BenchmarkParts.Streaming, r => r.Stream);
        double operations = shape.Operations(cell);
        return BenchmarkResult.Of(cell.ToString().ToLowerInvariant(), shape.Name, shape, options) with
        {
            ForwardMilliseconds = forward?.Seconds * 1e3,
            TrainingMilliseconds = training?.Seconds * 1e3,
            StreamMicroseconds = streaming?.Seconds * 1e6,
            ForwardGigaflops = options.Precision == BenchmarkPrecision.EightBits
                ? null
                : operations / forward?.Seconds / 1e9,
            TrainingGigaflops = 3 * operations / training?.Seconds / 1e9,
            AllocatedBytes = new[] { forward?.AllocatedBytes, training?.AllocatedBytes,
                streaming?.AllocatedBytes }.Max(),
            PeakMemoryBytes = PeakMemory(),
        };
    }

    /// <summary>The most memory that the process has held.</summary>
    internal static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
