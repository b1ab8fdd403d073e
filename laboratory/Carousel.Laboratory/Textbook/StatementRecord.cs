using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Carousel.Jobs.Measuring;

namespace Carousel.Laboratory.Textbook;

/// <summary>What came of a statement as JSON: the effects of each seed, from which the verdict follows.</summary>
internal static class StatementRecord
{
    private static readonly JsonWriterOptions _options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of a file that keeps it.</summary>
    /// <param name="result">What came of a statement.</param>
    /// <returns>The text, ending with a line break.</returns>
    public static string TextOf(StatementResult result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _options))
        {
            Write(json, result);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>Writes the object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="result">What came of a statement.</param>
    public static void Write(Utf8JsonWriter json, StatementResult result)
    {
        json.WriteStartObject();
        json.WriteNumber("number", result.Statement.Number);
        json.WriteString("command", result.Command);
        json.WriteNumber("first_seed", result.FirstSeed);
        json.WriteString("verdict", result.Said);
        json.WriteStartObject("effects");
        foreach (StatementComparison comparison in result.Statement.Comparisons)
        {
            json.WriteStartArray(comparison.Name);
            foreach (double effect in result.Effects[comparison.Name])
            {
                FindingJson.WriteNumber(json, effect);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        if (result.Beside.Count > 0)
        {
            json.WriteStartObject("beside");
            foreach ((string name, double mean) in result.Beside)
            {
                json.WritePropertyName(name);
                FindingJson.WriteNumber(json, mean);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
