using Carousel.Benchmarks.Rendering;
using Carousel.Benchmarks.Timing;
using Carousel.Cli;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;

namespace Carousel.Benchmarks.Commands;

/// <summary>What <c>carousel-benchmark --sweep</c> does: measure, show, write the report.</summary>
internal static class Sweeping
{
    /// <summary>Runs a sweep.</summary>
    /// <param name="cell">The kind of layer.</param>
    /// <param name="axis">What is made larger.</param>
    /// <param name="shapes">The shape whose other sizes stay; the default one where all have their names.</param>
    /// <param name="options">Threads, seconds and parts.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="quiet">No progress.</param>
    /// <param name="folder">Where the report goes, or null.</param>
    /// <param name="command">The command line.</param>
    /// <param name="cancellation">Stops it.</param>
    public static BenchmarkSweep Run(
        CellKind cell,
        SweepAxis axis,
        IReadOnlyList<BenchmarkShape> shapes,
        BenchmarkOptions options,
        Terminal terminal,
        bool quiet,
        OutputFolder? folder,
        string command,
        CancellationToken cancellation)
    {
        if (shapes.Count > 1)
        {
            throw new UsageException($"--sweep starts from one shape, but --shape names {shapes.Count}.");
        }

        if ((options.Parts & ~BenchmarkParts.Streaming) == BenchmarkParts.None)
        {
            throw new UsageException(
                "--sweep times forward and training: a streamed step has neither length nor batch.");
        }

        IReadOnlyList<BenchmarkShape> all = BenchmarkSweep.Shapes(
            axis, shapes.Count == 1 ? shapes[0] : BenchmarkSweep.DefaultShape);
        BenchmarkSweep sweep;
        using (var progress = new CountedProgress(quiet ? null : terminal, "timing"))
        {
            sweep = BenchmarkSweep.Run(
                cell, axis, all, options, (number, count, shape) => progress.Begin(number, count, shape.Sizes),
                cancellation);
        }

        BenchmarkTable.Write(terminal, sweep);
        if (folder is not null)
        {
            const string name = "report.html";
            folder.Write(name, SweepReport.Make(sweep, command));
            terminal.Out.WriteLine($"  {folder.File(name)}");
        }

        return sweep;
    }
}
