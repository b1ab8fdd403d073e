using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Carousel.Cli.Rendering;
using Carousel.Kernels.Primitives;

namespace Carousel.Cli.SelfTesting;

/// <summary>What <c>carousel selftest --json</c> ends with, and what a process in another mode answers.</summary>
internal static class SelfTestJson
{
    /// <summary>Writes one line to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="reports">One a mode.</param>
    public static void Write(Terminal terminal, IReadOnlyList<ModeReport> reports)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("cases", reports.Sum(r => r.Cases));
            json.WriteNumber("passed", reports.Sum(r => r.Passed));
            json.WriteStartArray("failed");
            foreach (ModeReport report in reports)
            {
                foreach ((string vector, string reason) in report.Failures)
                {
                    json.WriteStartObject();
                    json.WriteString("mode", report.Mode.Name);
                    json.WriteString("vector", vector);
                    json.WriteString("reason", reason);
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
            WriteMachine(json);
            json.WriteStartArray("modes");
            foreach (ModeReport report in reports)
            {
                WriteMode(json, report);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        terminal.Out.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }

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

    private static void WriteMode(Utf8JsonWriter json, ModeReport report)
    {
        json.WriteStartObject();
        json.WriteString("name", report.Mode.Name);
        json.WriteString("why_not", report.Mode.WhyNot);
        json.WriteString("failure", report.Failure);
        json.WriteStartArray("vectors");
        foreach (VectorResult result in report.Results)
        {
            json.WriteStartObject();
            json.WriteString("name", result.Name);
            json.WriteString("oracle", result.Oracle);
            if (result.Difference is { } difference && double.IsFinite(difference))
            {
                json.WriteNumber("difference", difference);
            }
            else
            {
                json.WriteNull("difference");
            }

            json.WriteNumber("tolerance", result.Tolerance);
            json.WriteString("digest", result.Digest);
            json.WriteString("failure", result.Failure);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
