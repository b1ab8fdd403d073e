using System.Diagnostics;

namespace Carousel.Benchmarks.Timing;

/// <summary>Measures what one core can do, again and again in the course of a run: the best is the peak.</summary>
internal sealed class MachinePeak
{
    private const int Repetitions = 200_000;
    private const double Seconds = 0.05;

    /// <summary>The best so far: 10⁹ floating-point operations a second.</summary>
    public double Gigaflops { get; private set; }

    /// <summary>A run that is measured between two measurements of the peak.</summary>
    /// <param name="run">Measures; it may measure the peak in between.</param>
    /// <returns>What it measured, beside the best peak.</returns>
    public static BenchmarkReport Around(Func<MachinePeak, IReadOnlyList<BenchmarkResult>> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var peak = new MachinePeak();
        peak.Measure();
        IReadOnlyList<BenchmarkResult> results = run(peak);
        peak.Measure();
        return new BenchmarkReport(Processor.Name, peak.Gigaflops, results);
    }

    /// <summary>Measures for a twentieth of a second.</summary>
    public void Measure()
    {
        // Clock and power follow the load with some delay.
        for (double total = 0; total < Seconds;)
        {
            long start = Stopwatch.GetTimestamp();
            _ = MultiplyAddPeak.Run(Repetitions);
            double sample = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Gigaflops = Math.Max(
                Gigaflops, (double)Repetitions * MultiplyAddPeak.OperationsPerRepetition / sample / 1e9);
            total += sample;
        }
    }
}
