using System.Text.Json;
using Carousel.Cli.Rendering;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Running;
using Carousel.Report;

namespace Carousel.Lab.Rendering;

/// <summary>What <c>carousel-lab --json</c> ends with: one object on one line, unknown numbers null.</summary>
internal static class LaboratoryJson
{
    private const int SecondsDigits = 3;
    private const int Digits = 6;

    /// <summary>Writes what was measured to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="results">What was measured.</param>
    /// <param name="isAll">Whether all experiments were run: then they are written as an array.</param>
    public static void Write(Terminal terminal, IReadOnlyList<ExperimentResult> results, bool isAll) =>
        WriteLine(terminal, json =>
        {
            if (!isAll)
            {
                if (results.Count > 0)
                {
                    Write(json, results[0]);
                }
                else
                {
                    json.WriteStartObject();
                    json.WriteNull("experiment");
                    json.WriteStartArray("rows");
                    json.WriteEndArray();
                    json.WriteEndObject();
                }

                return;
            }

            json.WriteStartObject();
            json.WriteStartArray("experiments");
            foreach (ExperimentResult result in results)
            {
                Write(json, result);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <summary>Writes the list of experiments and claims to standard output, nothing measured.</summary>
    public static void WriteList(
        Terminal terminal, IReadOnlyList<Experiment> experiments, IReadOnlyList<Claim> claims) =>
            WriteLine(terminal, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("experiments");
            foreach (Experiment experiment in experiments)
            {
                json.WriteStartObject();
                json.WriteString("experiment", experiment.Name);
                json.WriteString("title", experiment.Title);
                json.WriteStartArray("rows");
                foreach (ExperimentRow row in experiment.Rows)
                {
                    json.WriteStartObject();
                    json.WriteString("row", row.Name);
                    json.WriteString("method", row.Method);
                    json.WriteNumber("trials", row.PaperTrials);
                    Write(json, "published_mean", row.Published?.MeanSequences);
                    Write(json, "published_success", row.Published?.Success);
                    json.WriteNumber("weights", row.WeightCount);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("claims");
            foreach (Claim claim in claims)
            {
                json.WriteStartObject();
                json.WriteString("claim", claim.Name);
                json.WriteString("statement", claim.Statement);
                json.WriteString("question", claim.Question);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static void Write(Utf8JsonWriter json, ExperimentResult result)
    {
        json.WriteStartObject();
        json.WriteString("experiment", result.Experiment.Name);
        json.WriteStartArray("rows");
        foreach (RowResult row in result.Rows)
        {
            json.WriteStartObject();
            json.WriteString("row", row.Row.Name);
            json.WriteString("method", row.Row.Method);
            json.WriteNumber("trials", row.Trials);
            json.WriteNumber("successes", row.Successes);
            Write(json, "mean_sequences", row.MeanSequences);
            Write(json, "minimum", row.Minimum);
            Write(json, "maximum", row.Maximum);
            Write(json, "published_mean", row.Row.Published?.MeanSequences);
            Write(json, "published_success", row.Row.Published?.Success);
            json.WriteNumber("weights", row.Row.WeightCount);
            json.WriteNumber("seconds", (decimal)Math.Round(row.Seconds, SecondsDigits));
            Write(json, "ratio", row.Ratio);
            json.WriteNumber("budget", row.Budget);
            json.WriteStartObject("figures");
            foreach ((string name, double value) in row.Figures)
            {
                Write(json, name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes a line of JSON to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="write">Writes what is on it.</param>
    public static void WriteLine(Terminal terminal, Action<Utf8JsonWriter> write) =>
        terminal.Out.WriteLine(JsonText.Of(write));

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, Math.Round((decimal)number, Digits));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
