using Carousel.Autograd;
using Carousel.Jobs.Quantizing;

namespace Carousel.Benchmarks.Timing;

/// <summary>Times whole training loops on a file: batches, forward, backward, clipping, optimiser.</summary>
internal static class LoopBenchmark
{
    /// <summary>Times a loop.</summary>
    /// <param name="kind"><c>language</c>: guesses the next character; <c>forecast</c>: 24 values of a series.</param>
    /// <param name="path">A text, or a CSV file, whose last column of numbers is taken.</param>
    /// <param name="options">Threads and seconds.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Characters or windows a second, the median of a step, what it allocates and the memory of the
    /// process.</returns>
    /// <exception cref="Data.DataFormatException">The file cannot be read, is too short, or the column has
    /// gaps.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BenchmarkResult Run(
        string kind, string path, BenchmarkOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var backend = new CpuBackend(options.Threads);
        using TrainingLoop loop = kind == "language"
            ? LanguageLoop.Open(backend, path)
            : ForecastLoop.Open(backend, path);
        void Train(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                loop.Step();
            }
        }

        Repetitions training = Repetitions.Measure(Train, options.Seconds, cancellation);
        return BenchmarkResult.Of(kind, Path.GetFileName(path), loop.Shape, options) with
        {
            TrainingMilliseconds = training.Seconds * 1e3,
            AllocatedBytes = training.AllocatedBytes,
            UnitsPerSecond = loop.UnitsPerStep * training.Calls / training.TotalSeconds,
            PeakMemoryBytes = RecurrentBenchmark.PeakMemory(),
        };
    }
}
