using System.Globalization;
using System.Text;
using Carousel.Testing;

namespace Carousel.Cli.Tests.SelfTesting;

/// <summary>A vector on its way into the file: what is given and what an oracle said, without the bits.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Oracle">Who said what comes out.</param>
/// <param name="Kind">What is run.</param>
/// <param name="Layer">The layer as JSON, or null.</param>
/// <param name="Lengths">Steps of each sequence.</param>
internal sealed record VectorDraft(string Name, string Oracle, string Kind, string? Layer, int[] Lengths)
{
    public bool EightBits { get; init; }

    public double Tolerance { get; init; } = Near.Parity;

    public Dictionary<string, double[]> Parameters { get; init; } = [];

    public Dictionary<string, double[]> Given { get; init; } = [];

    public Dictionary<string, double[]> Expected { get; init; } = [];

    /// <summary>The vector as JSON, one line per part.</summary>
    public string ToJson(string digest)
    {
        var json = new StringBuilder();
        json.Append(
            CultureInfo.InvariantCulture, $"{{\"name\":\"{Name}\",\"oracle\":\"{Oracle}\",\"kind\":\"{Kind}\",");
        if (Layer is not null)
        {
            json.Append(CultureInfo.InvariantCulture, $"\"layer\":{Layer},");
        }

        json.Append(
            CultureInfo.InvariantCulture,
            $"\"lengths\":[{string.Join(',', Lengths)}],\"eight_bits\":{(EightBits ? "true" : "false")},");
        json.Append(CultureInfo.InvariantCulture, $"\"tolerance\":{Tolerance:R},\"digest\":\"{digest}\",\n");
        return json.Append(
            $"\"parameters\":{Tensors(Parameters)},\n\"given\":{Tensors(Given)},\n\"expected\":{Tensors(Expected)}}}")
                .ToString();
    }

    private static string Tensors(Dictionary<string, double[]> tensors) =>
        $"{{{string.Join(",\n", tensors.Select(t => $"\"{t.Key}\":[{string.Join(',', t.Value.Select(Number))}]"))}}}";

    // Digits enough that single precision reads back what was written.
    private static string Number(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture);
}
