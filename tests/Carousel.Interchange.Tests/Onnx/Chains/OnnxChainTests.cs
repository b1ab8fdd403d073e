using Carousel.Interchange.Imports;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.PyTorch;
using Carousel.Jobs.Networks;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Chains;

/// <summary>
/// ONNX models that are plain chains become networks: those that PyTorch's exporter wrote, with PyTorch's answers,
/// and those of Carousel.
/// </summary>
public sealed class OnnxChainTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    private static readonly NetworkLayer[] _words =
    [
        new(NetworkLayerKind.Embedding, 7, 4), new(NetworkLayerKind.Lstm, 4, 3) { Bidirectional = true },
        new(NetworkLayerKind.Gru, 6, 5), Pool(NetworkPooling.Last, 5),
        new(NetworkLayerKind.Dense, 5, 2),
    ];

    private static readonly Dictionary<string, NetworkDesign> _designs = new(StringComparer.Ordinal)
    {
        ["symbols to classes"] = new(_words) { Answer = PortableFunction.Softmax },
        ["final states of both directions"] = new(
            [
                new(NetworkLayerKind.Gru, 3, 4) { Bidirectional = true }, Pool(NetworkPooling.Final, 8),
                new(NetworkLayerKind.Dense, 8, 2),
            ]),
        ["mean of normalised steps"] = new(
        [
            new(NetworkLayerKind.Elman, 3, 4) { Bidirectional = true }, new(NetworkLayerKind.Normalization, 8, 8),
            Pool(NetworkPooling.Mean, 8),
            new(NetworkLayerKind.Dense, 8, 2) { HasBias = false, Activation = ElementwiseFunction.Tanh },
        ]),
        ["largest of the steps"] = new(
            [
                new(NetworkLayerKind.Lstm, 3, 4) { Peepholes = true }, Pool(NetworkPooling.Max, 4),
                new(NetworkLayerKind.Dense, 4, 1),
            ])
        { Answer = PortableFunction.Logistic },
        ["each step, from its state on"] = new(
        [
            new(NetworkLayerKind.Dense, 3, 5) { Activation = ElementwiseFunction.Relu },
            new(NetworkLayerKind.Gru, 5, 4) { ResetAfter = false }, new(NetworkLayerKind.Lstm, 4, 3),
        ]),
    };

    public static TheoryData<string> Designs => [.. _designs.Keys];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(
        "words",
        "embedding 11×6, bidirectional LSTM 5, bidirectional LSTM 5, layer normalisation, mean of the steps, dense 7 "
        + "with relu, dense 3, softmax")]
    [InlineData("states", "bidirectional GRU 5, bidirectional GRU 5, last states, dense 3")]
    [InlineData("last-step", "LSTM 6, LSTM 6, last step, dense 1, logistic")]
    [InlineData("fixed-sizes", "LSTM 6, LSTM 6, last step, dense 1, logistic")]
    [InlineData("steps", "Elman 6, dense 2 with tanh")]
    [InlineData("largest", "GRU 6, maximum of the steps, dense 6 with relu, dense 2")]
    [InlineData("tags", "dense 4, bidirectional GRU 5, dense 6 with gelu, dense 3, softmax")]
    [InlineData("ends", "bidirectional LSTM 5, last states, layer normalisation, dense 3")]
    [InlineData("pooled", "dense 6 with logistic, GRU 5, GRU 5, mean of the steps, dense 2")]
    [InlineData("upper", "Elman 5, Elman 5, last states, dense 4 with tanh, dense 2")]
    [InlineData("normed", "layer normalisation, GRU 5, last step, dense 5, dense 2")]
    public void Read_GivesTheAnswersOfPyTorch(string name, string layers)
    {
        NetworkImport import = OnnxChain.Read(Chain(name + ".onnx"), Chain(name + ".json"), threads: 1);
        using var model = NetworkModel.Of(import.Model);
        Assert.Equal(layers, model.Design.Describe());
        Assert.InRange(ChainRun.Difference(File.ReadAllBytes(Chain(name + ".onnx")), model), 0, 1e-5);
        Assert.Contains(
            import.Notes,
            n => n.StartsWith("checked: ", StringComparison.Ordinal)
                && n.Contains(" stored numbers", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void Read_GivesTheNetworkBack_ThatCarouselWrote(string name)
    {
        using var model = NetworkModel.Draw(_designs[name], seed: 3, threads: 1);
        string path = Write(OnnxExport.Write(model).Single().Bytes.ToArray());
        using var back = NetworkModel.Of(OnnxChain.Read(path, threads: 1).Model);
        Assert.Equal(model.Design.Layers, back.Design.Layers);
        Assert.Equal(model.Design.Answer, back.Design.Answer);
        float[] input =
        [
            .. Enumerable.Range(0, 5 * model.Design.InputSize).Select(k => model.Design.Symbols > 0 ? k : MathF.Sin(k)),
        ];
        float[] expected = model.Run([input])[0], actual = back.Run([input])[0];
        Assert.Equal(expected.Length, actual.Length);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], actual[k], 1e-6f);
        }
    }

    [Fact]
    public void Read_NamesTheNodeThatStandsInTheWay()
    {
        OnnxNotTakenException refusal = Assert.Throws<OnnxNotTakenException>(
            () => OnnxChain.Read(Chain("residual.onnx")));
        Assert.Contains("node '/Add' (Add) adds two values of the chain", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "; ONNX Runtime (Microsoft.ML.OnnxRuntime) runs it unchanged.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Relu", "the activations Relu")]
    [InlineData("Tanh", null)]
    public void Read_TakesActivationsOfCarouselsLayersAlone(string activation, string? said)
    {
        string path = Write(Simple(
            node =>
                node.Node("RNN", ["x", "W", "R"], ["y", "h"], MadeOnnx.Words("activations", activation))
                    .Output("h", OnnxType.Float32)));
        RefusedOrRead(path, said);
    }

    [Theory]
    [InlineData(0f, null)]
    [InlineData(0.5f, "begins from a state other than zero")]
    public void Read_TakesLayersThatBeginAtZero(float begin, string? said)
    {
        string path = Write(Simple(
            model =>
                model.Weight("start", OnnxTensor.Of([begin, begin], 1, 1, 2))
                    .Node("RNN", ["x", "W", "R", "", "", "start"], ["y", "h"]).Output("h", OnnxType.Float32),
                    batch: "1"));
        RefusedOrRead(path, said);
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, "takes steps other than the last")]
    public void Read_TakesTheLastStepAlone(long step, string? said)
    {
        string path = Write(Simple(
            model => model.Weight("step", OnnxTensor.Of<long>([step])).Node("RNN", ["x", "W", "R"], ["y", "h"])
            .Node("Gather", ["y", "step"], ["picked"]).Output("picked", OnnxType.Float32)));
        RefusedOrRead(path, said);
    }

    [Fact]
    public void Read_RefusesAModelWithoutARecurrentLayer()
    {
        byte[] bytes = new MadeOnnx().Input("x", OnnxType.Float32, "time", "batch", "2")
            .Weight("W", OnnxTensor.Of([1f, 2f], 2, 1)).Node("MatMul", ["x", "W"], ["y"]).Output("y", OnnxType.Float32)
            .Bytes();
        Assert.Contains(
            "no recurrent layer", Assert.Throws<OnnxNotTakenException>(() => OnnxChain.Read(Write(bytes))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ForeignNetworks_KnowAnOnnxModelByItsContent_AndRefuseOptionsOfPyTorch()
    {
        string unnamed = Path.Combine(_folder, "model");
        File.Copy(Chain("largest.onnx"), unnamed);
        using var model = NetworkModel.Of(ForeignNetworks.Read(unnamed, new TorchImportOptions { Threads = 1 }).Model);
        Assert.Equal(2, model.Design.OutputSize);
        Assert.False(CarouselModels.Is(unnamed));
        Assert.Contains(
            "defines its layers",
            Assert.Throws<ImportOptionException>(
                () => ForeignNetworks.Read(unnamed, new TorchImportOptions { Layers = "gru" })).Message,
                StringComparison.Ordinal);
    }

    private static string Chain(string file) => Parity.File("golden/onnx-chains/" + file);

    private static NetworkLayer Pool(NetworkPooling pooling, int size) =>
        new(NetworkLayerKind.Pooling, size, size) { Pooling = pooling };

    private static byte[] Simple(Func<MadeOnnx, MadeOnnx> add, string batch = "batch") =>
        add(
            new MadeOnnx().Input("x", OnnxType.Float32, "time", batch, "2")
                .Weight("W", OnnxTensor.Of([0.1f, 0.2f, -0.3f, 0.4f], 1, 2, 2))
                .Weight("R", OnnxTensor.Of([0.3f, 0.1f, 0.2f, -0.2f], 1, 2, 2))).Bytes();

    private static void RefusedOrRead(string path, string? said)
    {
        if (said is null)
        {
            OnnxChain.Read(path, threads: 1).Model.Dispose();
            return;
        }

        Assert.Contains(
            said, Assert.Throws<OnnxNotTakenException>(() => OnnxChain.Read(path, threads: 1)).Message,
            StringComparison.Ordinal);
    }

    private string Write(byte[] bytes)
    {
        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
