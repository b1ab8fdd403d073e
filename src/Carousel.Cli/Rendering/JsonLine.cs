using System.Text.Json;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Streaming;
using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>
/// What <c>--json</c> ends with: one object on one line, the same names for every verb, unknown numbers null.
/// </summary>
internal sealed record JsonLine
{
    /// <summary>What was done, such as <c>forecast</c>.</summary>
    public required string Task { get; init; }

    /// <summary>The file of data, or null.</summary>
    public string? Data { get; init; }

    public ulong? Seed { get; init; }

    public int? Threads { get; init; }

    public double? Seconds { get; init; }

    public long? Parameters { get; init; }

    /// <summary>What was measured: all that the terminal shows of it; null where nothing was.</summary>
    public JobResult? Measured { get; init; }

    /// <summary>The model's file, or null.</summary>
    public string? Model { get; init; }

    /// <summary>The report's file, or null.</summary>
    public string? Report { get; init; }

    /// <summary>The sentence below answers that were not measured; empty for none, then the name is left out.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>Notes on answers that were not measured, a sentence each; where there is none the name is left
    /// out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The incidents of answers, or null for a job that finds none; then the name is left out.</summary>
    public IReadOnlyList<JobIncident>? Incidents { get; init; }

    /// <summary>
    /// The files that were written beside a model and a report, or null for a verb that writes none; then the name is
    /// left out.
    /// </summary>
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary>
    /// What the model is made of and costs, or null for a verb that does not describe it; then the names are left out.
    /// </summary>
    public ModelDescription? Description { get; init; }

    /// <summary>What was found in the data and decided, or null for a verb that uses a model; then the name is left
    /// out.</summary>
    public IReadOnlyList<JobFact>? Facts { get; init; }

    /// <summary>What memory the fit takes, or null for a verb that trains nothing; then the name is left out.</summary>
    public MemoryStatement? Memory { get; init; }

    /// <summary>What came of a stream, or null for a verb that streams nothing; then the names are left out.</summary>
    public StreamSummary? Stream { get; init; }

    /// <summary>Writes the line to standard output.</summary>
    public void Write(Terminal terminal) => terminal.Out.WriteLine(JsonText.OfObject(Write));

    private void Write(Utf8JsonWriter json)
    {
        json.WriteString("task", Task);
        json.WriteString("data", Data);
        if (Seed is { } seed)
        {
            json.WriteNumber("seed", seed);
        }
        else
        {
            json.WriteNull("seed");
        }

        json.Number("threads", Threads);
        json.Number("seconds", Seconds is { } seconds ? Math.Round(seconds, 3) : null);
        json.Number("parameters", Parameters);
        IReadOnlyList<JobScore> scores = Measured?.Scores ?? [];
        json.Numbers("metrics", scores is [{ } own, ..] ? own.Metrics : []);
        json.WriteStartObject("baselines");
        foreach (JobScore other in scores.Skip(1))
        {
            json.Numbers(other.Name, other.Metrics);
        }

        json.WriteEndObject();
        ResultJson.WriteCoverage(json, scores is [{ } first, ..] ? first.Coverage : []);
        ResultJson.WriteBaseline(
            json, Measured?.Baseline, Measured?.Baseline is { IsInside: true } inside ? inside.Alpha : 0);
        json.WriteString("model", Model);
        json.WriteString("report", Report);
        if (Measured is { } measured)
        {
            ResultJson.WriteTexts(json, measured);
        }

        if (Sentence.Length > 0)
        {
            json.WriteString("sentence", Sentence);
        }

        if (Notes.Count > 0)
        {
            json.Texts("notes", Notes);
        }

        ResultJson.WriteIncidents(json, Incidents ?? Measured?.Incidents);
        if (Files is { } files)
        {
            json.Texts("files", files);
        }

        if (Description is { } description)
        {
            WriteDescription(json, description);
        }

        if (Memory is { } memory)
        {
            WriteMemory(json, memory);
        }

        if (Facts is { } facts)
        {
            ResultJson.WriteFacts(json, facts);
        }

        if (Stream is { } stream)
        {
            json.WriteNumber("lines", stream.Lines);
            json.WriteNumber("answers", stream.Answers);
            json.WriteNumber("learned", stream.Learned);
        }
    }

    private static void WriteMemory(Utf8JsonWriter json, MemoryStatement memory)
    {
        json.WriteStartObject("memory");
        json.WriteNumber("peak_bytes", memory.Peak);
        json.WriteNumber("data_bytes", memory.RuntimeAndData);
        json.WriteNumber("parameter_bytes", memory.Parameters + memory.Training.Held);
        json.WriteNumber("tensor_bytes", memory.Training.Tensors);
        json.WriteNumber("panel_bytes", memory.Training.Panels);
        json.WriteNumber("scratch_bytes", memory.Training.Scratch);
        json.WriteEndObject();
    }

    private static void WriteDescription(Utf8JsonWriter json, ModelDescription description)
    {
        json.WriteNumber("networks", description.Networks);
        json.Objects("layers", description.Layers, layer =>
        {
            json.WriteString("name", layer.Name);
            json.WriteString("kind", layer.Kind);
            json.WriteNumber("parameters", layer.Parameters);
        });
        json.WriteNumber("weight_bytes", description.WeightBytes);
        json.WriteNumber("quantised_parameters", description.QuantizedParameters);
        json.WriteNumber("multiply_adds", description.MultiplyAdds);
        json.WriteNumber("state_bytes", description.StateBytes);
    }
}
