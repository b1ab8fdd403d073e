using Carousel.Interchange.Imports;
using Carousel.Interchange.Keras;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.PyTorch;
using Carousel.Interchange.Tests.Keras;
using Carousel.Interchange.Tests.PyTorch;
using Carousel.Jobs.Networks;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Chains;

/// <summary>A network that leaves as ONNX and is brought back has the same layers and gives the same numbers.</summary>
public sealed class NetworkRoundTripTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private static readonly string[] _cells =
    [
        "LSTM", "LSTM with peepholes", "GRU", "GRU with the reset before", "Elman",
    ];
    private static readonly string[] _directions = ["forward", "reverse", "both"];

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public static TheoryData<string, string> Cells
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string cell in _cells)
            {
                foreach (string direction in _directions)
                {
                    cases.Add(cell, direction);
                }
            }

            return cases;
        }
    }

    public static TheoryData<string> States =>
        [.. TorchImportTests.Names.Where(n => !n.Contains("projected", StringComparison.Ordinal))];

    public static TheoryData<string> KerasFiles => [.. KerasGolden.Names()];

    public static TheoryData<ElementwiseFunction> Functions => [.. Enum.GetValues<ElementwiseFunction>()];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cells))]
    public void ANetworkOfEachCell_ComesBack_WithEachPooling(string cell, string direction)
    {
        int draw = 0;
        foreach (NetworkPooling? pooling in new NetworkPooling?[] { null }.Concat(
            Enum.GetValues<NetworkPooling>().Cast<NetworkPooling?>()))
        {
            // Numbers and symbols, one and two layers, and each kind of answer take turns.
            bool hasSymbols = draw % 2 == 1;
            var layers = new List<NetworkLayer>
            {
                hasSymbols
                    ? new(NetworkLayerKind.Embedding, 6, 4)
                    : new(NetworkLayerKind.Dense, 3, 4)
                    {
                        HasBias = draw % 4 == 0,
                        Activation = ElementwiseFunction.Relu,
                    },
                Cell(cell, direction, 4),
            };
            if (draw % 3 != 0)
            {
                layers.Add(Cell(cell, direction, layers[^1].OutputSize));
            }

            int width = layers[^1].OutputSize;
            layers.AddRange(
                pooling is { } kind
                    ? [new(NetworkLayerKind.Pooling, width, width) { Pooling = kind }]
                    : [new NetworkLayer(NetworkLayerKind.Normalization, width, width)]);
            layers.Add(new(NetworkLayerKind.Dense, width, 3));
            using NetworkModel model = Drawn(
                new NetworkDesign(layers)
                {
                    Answer = (PortableFunction)(draw % 3),
                    InputNames = hasSymbols ? [] : ["wind", "sun", "rain"],
                    OutputNames = draw % 2 == 0 ? [] : ["a", "b", "c"],
                }, draw);
            RequireSame(model, $"{cell}, {direction}, {pooling?.ToString() ?? "each step"}");
            draw++;
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void ADenseLayer_ComesBack_WithEachFunction(ElementwiseFunction function)
    {
        // ln takes numbers above 0, as a soft-plus gives.
        NetworkLayer above = new(NetworkLayerKind.Dense, 4, 4) { Activation = ElementwiseFunction.Softplus };
        using NetworkModel model = Drawn(
            new NetworkDesign(
                [
                    Cell("GRU", "forward", 3), above,
                    new(NetworkLayerKind.Dense, 4, 4)
                    {
                        HasBias = function != ElementwiseFunction.Log,
                        Activation = function,
                    }, new(NetworkLayerKind.Dense, 4, 2),
                ]), 1, isAbove: function == ElementwiseFunction.Log);
        RequireSame(model, function.ToString());
    }

    [Theory]
    [MemberData(nameof(States))]
    public void AStateDictionary_ComesBack(string name)
    {
        using var model = NetworkModel.Of(TorchImport.Read(
            Parity.File($"pytorch/states/{name}.pth"),
            new()
            {
                Nonlinearity = name.StartsWith("rnn", StringComparison.Ordinal) ? "tanh" : null,
                Threads = 1,
            }).Model);
        RequireSame(model, name);
    }

    [Theory]
    [MemberData(nameof(KerasFiles))]
    public void AKerasModel_ComesBack(string name)
    {
        using var model = NetworkModel.Of(KerasModel.Import(KerasGolden.File(name), threads: 1).Model);
        RequireSame(model, name);
    }

    [Fact]
    public void ANetworkInBytes_ComesBackAsTheNumbersThatTheyStandFor()
    {
        using NetworkModel model = Drawn(
            new NetworkDesign([Cell("LSTM", "both", 3), Cell("LSTM", "forward", 8), new(NetworkLayerKind.Dense, 4, 2)]),
            2);
        foreach (SequenceLayer network in model.Layers.Select(l => l.Layer))
        {
            network.Quantize();
        }

        NetworkImport import = Back(model);
        using var back = NetworkModel.Of(import.Model);
        Assert.Contains(
            import.Notes,
            n => n.StartsWith("weights in 8 bits (DynamicQuantizeLSTM) were converted", StringComparison.Ordinal));
        float[] quantized = model.Run([Input(model)])[0], found = back.Run([Input(model)])[0];
        Assert.InRange(Apart(quantized, found), double.Epsilon, 0.02);
        foreach (Parameter parameter in model.Networks.SelectMany(n => n.Parameters))
        {
            parameter.Dequantize();
        }

        Assert.Equal(0, Apart(model.Run([Input(model)])[0], found), Tolerance);
    }

    private void RequireSame(NetworkModel model, string name)
    {
        using var back = NetworkModel.Of(Back(model).Model);
        Assert.True(
            model.Design.Layers.Select(l => l with { Module = "" }).SequenceEqual(back.Design.Layers),
            $"{name}: {model.Design.Describe()} came back as {back.Design.Describe()}");
        Assert.Equal(model.Design.Answer, back.Design.Answer);
        Assert.Equal(model.Design.InputColumns(), back.Design.InputColumns());
        Assert.Equal(model.Design.OutputColumns(), back.Design.OutputColumns());
        double apart = Apart(model.Run([Input(model)])[0], back.Run([Input(model)])[0]);
        Assert.True(apart <= Tolerance, $"{name}: numbers differ by {apart}");
    }

    private NetworkImport Back(NetworkModel model)
    {
        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, OnnxExport.Write(model).Single().Bytes.ToArray());
        return OnnxChain.Read(path, threads: 1);
    }

    private static NetworkLayer Cell(string cell, string direction, int inputs)
    {
        NetworkLayer layer = cell switch
        {
            "LSTM" => new(NetworkLayerKind.Lstm, inputs, 4),
            "LSTM with peepholes" => new(NetworkLayerKind.Lstm, inputs, 4) { Peepholes = true },
            "GRU" => new(NetworkLayerKind.Gru, inputs, 4),
            "GRU with the reset before" => new(NetworkLayerKind.Gru, inputs, 4) { ResetAfter = false },
            _ => new(NetworkLayerKind.Elman, inputs, 4),
        };
        return layer with { Reverse = direction == "reverse", Bidirectional = direction == "both" };
    }

    private static NetworkModel Drawn(NetworkDesign design, int seed, bool isAbove = false)
    {
        var model = NetworkModel.Draw(design, (ulong)seed, threads: 1);
        var draws = new Draws(seed);
        foreach (Parameter parameter in model.Networks.SelectMany(n => n.Parameters))
        {
            // As drawn, biases would be zero and gains one.
            parameter.Set(Array.ConvertAll(
                draws.Floats(parameter.Shape.Length), v => 0.5f * (isAbove ? Math.Abs(v) : v)));
        }

        return model;
    }

    private static float[] Input(NetworkModel model) =>
        [
            .. Enumerable.Range(0, 5 * model.Design.InputSize)
                .Select(k => model.Design.Symbols > 0 ? k % model.Design.Symbols : MathF.Sin(k)),
        ];

    private static double Apart(float[] a, float[] b)
    {
        Assert.Equal(a.Length, b.Length);
        return a.Zip(b, (x, y) => (double)Math.Abs(x - y)).Max();
    }
}
