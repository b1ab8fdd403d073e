using System.Globalization;
using Carousel.Benchmarks.Timing;
using Carousel.Cli.Rendering;
using Carousel.Jobs.Fitting;

namespace Carousel.Benchmarks.Rendering;

/// <summary>What was measured: a line for each shape, columns only for what was timed.</summary>
internal static class BenchmarkTable
{
    /// <summary>Writes the figures of shapes to standard output.</summary>
    public static void Write(Terminal terminal, BenchmarkReport report) => Write(terminal, report,
    [
        ("forward ms", (r, _) => Number(r.ForwardMilliseconds)),
        ("× float32", (r, _) => Fixed(report.Speedup(r, t => t.ForwardMilliseconds))),
        ("GFLOP/s", (r, _) => Fixed(r.ForwardGigaflops)),
        ("of peak", (r, _) => Percent(report.Share(r.ForwardGigaflops, r.Threads))),
        ("training ms", (r, _) => Number(r.TrainingMilliseconds)),
        ("GFLOP/s", (r, _) => Fixed(r.TrainingGigaflops)),
        ("of peak", (r, _) => Percent(report.Share(r.TrainingGigaflops, r.Threads))),
        ("step µs", (r, _) => Number(r.StreamMicroseconds)),
        ("× float32", (r, _) => Fixed(report.Speedup(r, t => t.StreamMicroseconds), 2)),
        ("tensors", (r, _) => r.TensorBytes is { } tensors ? FigureText.Bytes(tensors) : null),
        ("resident", (r, _) => r.AddedBytes is { } added ? FigureText.Bytes(added) : null),
        ("units a second", (r, _) => r.UnitsPerSecond is { } units ? FigureText.Count((long)units) : null),
    ]);

    /// <summary>Writes a sweep to standard output, with a sentence below.</summary>
    public static void Write(Terminal terminal, BenchmarkSweep sweep)
    {
        string unit = sweep.Axis == SweepAxis.Steps ? "step" : "row";
        Write(terminal, sweep.Report,
        [
            ("forward ms", (r, _) => Number(r.ForwardMilliseconds)),
            ($"µs a {unit}", (_, i) => Cost(sweep.Forward[i])),
            ("training ms", (r, _) => Number(r.TrainingMilliseconds)),
            ($"µs a {unit}", (_, i) => Cost(sweep.Training[i])),
        ]);
        terminal.WriteLines(SweepReport.Sentence(sweep));
    }

    private static void Write(
        Terminal terminal, BenchmarkReport report, (string Title, Func<BenchmarkResult, int, string?> Cell)[] columns)
    {
        IReadOnlyList<BenchmarkResult> results = report.Results;
        int threads = results.Count > 0 ? results[0].Threads : 1;
        terminal.Out.WriteLine(terminal.OutPen.Bold(report.Cpu));
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {report.PeakGigaflops:F0} GFLOP/s of multiply-adds a core at "
            + $"most; {(threads == 1 ? "1 thread" : $"{threads} threads")}"));
        terminal.Out.WriteLine();
        columns = [.. columns.Where(c => results.Select(c.Cell).Any(cell => cell is not null))];
        TextGrid.Write(
            terminal,
            [
                new TextGrid.Column(results.Count > 0 ? results[0].Kind : "", IsText: true),
                .. columns.Select(c => new TextGrid.Column(c.Title)),
            ],
            [
                .. results.Select((result, i) => (TextGrid.Cell[])
                [
                    new(Label(result)),
                    .. columns.Select(c => new TextGrid.Cell(c.Cell(result, i) ?? FigureText.Unknown)),
                ]),
            ]);
        string allocated = results.Max(r => r.AllocatedBytes) is { } most
            ? $"{FigureText.Bytes(most)} allocated a call; "
            : "";
        terminal.Out.WriteLine(
            $"  {allocated}"
            + $"{(results.Max(r => r.PeakMemoryBytes) is { } memory ? FigureText.Bytes(memory) : FigureText.Unknown)} "
            + $"of memory at most");
    }

    private static string? Cost(double cost) => double.IsFinite(cost) ? FigureText.Number(cost) : null;

    private static string Label(BenchmarkResult result)
    {
        string sizes = result.Steps is null ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Inputs}/{result.Hidden}/{result.Batch}/{result.Steps}"
            + $"{(result.Layers is > 1 ? $"x{result.Layers}" : "")}");
        string precision = result.Precision == BenchmarkPrecision.EightBits ? " int8" : "";
        return (sizes.Length == 0 || sizes == result.Shape ? result.Shape : $"{result.Shape} {sizes}") + precision;
    }

    private static string? Number(double? value) => value is { } number ? FigureText.Number(number) : null;

    private static string? Fixed(double? value, int digits = 1) =>
        value is { } number ? FigureText.Number(number, digits) : null;

    private static string? Percent(double? share) =>
        share is { } number ? $"{FigureText.Number(number * 100, 0)} %" : null;
}
