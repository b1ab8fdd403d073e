using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Carousel.Interchange.Networks;
using Carousel.Tasks.Portable;

namespace Carousel.Interchange.Web;

/// <summary>A network as the object that the engine opens.</summary>
internal static class WebModel
{
    private const int Version = 1;

    /// <summary>Letters of all scripts as they are; what could end a script element is escaped.</summary>
    public static JsonWriterOptions Json { get; } = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The object.</summary>
    /// <param name="network">The network.</param>
    /// <param name="precision">In what numbers it computes.</param>
    /// <param name="title">What it is called.</param>
    /// <param name="weights">Takes the weights.</param>
    public static string ToJson(PortableNetwork network, WebPrecision precision, string title, WebWeights weights)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Json))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("task", network.Task);
            json.WriteString("title", title);
            json.WriteString("sentence", network.Sentence);
            json.WriteString("precision", WebExport.NameOf(precision));
            json.WriteNumber("parameters", network.WeightCount);
            WriteTable(json, network.Table);
            WriteInput(json, "input", network.Input);
            if (network.InputBefore is { } before)
            {
                WriteInput(json, "inputBefore", before);
            }

            WriteAnswer(json, network.Answer);
            json.WriteStartArray("members");
            foreach (NetworkMember member in network.Members)
            {
                json.WriteStartObject();
                WriteStages(json, "before", member.Before, weights);
                WriteStages(json, "stages", member.Stages, weights);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("weights", weights.Base64);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>A name of an enumeration as the page writes it, such as <c>signed-logarithm</c>.</summary>
    private static string Word(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static void WriteTable(Utf8JsonWriter json, PortableTable? table)
    {
        if (table is null)
        {
            return;
        }

        json.WriteStartObject("table");
        json.WriteString("time", table.Time);
        json.WriteString("frequency", table.Frequency);
        json.WriteNumber("lookback", table.Lookback);
        json.WriteNumber("horizon", table.Horizon);
        json.WriteNumber("piece", table.Piece);
        json.WriteNumber("levelRows", table.LevelRows);
        json.WriteEndObject();
    }

    private static void WriteInput(Utf8JsonWriter json, string name, PortableInput input)
    {
        json.WriteStartObject(name);
        WriteValues(json, input.Values);
        json.WriteString("units", Word(input.Units));
        json.WriteNumber("start", input.Start);
        json.WriteStartArray("symbols");
        foreach (string symbol in input.Symbols)
        {
            json.WriteStringValue(symbol);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, IReadOnlyList<PortableValue> values)
    {
        json.WriteStartArray("values");
        foreach (PortableValue value in values)
        {
            json.WriteStartObject();
            json.WriteString("name", value.Name);
            if (value.Scaling != PortableScaling.Linear)
            {
                json.WriteString("scaling", Word(value.Scaling));
            }

            if (value.Offset != 0 || value.Scale != 1)
            {
                json.WriteNumber("offset", value.Offset);
                json.WriteNumber("scale", value.Scale);
            }

            if (value.Level >= 0)
            {
                json.WriteNumber("level", value.Level);
            }

            WriteSource(json, value.Source);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSource(Utf8JsonWriter json, PortableSource? source)
    {
        if (source is null)
        {
            return;
        }

        json.WriteStartObject("source");
        json.WriteString("kind", Word(source.Kind));
        json.WriteString("column", source.Column);
        json.WriteNumber("back", source.Back);
        json.WriteString("whole", source.Whole);
        json.WriteNumber("rows", source.Rows);
        json.WriteNumber("harmonic", source.Harmonic);
        json.WriteEndObject();
    }

    private static void WriteAnswer(Utf8JsonWriter json, PortableAnswer answer)
    {
        json.WriteStartObject("answer");
        json.WriteString("function", Word(answer.Function));
        json.WriteNumber("temperature", answer.Temperature);
        WriteValues(json, answer.Values);
        if (answer.Quantiles is { } quantiles)
        {
            json.WriteStartObject("quantiles");
            json.WriteNumber("count", quantiles.Count);
            json.WriteNumber("median", quantiles.Median);
            json.WriteStartArray("offsets");
            foreach (double offset in quantiles.Offsets)
            {
                json.WriteNumberValue((float)offset);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteStages(Utf8JsonWriter json, string name, IReadOnlyList<Stage> stages, WebWeights weights)
    {
        json.WriteStartArray(name);
        foreach (Stage stage in stages)
        {
            json.WriteStartObject();
            json.WriteString("name", stage.Name);
            json.WriteString("kind", stage.GetType().Name[..^"Stage".Length].ToLowerInvariant());
            json.WriteNumber("inputs", stage.InputSize);
            json.WriteNumber("outputs", stage.OutputSize);
            json.WriteBoolean("joins", stage.JoinsInput);
            if (stage is DenseStage dense)
            {
                json.WriteString("activation", Word(dense.Activation));
            }
            else if (stage is PoolingStage pooling)
            {
                json.WriteString("how", Word(pooling.Kind));
            }

            weights.Write(json, stage);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
