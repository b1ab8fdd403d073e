using System.Globalization;
using Carousel.Tasks.Benchmarking;
using Spectre.Console;

namespace Carousel.Cli.Rendering;

/// <summary>What was measured: a line for each shape, columns only for what was timed.</summary>
internal static class BenchmarkTable
{
    /// <summary>Writes the table to standard output.</summary>
    public static void Write(Terminal terminal, BenchmarkReport report)
    {
        IReadOnlyList<BenchmarkResult> results = report.Results;
        int threads = results.Count > 0 ? results[0].Threads : 1;
        terminal.Out.WriteLine(terminal.OutPen.Bold(report.Cpu));
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {report.PeakGigaflops:F0} GFLOP/s of multiply-adds a core at most; {(threads == 1 ? "1 thread" : $"{threads} threads")}"));
        terminal.Out.WriteLine();
        (string Title, Func<BenchmarkResult, string?> Cell)[] columns =
        [
            ("forward ms", r => Number(r.ForwardMilliseconds)),
            ("GFLOP/s", r => Fixed(r.ForwardGigaflops)),
            ("of peak", r => Percent(report.Share(r.ForwardGigaflops, r.Threads))),
            ("training ms", r => Number(r.TrainingMilliseconds)),
            ("GFLOP/s", r => Fixed(r.TrainingGigaflops)),
            ("of peak", r => Percent(report.Share(r.TrainingGigaflops, r.Threads))),
            ("step µs", r => Number(r.StreamMicroseconds)),
            ("units a second", r => r.UnitsPerSecond is { } units ? Figures.Count((long)units) : null),
        ];
        columns = [.. columns.Where(c => results.Any(r => c.Cell(r) is not null))];
        var table = new Table { Border = TableBorder.None };
        table.AddColumn(Column($"  {(results.Count > 0 ? results[0].Kind : "")}", Justify.Left));
        foreach ((string title, _) in columns)
        {
            table.AddColumn(Column(title, Justify.Right));
        }

        foreach (BenchmarkResult result in results)
        {
            table.AddRow([Markup.Escape($"  {Label(result)}"), .. columns.Select(c => c.Cell(result) ?? Figures.Unknown)]);
        }

        terminal.Write(table);
        string allocated = results.Max(r => r.AllocatedBytes) is { } most ? $"{Figures.Bytes(most)} allocated a call; " : "";
        terminal.Out.WriteLine($"  {allocated}{(results.Max(r => r.PeakMemoryBytes) is { } memory ? Figures.Bytes(memory) : Figures.Unknown)} of memory at most");
    }

    private static string Label(BenchmarkResult result)
    {
        string sizes = result.Steps is null ? "" : string.Create(
            CultureInfo.InvariantCulture, $"{result.Inputs}/{result.Hidden}/{result.Batch}/{result.Steps}{(result.Layers is > 1 ? $"x{result.Layers}" : "")}");
        return sizes.Length == 0 || sizes == result.Shape ? result.Shape : $"{result.Shape} {sizes}";
    }

    private static string? Number(double? value) => value is { } number ? Figures.Number(number) : null;

    private static string? Fixed(double? value) => value is { } number ? Figures.Number(number, 1) : null;

    private static string? Percent(double? share) => share is { } number ? $"{Figures.Number(number * 100, 0)} %" : null;

    private static TableColumn Column(string title, Justify side) => new TableColumn(Markup.Escape(title)) { Alignment = side, NoWrap = true }.PadLeft(0).PadRight(3);
}
