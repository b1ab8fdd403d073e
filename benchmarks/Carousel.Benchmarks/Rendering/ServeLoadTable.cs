using System.Text.Json;
using Carousel.Benchmarks.Serving;
using Carousel.Cli.Rendering;
using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Benchmarks.Rendering;

/// <summary>What <c>carousel-benchmark serve</c> measured: a line for each door.</summary>
internal static class ServeLoadTable
{
    private static readonly (string Title, string Key, double Percent)[] _latencies =
    [
        ("p50 ms", "p50", 50), ("p90", "p90", 90), ("p99", "p99", 99), ("p99.9", "p99_9", 99.9),
    ];

    /// <summary>Writes the figures to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="report">The figures.</param>
    public static void Write(Terminal terminal, ServeLoadReport report)
    {
        string[] titles =
        [
            "requests/s", "steps/s", .. _latencies.Select(l => l.Title), "max", "late p99", "failed", "unsent",
            "CPU s", "own",
        ];
        TextGrid.Write(
            terminal,
            [new TextGrid.Column("door", IsText: true), .. titles.Select(t => new TextGrid.Column(t))],
            [.. report.Results.Select(r => CellsOf(r).Select(c => new TextGrid.Cell(c)).ToArray())],
            gap: 2);
        string rate = report.RateAsked is { } asked
            ? $"{FigureText.Number(asked)} requests a second asked for"
            : "as fast as answers come";
        string model = report.Model is { } name ? $"; {FigureText.Count(report.Sessions)} sessions of {name}" : "";
        terminal.Out.WriteLine($"  {rate}{model}");
        if (report.Ratio is { } ratio)
        {
            terminal.Out.WriteLine(
                $"  {ServeLoad.Word(report.Results[0].Door)} reaches {FigureText.Number(ratio)} × the requests a "
                + "second of an empty endpoint");
        }
    }

    /// <summary>Writes one line of JSON to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="report">The figures.</param>
    public static void WriteJson(Terminal terminal, ServeLoadReport report) =>
        terminal.Out.WriteLine(JsonText.OfObject(json =>
        {
            json.WriteString("model", report.Model);
            json.WriteNumber("sessions", report.Sessions);
            json.Number("rate_asked", Rounded(report.RateAsked));
            json.Number("ratio", Rounded(report.Ratio));
            json.Objects("results", report.Results, result => Write(json, result));
        }));

    private static void Write(Utf8JsonWriter json, ServeLoadResult result)
    {
        LoadTally tally = result.Tally;
        json.WriteString("door", ServeLoad.Word(result.Door));
        json.WriteNumber("connections", result.Connections);
        json.Number("seconds", Rounded(tally.Seconds));
        json.WriteNumber("requests", tally.Requests);
        json.WriteNumber("steps", tally.Steps);
        json.Number("requests_per_second", Rounded(tally.Rate));
        json.Number("steps_per_second", Rounded(tally.StepRate));
        json.Numbers(
            "latency_ms",
            [
                .. _latencies.Select(
                    l => KeyValuePair.Create(l.Key, Math.Round(tally.Latency.Percentile(l.Percent), 4))),
                KeyValuePair.Create("max", Math.Round(tally.Latency.Most, 4)),
            ]);
        json.Number("lateness_p99_ms", Rounded(tally.Lateness.Percentile(99)));
        json.WriteNumber("failed", tally.Failed);
        json.WriteNumber("unsent", tally.Unsent);
        json.Number("server_cpu_seconds", Rounded(tally.ServerCpuSeconds));
        json.Number("generator_cpu_seconds", Rounded(tally.OwnCpuSeconds));
    }

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 4) : null;

    private static string Count(double rate) => FigureText.Count((long)Math.Round(rate));

    private static string Milliseconds(double time) =>
        double.IsFinite(time) ? FigureText.Number(time, 2) : FigureText.Unknown;

    private static string[] CellsOf(ServeLoadResult result)
    {
        LoadTally tally = result.Tally;
        return
        [
            $"{ServeLoad.Word(result.Door)} × {result.Connections}", Count(tally.Rate),
            tally.Steps > 0 ? Count(tally.StepRate) : FigureText.Unknown,
            .. _latencies.Select(l => Milliseconds(tally.Latency.Percentile(l.Percent))),
            Milliseconds(tally.Latency.Most), Milliseconds(tally.Lateness.Percentile(99)),
            FigureText.Count(tally.Failed), FigureText.Count(tally.Unsent),
            tally.ServerCpuSeconds is { } cpu ? FigureText.Number(cpu, 2) : FigureText.Unknown,
            FigureText.Number(tally.OwnCpuSeconds, 2),
        ];
    }
}
