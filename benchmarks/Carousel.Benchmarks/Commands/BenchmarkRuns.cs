using Carousel.Benchmarks.Rendering;
using Carousel.Benchmarks.Timing;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;

namespace Carousel.Benchmarks.Commands;

/// <summary>
/// Measurements of <c>carousel-benchmark</c> whose figures stand beside the machine's peak, which is measured before
/// and after each.
/// </summary>
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
        CellKind cell, IReadOnlyList<BenchmarkShape> shapes, List<BenchmarkPrecision> precisions,
        BenchmarkOptions options, Terminal? terminal,
        CancellationToken cancellation)
    {
        (BenchmarkShape Shape, BenchmarkPrecision Precision)[] all =
        [
            .. (shapes.Count > 0 ? shapes : BenchmarkShape.Named).SelectMany(s => precisions.Select(p => (s, p))),
        ];
        using CountedProgress progress = new(terminal, "timing");
        return MachinePeak.Around(peak =>
        [
            .. all.Select((one, k) =>
            {
                progress.Begin(
                    k + 1, all.Length,
                    one.Shape.Name == one.Shape.Sizes ? one.Shape.Sizes : $"{one.Shape.Name} {one.Shape.Sizes}");
                BenchmarkResult result = RecurrentBenchmark.Run(
                    cell, one.Shape, options with { Precision = one.Precision }, cancellation);
                peak.Measure();
                return result;
            }),
        ]);
    }

    /// <summary>Times a training step that keeps its states beside one that computes them again.</summary>
    /// <param name="shapes">One size, or none for the default.</param>
    /// <param name="options">How long, and on how many threads.</param>
    /// <param name="terminal">Where the progress is drawn; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UsageException">There are several sizes.</exception>
    public static BenchmarkReport Recompute(
        IReadOnlyList<BenchmarkShape> shapes, BenchmarkOptions options, Terminal? terminal,
        CancellationToken cancellation)
    {
        if (shapes.Count > 1)
        {
            throw new UsageException(
                "recompute measures one shape: the most memory that a process has held never falls.");
        }

        BenchmarkShape shape = shapes.Count > 0 ? shapes[0] : RecomputeBenchmark.DefaultShape;
        using CountedProgress progress = new(terminal, "timing");
        return MachinePeak.Around(
            _ =>
                RecomputeBenchmark.Run(
                    shape, options, (number, kind) => progress.Begin(number, 2, $"{kind} {shape.Sizes}"),
                    cancellation));
    }

    /// <summary>Times a whole training loop.</summary>
    /// <param name="name"><c>language</c> or <c>forecast</c>.</param>
    /// <param name="file">What it trains on.</param>
    /// <param name="options">How long, and on how many threads.</param>
    /// <param name="terminal">Where the progress is drawn; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    public static BenchmarkReport Loop(
        string name, string file, BenchmarkOptions options, Terminal? terminal, CancellationToken cancellation)
    {
        using CountedProgress progress = new(terminal, "timing");
        return MachinePeak.Around(_ =>
        {
            progress.Begin(1, 1, $"{name} {file}");
            return [LoopBenchmark.Run(name, file, options, cancellation)];
        });
    }
}
