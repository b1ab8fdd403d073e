using Carousel.Autograd;
using Carousel.Data;
using Carousel.Interchange.C;
using Carousel.Interchange.Networks;
using Carousel.Interchange.PyTorch;
using Carousel.Interchange.Tests.Networks;
using Carousel.Interchange.Tests.Onnx;
using Carousel.Interchange.Web;
using Carousel.Jobs.Networks;
using Carousel.Jobs.Quantizing;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Tests.SequenceModels;

/// <summary>A model of a program's arrays is exported, and gives the same answers elsewhere.</summary>
public sealed class OnnxModelsTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(CellKind.Lstm, false, false, false)]
    [InlineData(CellKind.Lstm, true, true, false)]
    [InlineData(CellKind.Gru, false, true, true)]
    [InlineData(CellKind.Gru, true, false, true)]
    [InlineData(CellKind.Elman, false, false, true)]
    public void AModel_SaysTheSameAsOnnx(CellKind cell, bool both, bool isClasses, bool everyStep)
    {
        float[][][] inputs = Inputs();
        using SequenceModel model = Trained(cell, both, isClasses, everyStep, inputs);
        string path = Path.Combine(_folder, "model.onnx");
        model.ToOnnx(path);

        foreach (float[][] sequence in inputs[..4])
        {
            float[] found = Run(path, sequence),
                expected = everyStep ? [.. model.PredictSteps(sequence).SelectMany(s => s)] : model.Predict(sequence);
            Assert.Equal(expected.Length, found.Length);
            Assert.All(expected.Zip(found), p => Assert.Equal(p.First, p.Second, Tolerance * (1 + Math.Abs(p.First))));
        }
    }

    public static TheoryData<CellKind> Cells => [.. Enum.GetValues<CellKind>()];

    [Theory]
    [MemberData(nameof(Cells))]
    public void EveryCell_LeavesInEveryForm_OrIsRefusedByItsName(CellKind cell)
    {
        float[][][] inputs = Inputs();
        using SequenceModel model = Trained(cell, false, false, false, inputs, scaled: false);
        string path = Path.Combine(_folder, "model.onnx"), file = Path.Combine(_folder, "model.safetensors");
        model.ToOnnx(path);
        Assert.All(
            model.Predict(inputs[0]).Zip(Run(path, inputs[0])),
            p => Assert.Equal(p.First, p.Second, Tolerance * (1 + Math.Abs(p.First))));

        model.Save(file);
        using var job = NetworkModel.Load(file, 1);
        string name = RecurrentCell.Of(cell).Name;
        foreach (CPrecision precision in Enum.GetValues<CPrecision>())
        {
            WrittenOrNamed(cell <= CellKind.Elman, name, () => Assert.NotEmpty(job.ToC(_folder, precision)));
        }

        foreach (WebPrecision precision in Enum.GetValues<WebPrecision>())
        {
            WrittenOrNamed(
                cell <= CellKind.Elman, name, () => job.ToPage(Path.Combine(_folder, "a.html"), precision));
        }

        WrittenOrNamed(cell <= CellKind.Elman, name, () => job.ToPyTorch(Path.Combine(_folder, "model.pth")));
        QuantizedModel.Quantize(job, file);
        job.ToOnnx(_folder);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void DataOfAnyUnit_SaysTheSameAsOnnx(CellKind cell)
    {
        float[][][] inputs =
        [
            .. Inputs().Select(
                s => s.Select(t => new[] { 1.7e9f + (1e5f * t[0]), 1e-9f * t[1], 12 + (1e-3f * t[1]) }).ToArray()),
        ];
        using SequenceModel model = Trained(cell, false, false, false, inputs);
        string path = Path.Combine(_folder, "model.onnx");
        model.ToOnnx(path);
        Assert.All(
            model.Predict(inputs[0]).Zip(Run(path, inputs[0])),
            p => Assert.Equal(p.First, p.Second, Tolerance * (1 + Math.Abs(p.First))));
        using SequenceModel both = Trained(cell, true, false, true, inputs);
        both.ToOnnx(Path.Combine(_folder, "both.onnx"));
    }

    [Fact]
    public void ADisposedModel_IsNamed()
    {
        SequenceModel model = Trained(CellKind.Gru, false, false, false, Inputs());
        model.Dispose();
        Assert.Contains(
            nameof(SequenceModel),
            Assert.Throws<ObjectDisposedException>(() => model.ToOnnx(Path.Combine(_folder, "a.onnx"))).ObjectName,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AStack_SaysTheSameAsOnnx()
    {
        using var backend = new CpuBackend(1);
        var stack = new Stack(
            new SequenceConvolution(2, 4, 3, causal: true), new Lstm(4, 5), new LayerNorm(5), new Dense(5, 3));
        stack.Build(backend, seed: 5);
        string path = Path.Combine(_folder, "stack.onnx");
        stack.ToOnnx(path);
        float[][] sequence = Inputs()[0];

        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        float[] expected = stack.Forward(
            tape, tape.Input([.. sequence.SelectMany(s => s)], new Shape(sequence.Length, 2)),
            new Packing([sequence.Length])).Hidden.Value.ToArray();
        Assert.All(expected.Zip(Run(path, sequence)), p => Assert.Equal(p.First, p.Second, Tolerance));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AModel_SaysTheSameStepByStep_WithItsScales(bool isClasses)
    {
        float[][][] inputs = Inputs();
        using SequenceModel model = Trained(CellKind.Lstm, both: false, isClasses, everyStep: false, inputs);
        string path = Path.Combine(_folder, "model.safetensors");
        model.Save(path);
        using var job = NetworkModel.Load(path, 1);
        var network = PortableNetwork.Of(job);
        var runner = new Interchange.Networks.NetworkRunner(network);

        foreach (float[][] sequence in inputs[..4])
        {
            float[] scaled =
                [.. sequence.SelectMany(step => step.Select((v, k) => (float)network.Input.Values[k].ToNetwork(v)))];
            float[] answer = runner.Run(new PortableSequence(scaled))[^model.OutputNames.Count..];
            double[] found = [.. answer.Select((a, k) => network.Answer.Values[k].ToData(a))];
            Assert.All(
                model.Predict(sequence).Zip(found),
                p => Assert.Equal(p.First, p.Second, Tolerance * (1 + Math.Abs(p.First))));
        }
    }

    [Fact]
    public void Scales_DoNotGoToPyTorch()
    {
        using SequenceModel model = Trained(CellKind.Lstm, false, false, false, Inputs());
        string path = Path.Combine(_folder, "model.safetensors");
        model.Save(path);
        using var job = NetworkModel.Load(path, 1);

        Assert.Contains(
            "train it with Standardize = false",
            Assert.Throws<NotPortableException>(() => TorchExport.Of(job)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOwnLayer_IsRefusedInASentence()
    {
        using var backend = new CpuBackend(1);
        var tied = new Embedding(3, 2);
        var own = new Stack(tied, new Lstm(2, 2), new TiedDense(tied));
        own.Build(backend, 1);
        Assert.Equal(
            "The layer can't be described. A layer of the type TiedDense is in it. (Parameter 'model')",
            Assert.Throws<ArgumentException>(() => own.ToOnnx(Path.Combine(_folder, "a.onnx"))).Message);
    }

    private static void WrittenOrNamed(bool isWritten, string cell, Action export)
    {
        if (isWritten)
        {
            export();
            return;
        }

        Assert.Contains(
            cell, Assert.Throws<NotPortableException>(export).Message, StringComparison.Ordinal);
    }

    private static float[][][] Inputs()
    {
        var random = new Random(3);
        return
        [
            .. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, random.Next(3, 9))
                .Select(_ => new[] { 50 + (10 * random.NextSingle()), random.NextSingle() / 100 }).ToArray()),
        ];
    }

    private static SequenceModel Trained(
        CellKind cell, bool both, bool isClasses, bool everyStep, float[][][] inputs, bool scaled = true)
    {
        SequenceTargets targets = (isClasses, everyStep) switch
        {
            (true, true) => inputs.Select(s => s.Select(t => t[0] > 55 ? "high" : "low").ToArray()).ToArray(),
            (true, false) => inputs.Select(s => s[^1][0] > 55 ? "high" : "low").ToArray(),
            (false, true) => inputs.Select(s => s.Select(t => new[] { t[0] * 3, t[1] }).ToArray()).ToArray(),
            _ => inputs.Select(s => new[] { s.Sum(t => t[0]), s[0][1] }).ToArray(),
        };
        return SequenceModel.Train(inputs, targets, new()
        {
            Cell = cell,
            Bidirectional = both,
            Hidden = 8,
            Layers = 2,
            Standardize = scaled,
            Dropout = 0.1f,
            Epochs = 5,
            Threads = 1,
        });
    }

    private static float[] Run(string path, float[][] sequence)
    {
        IReadOnlyDictionary<string, OnnxRuntimeTensor> outputs = OnnxRuntime.Run(path, (name, sizes) => name switch
        {
            "input" => new OnnxRuntimeTensor(
                "float32", [sequence.Length, 1, sequence[0].Length],
                [.. sequence.SelectMany(s => s).Select(v => (double)v)]),
            "lengths" => new OnnxRuntimeTensor("int32", [1], [sequence.Length]),
            _ => Zeros([.. sizes.Select(d => Math.Max(d, 1))]),
        });
        return [.. outputs["output"].Data.Select(v => (float)v)];
    }

    private static OnnxRuntimeTensor Zeros(int[] sizes) =>
        new("float32", sizes, new double[sizes.Aggregate(1, (all, size) => all * size)]);
}
