using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Tests.Storage;

namespace Carousel.Tests.SequenceModels;

/// <summary>Layers that were built by hand, to a file and back.</summary>
public sealed class LayerFileTests
{
    private const int Steps = 7;

    public static TheoryData<string> Kinds => [.. Stacks.Keys];

    private static Dictionary<string, Func<Stack>> Stacks { get; } = new(StringComparer.Ordinal)
    {
        ["table"] = () => new(new Embedding(9, 4), new Lstm(4, 6), new Dense(6, 9)),
        ["variants"] = () => new(
            new Lstm(3, 5),
            new Lstm(
                5, 6, options: new LstmOptions { Peepholes = true, Projection = 4, RecurrentDropout = 0.1f }),
            new Dense(4, 2)),
        ["cells"] = () => new(
            new Gru(3, 4, resetAfter: false), new Gru(4, 4),
            new Elman(4, 5, reverse: true)),
        ["new cells"] = () => new(
            RecurrentLayer.Of(CellKind.Mingru, 3, 70), RecurrentLayer.Of(CellKind.Minlstm, 70, 4),
            RecurrentLayer.Of(CellKind.Slstm, 4, 6, new CellOptions { Heads = 3, ExponentialForget = true }),
            RecurrentLayer.Of(CellKind.Mlstm, 6, 8, new CellOptions { Heads = 2, ExponentialForget = true }),
            RecurrentLayer.Of(CellKind.Mlstm, 8, 6), RecurrentLayer.Of(CellKind.Delta, 6, 4),
            RecurrentLayer.Of(CellKind.Delta, 4, 8, new CellOptions { Decays = true })),
        ["both of a matrix"] = () => new(
            new Bidirectional(
                RecurrentLayer.Of(CellKind.Mlstm, 3, 8), RecurrentLayer.Of(CellKind.Mlstm, 3, 8, reverse: true)),
            new Dense(16, 2)),
        ["both"] = () => new(
            new Bidirectional(new Lstm(3, 4), new Lstm(3, 4, reverse: true)), new LayerNorm(8, 1e-4f),
            new Dense(8, 2, ElementwiseFunction.Tanh, bias: false)),
        ["nested"] = () => new(
            new Stack(new Elman(3, 4), new Dropout(4, 0.2f, oncePerSequence: true)),
            new Stack(new Lstm(4, 4), new Dense(4, 4)), new Stack(new Dense(4, 1))),
        ["convolution"] = () => new(
            new SequenceConvolution(3, 4, 3, dilation: 2, causal: true, ElementwiseFunction.Relu), new Gru(4, 4),
            new SequenceConvolution(4, 2, 3, bias: false)),
    };

