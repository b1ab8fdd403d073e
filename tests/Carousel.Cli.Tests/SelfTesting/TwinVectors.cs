using System.Text.Json;
using Carousel.Autograd;
using Carousel.Cli.SelfTesting;
using Carousel.Layers;
using Carousel.Reference.Recurrent;

namespace Carousel.Cli.Tests.SelfTesting;

/// <summary>Vectors whose oracle is a double-precision twin.</summary>
internal static class TwinVectors
{
    public const string Oracle = "double-precision twin";

    private const int I = 3;
    private const int H = 5;

    private static readonly int[] _lengths = [3, 6, 1, 4];

    public static IEnumerable<VectorDraft> All()
    {
        string lstm = $"\"kind\":\"lstm\",\"inputs\":{I},\"hidden\":{H}",
            gru = $"\"kind\":\"gru\",\"inputs\":{I},\"hidden\":{H}",
            elman = $"\"kind\":\"elman\",\"inputs\":{I},\"hidden\":{H}";
        yield return Recurrent("LSTM", lstm, p => new CellTwin(CellReference.Lstm, p, H));
        yield return Recurrent(
            "LSTM with peepholes", lstm + ",\"peepholes\":true", p => new LstmTwin(p, I, H, H));
        yield return Recurrent("LSTM with projection", lstm + ",\"projection\":2", p => new LstmTwin(p, I, H, 2));
        yield return Recurrent(
            "LSTM in reverse", lstm + ",\"reverse\":true", p => new CellTwin(CellReference.Lstm, p, H, reverse: true));
        yield return Recurrent(
            "GRU, reset after", gru + ",\"reset_after\":true", p => new CellTwin(CellReference.Gru, p, H));
        yield return Recurrent("GRU, reset before", gru, p => new CellTwin(CellReference.Gru, p, H));
        yield return Recurrent("Elman network", elman, p => new CellTwin(CellReference.Elman, p, H));
        yield return Recurrent(
            "LSTM in both directions",
            $"\"kind\":\"bidirectional\",\"forward\":{{{lstm}}},\"reverse\":{{{lstm},\"reverse\":true}}",
            p =>
                new BidirectionalTwin(
                    new CellTwin(CellReference.Lstm, p, H, prefix: "forward."),
                    new CellTwin(CellReference.Lstm, p, H, true, "reverse."), H));
        yield return Recurrent(
            "GRU in both directions",
            $"\"kind\":\"bidirectional\",\"forward\":{{{gru}}},\"reverse\":{{{gru},\"reverse\":true}}",
            p =>
                new BidirectionalTwin(
                    new CellTwin(CellReference.Gru, p, H, prefix: "forward."),
                    new CellTwin(CellReference.Gru, p, H, true, "reverse."), H));
        yield return Plain("dense", "\"kind\":\"dense\",\"inputs\":7,\"outputs\":5", p => new DenseTwin(p, 7));
        yield return Plain(
            "embedding", "\"kind\":\"embedding\",\"vocabulary\":9,\"outputs\":4", p => new EmbeddingTwin(p, 4),
            symbols: 9);
        yield return Plain("layer normalisation", "\"kind\":\"layer norm\",\"inputs\":9", p => new LayerNormTwin(p));
        yield return Plain(
            "convolution", "\"kind\":\"convolution\",\"inputs\":3,\"outputs\":4,\"kernel\":3,\"dilation\":2",
            p => new ConvolutionTwin(p, 3, 3, 2));
        yield return Softmax();
        yield return EightBits("LSTM in 8 bits", lstm, "lstm");
        yield return EightBits("GRU in 8 bits, reset after", gru + ",\"reset_after\":true", "gru");
        yield return EightBits("GRU in 8 bits, reset before", gru, "gru");
        yield return EightBits("dense in 8 bits", $"\"kind\":\"dense\",\"inputs\":{I},\"outputs\":{H}", "dense");
    }

    private static VectorDraft Recurrent(
        string name, string layer, Func<IReadOnlyDictionary<string, double[]>, TwinLayer> twin) =>
        Drafted(name, layer, twin, hasState: true, hasGradients: true, symbols: 0);

    private static VectorDraft Plain(
        string name, string layer, Func<IReadOnlyDictionary<string, double[]>, TwinLayer> twin, int symbols = 0) =>
        Drafted(name, layer, twin, hasState: false, hasGradients: true, symbols);

    private static VectorDraft EightBits(string name, string layer, string kind) =>
        Drafted(
            name, layer, p => new QuantizedTwin(p, kind, H), kind != "dense", hasGradients: false,
            symbols: 0) with
        { EightBits = true };

    private static VectorDraft Drafted(
        string name, string layerJson, Func<IReadOnlyDictionary<string, double[]>, TwinLayer> makeTwin, bool hasState,
        bool hasGradients, int symbols)
    {
        var draws = new VectorDraws(name);
        using var json = JsonDocument.Parse($"{{{layerJson}}}");
        SequenceLayer layer = OracleLayers.Make(json.RootElement);

        // Only a layer that is built knows its parameters by their whole names.
        using var backend = new CpuBackend(1);
        layer.Build(backend, seed: 1);
        var parameters = layer.Parameters.ToDictionary(p => p.Name, p => draws.Values(p.Shape.Length));
        int rows = _lengths.Sum(), state = hasState ? layer.StateSize : 0;
        var given = new Dictionary<string, double[]>
        {
            ["x"] = symbols > 0 ? draws.Whole(rows, symbols) : draws.Values(rows * layer.InputSize),
        };
        if (hasState)
        {
            given["start"] = draws.Values(_lengths.Length * state);
        }

        if (hasGradients)
        {
            given["dy"] = draws.Values(rows * layer.OutputSize);
        }

        if (hasState && hasGradients)
        {
            given["dfinal"] = draws.Values(_lengths.Length * state);
        }

        Dictionary<string, double[]> expected = TwinBatch.Run(
            makeTwin(parameters), _lengths, state, given, hasDx: symbols == 0);
        return new VectorDraft(name, Oracle, "layer", $"{{{layerJson}}}", _lengths)
        {
            Parameters = parameters,
            Given = given,
            Expected = expected,
        };
    }

    private static VectorDraft Softmax()
    {
        const int C = 7;
        var draws = new VectorDraws("softmax");
        var given = new Dictionary<string, double[]>
        {
            ["x"] = draws.Values(_lengths.Sum() * C, 4),
            ["dy"] = draws.Values(_lengths.Sum() * C),
        };
        return new VectorDraft("softmax", Oracle, "softmax", null, _lengths)
        {
            Given = given,
            Expected = TwinBatch.Run(new SoftmaxTwin(), _lengths, 0, given, hasDx: true),
        };
    }
}
