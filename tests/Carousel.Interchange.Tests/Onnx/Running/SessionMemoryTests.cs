using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Running;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Running;

/// <summary>
/// A session keeps what it made of weights, makes nothing more from run to run, and gives everything back.
/// </summary>
[Collection(typeof(Alone))]
public sealed class SessionMemoryTests
{
    private const int Rows = 32, Units = 24;

    public static TheoryData<string, bool> Layers => new(
        from layer in new[] { "MatMul", "Gemm", "LSTM", "LSTM with peepholes", "GRU", "RNN" }
        from isComputed in new[] { false, true }
        select (layer, isComputed));

    [Theory]
    [MemberData(nameof(Layers))]
    public void ASession_KeepsTheSameMemoryFromRunToRun_AndGivesItBack(string layer, bool isComputed)
    {
        long held = HostMemory.MostOf(before =>
        {
            using OnnxSession session = Session(layer, isComputed);
            Run(session, layer);
            return HostMemory.Bytes - before;
        });
        long left = HostMemory.MostOf(before =>
        {
            using (OnnxSession session = Session(layer, isComputed))
            {
                Run(session, layer);
            }

            return HostMemory.Bytes - before;
        });
        using OnnxSession kept = Session(layer, isComputed);
        Run(kept, layer);
        long more = HostMemory.MostOf(before => Enumerable.Range(0, 20).Max(_ =>
        {
            Run(kept, layer);
            return HostMemory.Bytes - before;
        }));

        Assert.True(held > 0);
        Assert.Equal((0, 0), (more, left));
    }

    // A weight that an input replaces is prepared for that run alone.
    [Fact]
    public void AReplacedWeight_IsUsedInThatRunAlone()
    {
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "1", "1").Output("y", OnnxType.Float32)
            .Weight("w", OnnxTensor.Of([2f], 1, 1)).Node("MatMul", ["x", "w"], ["y"]);
        using var session = new OnnxSession(made.Model(), new OnnxSessionOptions { Threads = 1 });
        var plain = new Dictionary<string, OnnxTensor> { ["x"] = OnnxTensor.Of([3f], 1, 1) };
        var replaced = new Dictionary<string, OnnxTensor>(plain) { ["w"] = OnnxTensor.Of([5f], 1, 1) };
        Assert.Equal(
            [6f, 15f, 6f], new[] { plain, replaced, plain }.Select(inputs => session.Run(inputs)["y"].ToSingles()[0]));
    }

    private static OnnxSession Session(string layer, bool isComputed) =>
        new(Made(layer, isComputed).Model(), new OnnxSessionOptions { Threads = 1 });

    private static void Run(OnnxSession session, string layer)
    {
        int[] dims = layer is "MatMul" or "Gemm" ? [Rows, Units] : [Rows, 2, Units];
        session.Run(
            new Dictionary<string, OnnxTensor>
            {
                ["x"] = OnnxTensor.Of(new float[dims.Aggregate(1, (p, d) => p * d)], dims),
            });
    }

    // Weights of the file, or the same behind an operator, which are new ones in each run.
    private static MadeOnnx Made(string layer, bool isComputed)
    {
        string operation = layer.Split(' ')[0];
        int gates = operation switch { "LSTM" => 4, "GRU" => 3, _ => 1 };
        bool isMatrix = operation is "MatMul" or "Gemm";
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, isMatrix ? ["rows", "in"] : ["time", "batch", "in"])
            .Output("y", OnnxType.Float32);
        var weights = new Dictionary<string, int[]> { ["w"] = isMatrix ? [Units, Units] : [1, gates * Units, Units] };
        if (!isMatrix)
        {
            weights.Add("r", [1, gates * Units, Units]);
        }

        if (layer.EndsWith("peepholes", StringComparison.Ordinal))
        {
            weights.Add("p", [1, 3 * Units]);
        }

        foreach ((string name, int[] dims) in weights)
        {
            made.Weight($"{name} given", OnnxTensor.Of(new float[dims.Aggregate(1, (p, d) => p * d)], dims));
            if (isComputed)
            {
                made.Node("Neg", [$"{name} given"], [name]);
            }
        }

        string[] names = [.. weights.Keys.Select(n => isComputed ? n : $"{n} given")];
        return made.Node(
            operation, names.Length == 3 ? ["x", names[0], names[1], "", "", "", "", names[2]] : ["x", .. names],
            ["y"]);
    }
}