    [Theory]
    [InlineData("\"coupled_gates\":true")]
    [InlineData("\"layer_normalisation\":true")]
    [InlineData("\"zoneout_cell\":0.1")]
    [InlineData("\"start_is_trained\":true")]
    [InlineData("\"kind\":\"Transformer\"")]
    [InlineData("\"kind\":\"MlstmBlock\"")]
    public void AVariantOfVersion01_IsRejectedByName(string setting)
    {
        using var folder = new TemporaryFolder();
        using var backend = new CpuBackend(1);
        string path = folder.File("model.safetensors");
        Stack built = Stacks["variants"]();
        built.Build(backend, seed: 3);
        built.Save(path);
        var file = ModelFile.Read(path);
        string changed = file.Configuration.Replace(
            "\"recurrent_dropout\":0.1", $"\"recurrent_dropout\":0.1,{setting}", StringComparison.Ordinal);
        Assert.NotEqual(file.Configuration, changed);
        new ModelFile { Task = file.Task, Configuration = changed, Tensors = file.Tensors }.Write(path);

        Assert.EndsWith(
            "Version 0.1 is the last that reads it.",
            Assert.Throws<ModelFileException>(() => LayerFile.Load(path, backend)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AStack_ComesBack_WithEqualBits(string kind)
    {
        using var folder = new TemporaryFolder();
        using var backend = new CpuBackend(1);
        string path = folder.File("model.safetensors");
        Stack built = Stacks[kind]();
        built.Build(backend, seed: 3);
        built.Save(path);

        Stack loaded = LayerFile.Load(path, backend), given = Stacks[kind]();
        given.Build(backend, seed: 4);
        given.Load(path);
        using var model = SequenceModel.Load(path, 1);

        float[] expected = Run(backend, built);
        Assert.Equal(expected, Run(backend, loaded));
        Assert.Equal(expected, Run(backend, given));
        Assert.Equal(expected, model.PredictSteps(Input(built)).SelectMany(s => s));
        Assert.Equal(Parts(built.Describe()), Parts(loaded.Describe()));
        loaded.Save(folder.File("again.safetensors"));
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(folder.File("again.safetensors")));
        if (model.Network.Design.CanStep)
        {
            using var session = new StreamingSession(backend, built);
            using SequenceStream stream = model.Stream();
            var output = new float[built.OutputSize];
            foreach (float[] step in Input(built))
            {
                session.Step(step, output);
                Assert.Equal(output, stream.Step(step).ToArray());
            }
        }

        Assert.Equal(built.IsCausal, model.Network.Design.CanStep);
    }

    [Fact]
    public void Names_AndASoftmax_MakeItAClassifier()
    {
        using var folder = new TemporaryFolder();
        using var backend = new CpuBackend(1);
        string path = folder.File("model.safetensors");
        var built = new Stack(new Lstm(1, 4), new Dense(4, 2));
        built.Build(backend, seed: 3);
        built.Save(
            path, built.Describe() with
            {
                Answer = PortableFunction.Softmax,
                InputNames = ["load"],
                OutputNames = ["low", "high"],
            });
        using var model = SequenceModel.Load(path, 1);

        Assert.Equal(["low", "high"], model.Labels);
        Assert.Equal(1, model.Predict([[1f]]).Sum(), 1e-6f);
        Assert.Contains(
            "not that of this layer",
            Assert.Throws<ArgumentException>(
                () => new Stack(built, new Dense(2, 2)).BuiltOn(backend).Save(path, built.Describe())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AnOwnLayer_KeepsItsTensors_AndNeedsItsProgram()
    {
        using var folder = new TemporaryFolder();
        using var backend = new CpuBackend(1);
        string path = folder.File("own.safetensors");
        var own = new Stack(new Lstm(3, 4), new Doubling(4)).BuiltOn(backend);
        own.Save(path);

        Stack other = new(new Lstm(3, 4), new Doubling(4));
        other.Build(backend, seed: 9);
        other.Load(path);

        Assert.Equal(Run(backend, own), Run(backend, other));
        Assert.Equal(LayerFile.TensorsTask, ModelFile.TaskOf(path));
        Assert.Contains(
            "Create that layer, Build it, and call its Load(path)",
            Assert.Throws<ModelFileException>(() => LayerFile.Load(path, backend)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "A layer of the type Doubling is in it.", Assert.Throws<ArgumentException>(() => own.Describe()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotBuilt_HasNothingToSave()
    {
        Assert.Contains(
            "call Build", Assert.Throws<InvalidOperationException>(() => new Dense(1, 1).Save("x.safetensors")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "call Build", Assert.Throws<InvalidOperationException>(() => new Dense(1, 1).Load("x.safetensors")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void APooledNetwork_IsNoStack()
    {
        using var folder = new TemporaryFolder();
        using var backend = new CpuBackend(1);
        string path = folder.File("model.safetensors");
        using (var model = SequenceModel.Train(new float[3, 2, 1], new float[3], new() { Epochs = 1 }))
        {
            model.Save(path);
        }

        Assert.Contains(
            "Use SequenceModel.Load", Assert.Throws<ModelFileException>(() => LayerFile.Load(path, backend)).Message,
            StringComparison.Ordinal);
    }

    private static string Parts(NetworkDesign design) => design.ToJson();

    private static float[][] Input(Stack stack) =>
    [
        .. Enumerable.Range(0, Steps).Select(
            t => Enumerable.Range(0, stack.InputSize).Select(i => (float)((t + (3 * i)) % 9)).ToArray()),
    ];

    private static float[] Run(CpuBackend backend, Stack stack)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        float[] values = [.. Input(stack).SelectMany(s => s)];
        return stack.Forward(tape, tape.Input(values, new Shape(Steps, stack.InputSize)), new Packing([Steps]))
            .Hidden.Value.ToArray();
    }

    /// <summary>A layer that the library does not know.</summary>
    private sealed class Doubling(int size) : SequenceLayer
    {
        public override int InputSize => size;

        public override int OutputSize => size;

        public override SequenceOutput Forward(
            Tape tape, Variable input, Packing packing, Variable initialState = default) =>
            new(tape.Add(input, input), default);

        public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch) =>
            throw new NotSupportedException();
    }
}

/// <summary>Builds in an expression.</summary>
internal static class Building
{
    public static Stack BuiltOn(this Stack stack, Backend backend)
    {
        stack.Build(backend, seed: 1);
        return stack;
    }
}
