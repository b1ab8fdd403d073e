using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carousel.Client.Wire;

/// <summary>Steps of one session and their answers as JSON.</summary>
internal static class JsonRows
{
    /// <summary>A request for steps of numbers, each as the shortest text that is read back to the same
    /// bits.</summary>
    /// <param name="from">The number of the first step.</param>
    /// <param name="rows">The rows.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static byte[] Write(long from, IReadOnlyList<ReadOnlyMemory<float>> rows) => Write(from, json =>
    {
        for (int r = 0; r < rows.Count; r++)
        {
            json.WriteStartArray();
            foreach (float value in rows[r].Span)
            {
                if (!float.IsFinite(value))
                {
                    throw new ArgumentException(
                        FormattableString.Invariant($"Row {r + 1} holds {value}; a step takes finite numbers."));
                }

                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
        }
    });

    /// <summary>A request for steps whose rows are JSON.</summary>
    /// <param name="from">The number of the first step.</param>
    /// <param name="rows">The rows.</param>
    public static byte[] Write(long from, IReadOnlyList<JsonNode?> rows) => Write(from, json =>
    {
        foreach (JsonNode? row in rows)
        {
            if (row is null)
            {
                json.WriteNullValue();
            }
            else
            {
                row.WriteTo(json);
            }
        }
    });

    /// <summary>Reads answers of numbers.</summary>
    /// <param name="body">The body of a response.</param>
    /// <exception cref="FormatException">It holds something else.</exception>
    public static (long Next, float[][] Answers) ReadNumbers(ReadOnlySpan<byte> body) => Read(body, element =>
    {
        var answer = new float[element.GetArrayLength()];
        for (int k = 0; k < answer.Length; k++)
        {
            answer[k] = element[k].GetSingle();
        }

        return answer;
    });

    /// <summary>Reads answers of any kind.</summary>
    /// <param name="body">The body of a response.</param>
    /// <exception cref="FormatException">It holds something else.</exception>
    public static (long Next, JsonNode[] Answers) ReadNodes(ReadOnlySpan<byte> body) => Read(
        body, element => JsonNode.Parse(element.GetRawText()) ?? throw new InvalidOperationException("null"));

    private static byte[] Write(long from, Action<Utf8JsonWriter> rows)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("from"u8, from);
            json.WriteStartArray("rows"u8);
            rows(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static (long Next, T[] Answers) Read<T>(ReadOnlySpan<byte> body, Func<JsonElement, T> read) =>
        JsonText.Read(body, root => (
            root.GetProperty("next"u8).GetInt64(),
            root.GetProperty("answers"u8).EnumerateArray().Select(read).ToArray()));
}
