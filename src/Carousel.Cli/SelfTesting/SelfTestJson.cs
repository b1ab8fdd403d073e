using System.Runtime.InteropServices;
using System.Text.Json;
using Carousel.Cli.Rendering;
using Carousel.Kernels;
using Carousel.Report;

namespace Carousel.Cli.SelfTesting;

/// <summary>The end of <c>carousel selftest --json</c>, and the answer of a process in another mode.</summary>
internal static class SelfTestJson
{
    /// <summary>Writes one line to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="reports">One a mode.</param>
    public static void Write(Terminal terminal, IReadOnlyList<ModeReport> reports) =>
        terminal.Out.WriteLine(JsonText.OfObject(json =>
        {
            json.WriteNumber("cases", reports.Sum(r => r.Cases));
            json.WriteNumber("passed", reports.Sum(r => r.Passed));
            json.Objects(
                "failed", reports.SelectMany(r => r.Failures.Select(f => (Mode: r.Mode.Name, f.Vector, f.Reason))),
                failure =>
                {
                    json.WriteString("mode", failure.Mode);
                    json.WriteString("vector", failure.Vector);
                    json.WriteString("reason", failure.Reason);
                });
            WriteMachine(json);
            json.Objects("modes", reports, report =>
            {
                json.WriteString("name", report.Mode.Name);
                json.WriteString("why_not", report.Mode.WhyNot);
                json.WriteString("failure", report.Failure);
                json.Objects("vectors", report.Results, result =>
                {
                    json.WriteString("name", result.Name);
                    json.WriteString("oracle", result.Oracle);
                    json.Number("difference", result.Difference);
                    json.WriteNumber("tolerance", result.Tolerance);
                    json.WriteString("digest", result.Digest);
                    json.WriteString("failure", result.Failure);
                });
            });
        }));

    /// <summary>Reads a mode as <see cref="Write"/> wrote it.</summary>
    /// <param name="json">One of <c>modes</c>.</param>
    public static ModeReport ReadMode(JsonElement json) => new(
        new VectorMode(json.GetProperty("name").GetString()!, null, json.GetProperty("why_not").GetString()),
        [.. json.GetProperty("vectors").EnumerateArray().Select(v => new VectorResult(
            v.GetProperty("name").GetString()!,
            v.GetProperty("oracle").GetString()!,
            v.GetProperty("difference") is { ValueKind: JsonValueKind.Number } difference
                ? difference.GetDouble()
                : null,
            v.GetProperty("tolerance").GetDouble(),
            v.GetProperty("digest").GetString()!,
            v.GetProperty("failure").GetString()))],
        json.GetProperty("failure").GetString());

    private static void WriteMachine(Utf8JsonWriter json)
    {
        json.WriteStartObject("machine");
        json.WriteString("cpu", Processor.Name);
        json.WriteNumber("processors", Environment.ProcessorCount);
        json.WriteNumber("vector_bits", VectorHardware.Bits);
        json.WriteBoolean("fused_multiply_add", VectorHardware.FusesMultiplyAdd);
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        json.WriteString("system", RuntimeInformation.RuntimeIdentifier);
        json.WriteEndObject();
    }
}
