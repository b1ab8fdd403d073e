using System.Text;
using System.Text.Json;
using Carousel.Benchmarks.Serving;
using Carousel.Cli.Rendering;

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
            ? $"{Figures.Number(asked)} requests a second asked for"
            : "as fast as answers come";
        string model = report.Model is { } name ? $"; {Figures.Count(report.Sessions)} sessions of {name}" : "";
        terminal.Out.WriteLine($"  {rate}{model}");
        if (report.Ratio is { } ratio)
        {
            terminal.Out.WriteLine(
                $"  {ServeLoad.Word(report.Results[0].Door)} reaches {Figures.Number(ratio)} × the requests a second "
                + "of an empty endpoint");
        }
    }

    /// <summary>Writes one line of JSON to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="report">The figures.</param>
    public static void WriteJson(Terminal terminal, ServeLoadReport report)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("model", report.Model);
            json.WriteNumber("sessions", report.Sessions);
            Write(json, "rate_asked", report.RateAsked);
            Write(json, "ratio", report.Ratio);
            json.WriteStartArray("results");
            foreach (ServeLoadResult result in report.Results)
            {
                Write(json, result);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        terminal.Out.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static void Write(Utf8JsonWriter json, ServeLoadResult result)
    {
        LoadTally tally = result.Tally;
        json.WriteStartObject();
        json.WriteString("door", ServeLoad.Word(result.Door));
        json.WriteNumber("connections", result.Connections);
        Write(json, "seconds", tally.Seconds);
        json.WriteNumber("requests", tally.Requests);
        json.WriteNumber("steps", tally.Steps);
        Write(json, "requests_per_second", tally.Rate);
        Write(json, "steps_per_second", tally.StepRate);
        json.WriteStartObject("latency_ms");
        foreach ((_, string key, double percent) in _latencies)
        {
            Write(json, key, tally.Latency.Percentile(percent));
        }

        Write(json, "max", tally.Latency.Most);
        json.WriteEndObject();
        Write(json, "lateness_p99_ms", tally.Lateness.Percentile(99));
        json.WriteNumber("failed", tally.Failed);
        json.WriteNumber("unsent", tally.Unsent);
        Write(json, "server_cpu_seconds", tally.ServerCpuSeconds);
        Write(json, "generator_cpu_seconds", tally.OwnCpuSeconds);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, Math.Round(number, 4));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Count(double rate) => Figures.Count((long)Math.Round(rate));

    private static string Milliseconds(double time) =>
        double.IsFinite(time) ? Figures.Number(time, 2) : Figures.Unknown;

    private static string[] CellsOf(ServeLoadResult result)
    {
        LoadTally tally = result.Tally;
        return
        [
            $"{ServeLoad.Word(result.Door)} × {result.Connections}", Count(tally.Rate),
            tally.Steps > 0 ? Count(tally.StepRate) : Figures.Unknown,
            .. _latencies.Select(l => Milliseconds(tally.Latency.Percentile(l.Percent))),
            Milliseconds(tally.Latency.Most), Milliseconds(tally.Lateness.Percentile(99)),
            Figures.Count(tally.Failed), Figures.Count(tally.Unsent),
            tally.ServerCpuSeconds is { } cpu ? Figures.Number(cpu, 2) : Figures.Unknown,
            Figures.Number(tally.OwnCpuSeconds, 2),
        ];
    }
}
