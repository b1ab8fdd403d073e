using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Carousel.Interchange.Networks;

namespace Carousel.Interchange.Web;

/// <summary>A network as the object that the engine opens.</summary>
internal static class WebModel
{
    private const int Version = 1;

    /// <summary>Letters of all scripts are not escaped; text that could end a script element is escaped.</summary>
    public static JsonWriterOptions Json { get; } = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The object.</summary>
    /// <param name="network">The network.</param>
    /// <param name="precision">The numbers in which it computes.</param>
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
            PortableJson.Write(json, network);
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

    private static void WriteStages(Utf8JsonWriter json, string name, IReadOnlyList<Stage> stages, WebWeights weights)
    {
        json.WriteStartArray(name);
        foreach (Stage stage in stages)
        {
            json.WriteStartObject();
            json.WriteString("name", stage.Name);
            json.WriteString(
                "kind",
                stage is RecurrentStage recurrent
                    ? PortableCell.WordOf(recurrent)
                    : stage.GetType().Name[..^"Stage".Length].ToLowerInvariant());
            json.WriteNumber("inputs", stage.InputSize);
            json.WriteNumber("outputs", stage.OutputSize);
            json.WriteBoolean("joins", stage.JoinsInput);
            if (stage is DenseStage dense)
            {
                json.WriteString("activation", PortableJson.Word(dense.Activation));
            }
            else if (stage is PoolingStage pooling)
            {
                json.WriteString("how", PortableJson.Word(pooling.Kind));
            }

            weights.Write(json, stage);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
