using System.Globalization;
using System.Text;
using System.Text.Json;
using Carousel.Jobs;
using Carousel.Jobs.Rivals;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Streaming;

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

    /// <summary>The model, then the baselines; null where nothing was measured.</summary>
    public IReadOnlyList<JobScore>? Scores { get; init; }

    /// <summary>
    /// What the network adds to the simple method inside it, or null where there is none; then the name is left out.
    /// </summary>
    public RivalEffect? Rival { get; init; }

    /// <summary>The model's file, or null.</summary>
    public string? Model { get; init; }

    /// <summary>The report's file, or null.</summary>
    public string? Report { get; init; }

    /// <summary>What a reader has to know of the answers, a sentence each; where there is none the name is left
    /// out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The incidents that were found, or null for a job that finds none; then the name is left out.</summary>
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

    /// <summary>
    /// What was found in the data and decided, or null for a verb that does not describe a fit; then the name is left
    /// out.
    /// </summary>
    public IReadOnlyList<JobFact>? Facts { get; init; }

    /// <summary>What memory the fit takes, or null for a verb that trains nothing; then the name is left out.</summary>
    public MemoryStatement? Memory { get; init; }

    /// <summary>What came of a stream, or null for a verb that streams nothing; then the names are left out.</summary>
    public StreamSummary? Stream { get; init; }

    /// <summary>What was done with a fitted model.</summary>
    /// <param name="task">What the model is for.</param>
    /// <param name="file">The model's file.</param>
    /// <param name="summary">What its training reached.</param>
    /// <param name="data">The file of data, or null.</param>
    /// <param name="threads">How many threads computed.</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="measured">How it did; null where nothing was measured.</param>
    public static JsonLine OfModel(
        string task, string file, FitSummary summary, string? data, int threads, double seconds,
        JobResult? measured = null) => new()
        {
            Task = task,
            Data = data,
            Seed = summary.Seed,
            Threads = threads,
            Seconds = seconds,
            Parameters = summary.Parameters,
            Scores = measured?.Scores,
            Rival = measured?.Rival,
            Notes = measured is null ? [] : NotesOf(measured),
            Incidents = measured?.Incidents,
            Model = file,
        };

    /// <summary>The notes of a result, with what a reader has to know first.</summary>
    /// <param name="measured">The result.</param>
    public static IReadOnlyList<string> NotesOf(JobResult measured) =>
        measured.Headline.Length > 0 ? [measured.Headline, .. measured.Notes] : measured.Notes;

    /// <summary>Writes the line to standard output.</summary>
    public void Write(Terminal terminal)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            bytes,
            new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("task", Task);
            json.WriteString("data", Data);
            WriteNumber(json, "seed", Seed);
            WriteNumber(json, "threads", Threads);
            WriteNumber(json, "seconds", Seconds is { } seconds ? (decimal)Math.Round(seconds, 3) : null);
            WriteNumber(json, "parameters", Parameters);
            json.WriteStartObject("metrics");
            WriteMetrics(json, Scores is { Count: > 0 } ? Scores[0].Metrics : new Dictionary<string, double>());
            json.WriteEndObject();
            json.WriteStartObject("baselines");
            foreach (JobScore baseline in Scores?.Skip(1) ?? [])
            {
                json.WriteStartObject(baseline.Name);
                WriteMetrics(json, baseline.Metrics);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteStartObject("coverage");
            foreach ((double level, double share) in Scores is { Count: > 0 }
                ? Scores[0].Coverage
                : new Dictionary<double, double>())
            {
                WriteValue(json, level.ToString(CultureInfo.InvariantCulture), share);
            }

            json.WriteEndObject();
            WriteRival(json);
            json.WriteString("model", Model);
            json.WriteString("report", Report);
            if (Notes.Count > 0)
            {
                WriteTexts(json, "notes", Notes);
            }

            ResultJson.WriteIncidents(json, Incidents);
            if (Files is { } files)
            {
                WriteTexts(json, "files", files);
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

            json.WriteEndObject();
        }

        terminal.Out.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
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
        json.WriteStartArray("layers");
        foreach (LayerDescription layer in description.Layers)
        {
            json.WriteStartObject();
            json.WriteString("name", layer.Name);
            json.WriteString("kind", layer.Kind);
            json.WriteNumber("parameters", layer.Parameters);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("weight_bytes", description.WeightBytes);
        json.WriteNumber("quantised_parameters", description.QuantisedParameters);
        json.WriteNumber("multiply_adds", description.MultiplyAdds);
        json.WriteNumber("state_bytes", description.StateBytes);
    }

    private void WriteRival(Utf8JsonWriter json)
    {
        if (Rival is { } rival)
        {
            json.WriteStartObject("rival");
            json.WriteString("name", rival.Rival);
            json.WriteBoolean("inside", rival.IsInside);
            json.WriteNumber("share", rival.IsInside ? rival.Alpha : 0);
            WriteValue(json, "change", rival.Change);
            WriteValue(json, "low", rival.Interval.Low);
            WriteValue(json, "high", rival.Interval.High);
            json.WriteEndObject();
        }
    }

    private static void WriteMetrics(Utf8JsonWriter json, IReadOnlyDictionary<string, double> metrics)
    {
        foreach ((string name, double value) in metrics)
        {
            WriteValue(json, name, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
