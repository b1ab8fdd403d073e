using System.Globalization;
using Carousel.Benchmarks.Timing;
using Carousel.Cli.Rendering;
using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Benchmarks.Rendering;

/// <summary>What <c>carousel-benchmark load</c> measured: a line for each way.</summary>
internal static class LoadTable
{
    /// <summary>Writes the figures to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="report">The figures.</param>
    public static void Write(Terminal terminal, LoadReport report)
    {
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {FigureText.Bytes(report.Bytes)}, {(report.IsVerified ? "with a checksum" : "without a checksum")}; "
            + $"median of {LoadBenchmark.Rounds} turns"));
        foreach (LoadResult result in report.Results)
        {
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {result.Name,-8}{result.Milliseconds,9:F1} ms{report.Ratio(result),8:F2} × reading  "
                + $" {Meaning(result.Name)}"));
        }
    }

    /// <summary>Writes one line of JSON to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="report">The figures.</param>
    public static void WriteJson(Terminal terminal, LoadReport report) =>
        terminal.Out.WriteLine(JsonText.OfObject(json =>
        {
            json.WriteNumber("bytes", report.Bytes);
            json.WriteBoolean("checksum", report.IsVerified);
            json.WriteNumber("turns", LoadBenchmark.Rounds);
            json.Numbers(
                "ms", report.Results.Select(r => KeyValuePair.Create(r.Name, Math.Round(r.Milliseconds, 3))));
        }));

    private static string Meaning(string name) => name switch
    {
        LoadReport.ReadName => "the file through one buffer, nothing kept",
        LoadReport.ArrayName => "the file read into an array of its own",
        LoadReport.MappedName => "tensors in the mapped file, every value read once",
        LoadReport.ModelName => "the model of the job, ready to answer",
        _ => "tensors in memory of their own",
    };
}
