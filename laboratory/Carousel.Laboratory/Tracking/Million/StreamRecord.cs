using System.Buffers;
using System.Text.Json;

namespace Carousel.Laboratory.Tracking.Million;

/// <summary>What came of long streams, as JSON.</summary>
internal static class StreamRecord
{
    private static readonly JsonWriterOptions _options = new() { Indented = true, NewLine = "\n" };

    /// <summary>The bytes of a file of results.</summary>
    /// <param name="results">What came of trials.</param>
    public static byte[] BytesOf(IReadOnlyList<StreamResult> results)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _options))
        {
            Write(json, results);
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>Writes results as an object of one array.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="results">What came of trials.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<StreamResult> results)
    {
        json.WriteStartObject();
        json.WriteStartArray("streams");
        foreach (StreamResult result in results)
        {
            json.WriteStartObject();
            json.WriteString("task", result.Task);
            json.WriteString("network", result.Network);
            json.WriteNumber("seed", result.Seed);
            json.WriteNumber("symbols", result.Symbols);
            json.WriteNumber("right", result.Right);
            if (result.FirstWrong is { } first)
            {
                json.WriteNumber("first_wrong", first);
            }
            else
            {
                json.WriteNull("first_wrong");
            }

            json.WriteNumber("allocated_bytes", result.AllocatedBytes);
            json.WriteNumber("training_batches", result.Training.Batches);
            json.WriteBoolean("time_over", result.Training.IsTimeOver);
            json.WriteNumber("training_seconds", Math.Round(result.Training.Seconds, 1));
            json.WriteStartArray("decades");
            foreach (StreamDecade decade in result.Decades)
            {
                json.WriteStartObject();
                json.WriteNumber("until", decade.Until);
                json.WriteNumber("right", decade.Right);
                json.WriteNumber("microseconds", Math.Round(decade.Microseconds, 3));
                json.WriteNumber("bytes", decade.Bytes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
