using Carousel.Backends;

namespace Carousel.Tasks.Benchmarking;

/// <summary>Times whole training loops on a file: batches, forward, backward, clipping, optimiser.</summary>
public static class LoopBenchmark
{
    /// <summary>Times the loop that guesses the next character.</summary>
    /// <param name="path">A text.</param>
    /// <param name="options">Threads and seconds.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Characters a second, the median of a step, what it allocates and the memory of the process.</returns>
    /// <exception cref="Data.DataFormatException">The file cannot be read, or is too short.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BenchmarkResult Language(string path, BenchmarkOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var backend = new CpuBackend(options.Threads);
        using LanguageLoop loop = LanguageLoop.Open(backend, path);
        return Run("language", path, loop, options, cancellation);
    }

    /// <summary>Times the loop that forecasts 24 values.</summary>
    /// <param name="path">A CSV file, whose last column of numbers is taken.</param>
    /// <param name="options">Threads and seconds.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Windows a second, the median of a step, what it allocates and the memory of the process.</returns>
    /// <exception cref="Data.DataFormatException">The file cannot be read, or the column is too short or has gaps.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BenchmarkResult Forecast(string path, BenchmarkOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var backend = new CpuBackend(options.Threads);
        using ForecastLoop loop = ForecastLoop.Open(backend, path);
        return Run("forecast", path, loop, options, cancellation);
    }

    private static BenchmarkResult Run(string kind, string path, TrainingLoop loop, BenchmarkOptions options, CancellationToken cancellation)
    {
        void Train(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                loop.Step();
            }
        }

        Repetitions training = Repetitions.Measure(Train, options.Seconds, cancellation);
        return new BenchmarkResult
        {
            Kind = kind,
            Shape = Path.GetFileName(path),
            Inputs = loop.Inputs,
            Hidden = loop.Hidden,
            Batch = TrainingLoop.BatchSize,
            Steps = loop.Steps,
            Layers = 1,
            Threads = options.Threads,
            TrainingMilliseconds = training.Seconds * 1e3,
            AllocatedBytes = training.AllocatedBytes,
            UnitsPerSecond = loop.UnitsPerStep * training.Calls / training.TotalSeconds,
            PeakMemoryBytes = RecurrentBenchmark.PeakMemory(),
        };
    }
}
