using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Quantisation;
using Carousel.Tasks.Portable;

namespace Carousel.Interchange.Web;

/// <summary>Golden vectors: what some sequences hold, and what Carousel says of them in the same precision. Of a long answer every so many numbers are kept.</summary>
internal sealed class WebGolden(PortableNetwork network, WebPrecision precision, IReadOnlyList<PortableSequence> sequences)
{
    private const int MostNumbers = 64;

    /// <summary>How many numbers of an answer one is kept of; odd, so that it is no divisor of a usual size.</summary>
    private int Every => network.AnswerSize <= MostNumbers ? 1 : (network.AnswerSize / MostNumbers) | 1;

    /// <summary>How many steps there are, rows of the past aside.</summary>
    public int Steps => sequences.Sum(s => s.Input.Length) / network.Input.Values.Count;

    /// <summary>The sequences, and what the box holds when the page opens.</summary>
    public string ToJson(string example)
    {
        var runner = new NetworkRunner(network, precision == WebPrecision.Bytes ? new Int8Arithmetic() : new FloatArithmetic());
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, WebModel.Json))
        {
            json.WriteStartObject();
            json.WriteString("example", example);
            json.WriteNumber("every", Every);
            json.WriteStartArray("sequences");
            foreach (PortableSequence sequence in sequences)
            {
                json.WriteStartObject();
                json.WriteString("input", Base64(sequence.Input));
                json.WriteString("before", Base64(sequence.Before));
                json.WriteString("answers", Base64([.. runner.Run(sequence).Where((_, k) => k % Every == 0)]));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string Base64(float[] values) => Convert.ToBase64String(MemoryMarshal.AsBytes<float>(values));
}
