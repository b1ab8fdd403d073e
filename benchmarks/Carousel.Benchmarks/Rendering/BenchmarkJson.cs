using System.Text.Json;
using Carousel.Benchmarks.Timing;
using Carousel.Cli.Rendering;
using Carousel.Report;

namespace Carousel.Benchmarks.Rendering;

/// <summary>What <c>carousel-benchmark --json</c> ends with: one object on one line, unknown numbers null.</summary>
internal static class BenchmarkJson
{
    private const int Digits = 6;

    /// <summary>Writes the line to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="report">The figures.</param>
    /// <param name="sweep">The sweep that they are of, or null; then its name is left out.</param>
    public static void Write(Terminal terminal, BenchmarkReport report, BenchmarkSweep? sweep = null) =>
        terminal.Out.WriteLine(JsonText.OfObject(json =>
        {
            json.WriteString("cpu", report.Cpu);
            Write(json, "peak_gflops", report.PeakGigaflops);
            json.Objects("results", report.Results, result => Write(json, report, result));
            if (sweep is not null)
            {
                Write(json, sweep);
            }
        }));

    private static void Write(Utf8JsonWriter json, BenchmarkSweep sweep)
    {
        json.WriteStartObject("sweep");
        json.WriteString("over", sweep.Axis == SweepAxis.Steps ? "steps" : "batch");
        Write(json, "forward_spread", sweep.Spread(sweep.Forward));
        Write(json, "training_spread", sweep.Spread(sweep.Training));
        Write(json, "forward_rise", Rise(sweep.Forward));
        Write(json, "training_rise", Rise(sweep.Training));
        json.WriteEndObject();
    }

    private static double? Rise(IReadOnlyList<double> costs) =>
        costs.All(double.IsFinite) ? BenchmarkSweep.LargestRise(costs) : null;

    private static void Write(Utf8JsonWriter json, BenchmarkReport report, BenchmarkResult result)
    {
        json.WriteString("kind", result.Kind);
        json.WriteString("shape", result.Shape);
        json.WriteString("precision", result.Precision == BenchmarkPrecision.EightBits ? "int8" : "float32");
        Write(json, "inputs", result.Inputs);
        Write(json, "hidden", result.Hidden);
        Write(json, "batch", result.Batch);
        Write(json, "steps", result.Steps);
        Write(json, "layers", result.Layers);
        Write(json, "threads", result.Threads);
        Write(json, "forward_ms", result.ForwardMilliseconds);
        Write(json, "training_ms", result.TrainingMilliseconds);
        Write(json, "stream_us", result.StreamMicroseconds);
        Write(json, "forward_gflops", result.ForwardGigaflops);
        Write(json, "training_gflops", result.TrainingGigaflops);
        Write(json, "forward_share", report.Share(result.ForwardGigaflops, result.Threads));
        Write(json, "training_share", report.Share(result.TrainingGigaflops, result.Threads));
        Write(json, "allocated_bytes", result.AllocatedBytes);
        Write(json, "units_per_second", result.UnitsPerSecond);
        Write(json, "tensor_bytes", result.TensorBytes);
        Write(json, "added_bytes", result.AddedBytes);
        Write(json, "peak_memory_bytes", result.PeakMemoryBytes);
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            // As many digits as mean something, and never an exponent.
            decimal plain = (decimal)number;
            int whole = plain == 0 ? 0 : (int)Math.Floor(Math.Log10((double)Math.Abs(plain))) + 1;
            json.WriteNumber(name, Math.Round(plain, Math.Clamp(Digits - whole, 0, 12)));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
