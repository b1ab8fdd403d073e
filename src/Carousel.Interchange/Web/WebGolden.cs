using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Quantization;
using Carousel.Networks;

namespace Carousel.Interchange.Web;

/// <summary>
/// Golden vectors: the inputs of some sequences, and the answers of Carousel in the same precision. A long answer is
/// thinned: only every k-th number is kept.
/// </summary>
internal sealed class WebGolden
{
    private const int MostOfAnswer = 64;

    // Of the past, and of the steps with their answers: four sequences stay below 52 kB of text.
    private const int MostNumbers = 1200;

    private readonly PortableNetwork _network;
    private readonly WebPrecision _precision;
    private readonly IReadOnlyList<PortableSequence> _sequences;

    /// <summary>Golden vectors of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="precision">The numbers in which the page computes.</param>
    /// <param name="sequences">The input sequences; cut to the room that a page has.</param>
    public WebGolden(PortableNetwork network, WebPrecision precision, IReadOnlyList<PortableSequence> sequences)
    {
        (_network, _precision) = (network, precision);
        _sequences = [.. sequences.Select(Cut)];
    }

    /// <summary>The k of which one number of an answer is kept; odd, so that it does not divide a usual size.</summary>
    private int Every => _network.AnswerSize <= MostOfAnswer ? 1 : ((_network.AnswerSize / MostOfAnswer) + 1) | 1;

    /// <summary>How many steps there are, rows of the past aside.</summary>
    public int Steps => _sequences.Sum(s => s.Input.Length) / _network.Input.Values.Count;

    /// <summary>The sequences, and the content of the input box when the page opens.</summary>
    public string ToJson(string example)
    {
        var runner = new NetworkRunner(
            _network, _precision == WebPrecision.Bytes ? new Int8Arithmetic() : new FloatArithmetic());
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, WebModel.Json))
        {
            json.WriteStartObject();
            json.WriteString("example", example);
            json.WriteNumber("every", Every);
            json.WriteStartArray("sequences");
            foreach (PortableSequence sequence in _sequences)
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

    /// <summary>The last rows of the past, and the first steps.</summary>
    private PortableSequence Cut(PortableSequence sequence)
    {
        int inputs = _network.Input.Values.Count, past = _network.InputBefore?.Values.Count ?? 1;
        int steps = Math.Max(2, MostNumbers / (inputs + (_network.AnswerSize / Every))),
            rows = Math.Max(2, MostNumbers / past);
        return new PortableSequence(sequence.Input[..Math.Min(sequence.Input.Length, steps * inputs)])
        {
            Before = sequence.Before[Math.Max(0, sequence.Before.Length - (rows * past))..],
        };
    }

    private static string Base64(float[] values) => Convert.ToBase64String(MemoryMarshal.AsBytes<float>(values));
}
