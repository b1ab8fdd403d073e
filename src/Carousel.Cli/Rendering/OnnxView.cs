using System.Text.Json;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Cli.Rendering;

/// <summary>Shows what an ONNX model takes, gives and is made of.</summary>
internal static class OnnxView
{
    private const int NameWidth = 12;

    /// <summary>Writes the list.</summary>
    public static void Write(Terminal terminal, OnnxModel model)
    {
        terminal.Out.WriteLine(terminal.OutPen.Bold(model.File));
        string producer = model.Producer.Length > 0 ? $", written by {model.Producer}" : "";
        WriteLine(terminal, "format", $"operator set {model.Opset}{producer}");
        WriteLine(terminal, "parameters", Figures.Count(model.Parameters));
        WriteAll(terminal, "inputs", model.Inputs.Select(i => i.ToString()));
        WriteAll(terminal, "outputs", model.Outputs.Select(o => o.ToString()));
        WriteLine(
            terminal, "operators",
            string.Join(
                ", ",
                model.Operators.Select(
                    o => $"{o.Name}{(o.Count > 1 ? $" × {o.Count}" : "")}{(o.Runs ? "" : " (not run by Carousel)")}")));
        WriteAll(terminal, "gates", model.GateRemarks);
    }

    /// <summary>Writes the list as one line of JSON.</summary>
    public static void WriteJson(Terminal terminal, OnnxModel model) => JsonText.WriteObject(terminal, json =>
    {
        json.WriteString("task", "run");
        json.WriteString("model", model.File);
        json.WriteNumber("opset", model.Opset);
        json.WriteNumber("parameters", model.Parameters);
        WritePorts(json, "inputs", model.Inputs);
        WritePorts(json, "outputs", model.Outputs);
        json.WriteStartObject("operators");
        foreach (OnnxOperator one in model.Operators)
        {
            json.WriteNumber(one.Name, one.Count);
        }

        json.WriteEndObject();
        json.WriteStartArray("not_taken");
        foreach (OnnxOperator one in model.Operators.Where(o => !o.Runs))
        {
            json.WriteStringValue(one.Name);
        }

        json.WriteEndArray();
    });

    /// <summary>Writes what a run gave as one line of JSON, without the values.</summary>
    public static void WriteRunJson(
        Terminal terminal, string file, IReadOnlyDictionary<string, OnnxTensor> outputs, int threads,
        double seconds) => JsonText.WriteObject(terminal, json =>
    {
        json.WriteString("task", "run");
        json.WriteString("model", file);
        json.WriteNumber("threads", threads);
        json.WriteNumber("seconds", (decimal)Math.Round(seconds, 3));
        json.WriteStartObject("outputs");
        foreach ((string name, OnnxTensor tensor) in outputs)
        {
            json.WriteString(name, tensor.ToString());
        }

        json.WriteEndObject();
    });

    /// <summary>
    /// Names that can be those of files, no two the same, also where upper and lower case are one: exporters write
    /// slashes and colons.
    /// </summary>
    public static string[] FileNames(IEnumerable<string> names)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. names.Select(name =>
        {
            string plain = FileName(name), free = plain;
            for (int n = 2; !taken.Add(free); n++)
            {
                free = $"{plain}_{n}";
            }

            return free;
        })];
    }

    private static string FileName(string name)
    {
        string plain = string.Concat(name.Select(
            c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '_'));
        return plain.Trim('.').Length == 0 ? "output" : plain;
    }

    private static void WriteAll(Terminal terminal, string name, IEnumerable<string> values)
    {
        string shown = name;
        foreach (string value in values)
        {
            WriteLine(terminal, shown, value);
            shown = "";
        }
    }

    private static void WriteLine(Terminal terminal, string name, string value) =>
        terminal.Out.WriteLine($"  {name.PadRight(NameWidth)}{value}");

    private static void WritePorts(Utf8JsonWriter json, string name, IReadOnlyList<OnnxPort> ports)
    {
        json.WriteStartArray(name);
        foreach (OnnxPort port in ports)
        {
            json.WriteStringValue(port.ToString());
        }

        json.WriteEndArray();
    }
}
