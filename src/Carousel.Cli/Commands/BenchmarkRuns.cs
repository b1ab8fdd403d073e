using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Tasks.Benchmarking;

namespace Carousel.Cli.Commands;

/// <summary>Measurements of <c>carousel benchmark</c> whose figures stand beside the machine's peak, which is measured before and after each.</summary>
internal static class BenchmarkRuns
{
    /// <summary>Times layers, one shape and precision after the other.</summary>
    /// <param name="cell">Of which kind.</param>
    /// <param name="shapes">Of which sizes; none for every size that has a name.</param>
    /// <param name="precisions">In what the weights lie.</param>
    /// <param name="options">How long, on how many threads, and what of a layer.</param>
    /// <param name="terminal">Where the progress is drawn; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    public static BenchmarkReport Cells(
        BenchmarkCell cell, IReadOnlyList<BenchmarkShape> shapes, List<BenchmarkPrecision> precisions, BenchmarkOptions options, Terminal? terminal,
        CancellationToken cancellation)
    {
        var peak = new MachinePeak();
        peak.Measure();
        var results = new List<BenchmarkResult>();
        shapes = shapes.Count > 0 ? shapes : BenchmarkShape.Named;
        using BenchmarkProgress progress = new(terminal);
        foreach ((BenchmarkShape shape, BenchmarkPrecision precision) in shapes.SelectMany(s => precisions.Select(p => (s, p))))
        {
            progress.Begin(results.Count + 1, shapes.Count * precisions.Count, shape.Name == shape.Sizes ? shape.Sizes : $"{shape.Name} {shape.Sizes}");
            results.Add(RecurrentBenchmark.Run(cell, shape, options with { Precision = precision }, cancellation));
            peak.Measure();
        }

        return new BenchmarkReport(Processor.Name, peak.Gigaflops, results);
    }

    /// <summary>Times a training step that keeps its states beside one that computes them again.</summary>
    /// <param name="shapes">One size, or none for the default.</param>
    /// <param name="options">How long, and on how many threads.</param>
    /// <param name="terminal">Where the progress is drawn; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UsageException">There are several sizes.</exception>
    public static BenchmarkReport Recompute(IReadOnlyList<BenchmarkShape> shapes, BenchmarkOptions options, Terminal? terminal, CancellationToken cancellation)
    {
        if (shapes.Count > 1)
        {
            throw new UsageException("benchmark recompute measures one shape: the most memory that a process has held never falls.");
        }

        var peak = new MachinePeak();
        peak.Measure();
        BenchmarkShape shape = shapes.Count > 0 ? shapes[0] : RecomputeBenchmark.DefaultShape;
        using BenchmarkProgress progress = new(terminal);
        IReadOnlyList<BenchmarkResult> results = RecomputeBenchmark.Run(shape, options, (number, kind) => progress.Begin(number, 2, $"{kind} {shape.Sizes}"), cancellation);
        peak.Measure();
        return new BenchmarkReport(Processor.Name, peak.Gigaflops, results);
    }

    /// <summary>Times a whole training loop.</summary>
    /// <param name="name"><c>language</c> or <c>forecast</c>.</param>
    /// <param name="file">What it trains on.</param>
    /// <param name="options">How long, and on how many threads.</param>
    /// <param name="terminal">Where the progress is drawn; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    public static BenchmarkReport Loop(string name, string file, BenchmarkOptions options, Terminal? terminal, CancellationToken cancellation)
    {
        var peak = new MachinePeak();
        peak.Measure();
        using BenchmarkProgress progress = new(terminal);
        progress.Begin(1, 1, $"{name} {file}");
        BenchmarkResult result = name == "language" ? LoopBenchmark.Language(file, options, cancellation) : LoopBenchmark.Forecast(file, options, cancellation);
        peak.Measure();
        return new BenchmarkReport(Processor.Name, peak.Gigaflops, [result]);
    }
}
