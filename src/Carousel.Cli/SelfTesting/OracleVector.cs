using System.Text.Json;

namespace Carousel.Cli.SelfTesting;

/// <summary>A stored vector: what is given to an operation, and what an oracle says comes out.</summary>
/// <param name="Name">Unique, in words.</param>
/// <param name="Oracle">Who says what comes out: <c>double-precision twin</c>, <c>PyTorch</c>, <c>ONNX operator
/// case</c>, or <c>equal bits</c>, which says none.</param>
/// <param name="Kind">What is run: <c>layer</c>, <c>softmax</c>, <c>cross entropy</c>, <c>ctc</c>, <c>crf</c> or
/// <c>training</c>.</param>
/// <param name="Layer">The layer of kind <c>layer</c>, see <see cref="OracleLayers"/>.</param>
/// <param name="Lengths">Steps of each sequence.</param>
/// <param name="EightBits">The weights are put into 8 bits before the run, which is then only of inference.</param>
/// <param name="Tolerance">The largest difference, as a share of the tensor's largest value.</param>
/// <param name="Parameters">Values of the layer's parameters by their names.</param>
/// <param name="Given">Tensors that are given; those with steps hold one sequence after the other.</param>
/// <param name="Expected">Tensors that the oracle says come out, of the same layout.</param>
/// <param name="Digest">Of the bits that came out where the vectors were written, see <see cref="BitDigest"/>.</param>
internal sealed record OracleVector(
    string Name,
    string Oracle,
    string Kind,
    JsonElement Layer,
    int[] Lengths,
    bool EightBits,
    double Tolerance,
    IReadOnlyDictionary<string, float[]> Parameters,
    IReadOnlyDictionary<string, float[]> Given,
    IReadOnlyDictionary<string, float[]> Expected,
    string Digest)
{
    private const string Resource = "self-test-vectors.json";

    /// <summary>Reads the vectors that the command carries.</summary>
    public static IReadOnlyList<OracleVector> ReadAll()
    {
        using Stream stream = typeof(OracleVector).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The command carries no {Resource}.");
        return Read(stream);
    }

    /// <summary>Reads vectors.</summary>
    /// <param name="stream">A JSON list of them.</param>
    public static IReadOnlyList<OracleVector> Read(Stream stream)
    {
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(element => Of(element.Clone()))];
    }

    private static OracleVector Of(JsonElement json) => new(
        json.GetProperty("name").GetString()!,
        json.GetProperty("oracle").GetString()!,
        json.GetProperty("kind").GetString()!,
        json.TryGetProperty("layer", out JsonElement layer) ? layer : default,
        [.. json.GetProperty("lengths").EnumerateArray().Select(length => length.GetInt32())],
        json.GetProperty("eight_bits").GetBoolean(),
        json.GetProperty("tolerance").GetDouble(),
        Tensors(json, "parameters"),
        Tensors(json, "given"),
        Tensors(json, "expected"),
        json.GetProperty("digest").GetString()!);

    private static Dictionary<string, float[]> Tensors(JsonElement json, string part) =>
        json.GetProperty(part).EnumerateObject().ToDictionary(
        tensor => tensor.Name, tensor => tensor.Value.EnumerateArray().Select(value => value.GetSingle()).ToArray());
}
