using System.Globalization;
using System.Text;
using System.Text.Json;
using Carousel.Benchmarks.Timing;
using Carousel.Cli.Rendering;

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
            $"  {Figures.Bytes(report.Bytes)}, {(report.IsVerified ? "with a checksum" : "without a checksum")}; "
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
    public static void WriteJson(Terminal terminal, LoadReport report)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("bytes", report.Bytes);
            json.WriteBoolean("checksum", report.IsVerified);
            json.WriteNumber("turns", LoadBenchmark.Rounds);
            json.WriteStartObject("ms");
            foreach (LoadResult result in report.Results)
            {
                json.WriteNumber(result.Name, Math.Round(result.Milliseconds, 3));
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        terminal.Out.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static string Meaning(string name) => name switch
    {
        LoadReport.ReadName => "the file through one buffer, nothing kept",
        LoadReport.ArrayName => "the file read into an array of its own",
        LoadReport.MappedName => "tensors in the mapped file, every value read once",
        LoadReport.ModelName => "the model of the job, ready to answer",
        _ => "tensors in memory of their own",
    };
}
