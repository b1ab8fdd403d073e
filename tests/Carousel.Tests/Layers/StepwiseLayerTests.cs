using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Reference.Dense;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Layers;

/// <summary>The layers whose steps depend only on their input: Dense, Embedding, LayerNorm, Dropout.</summary>
public class StepwiseLayerTests
{
    private static readonly int[] _lengths = [3, 7, 0, 5];

    private static readonly Dictionary<string, Func<SequenceLayer>> _layers = new()
    {
        ["dense"] = () => new Dense(10, 70),
        ["dense tanh"] = () => new Dense(10, 3, ElementwiseFunction.Tanh, bias: false),
        ["tied"] = () => new TiedNetwork(),
        ["embedding"] = () => new Embedding(9, 6),
        ["layer norm"] = () => new LayerNorm(10),
        ["dropout"] = () => new Dropout(10, 0.4f),
    };

    public static TheoryData<string> Names => [.. _layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Outputs_HaveEqualBits_WithATape_WithoutOne_AndStepByStep(string name)
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        SequenceLayer layer = _layers[name]();
        layer.Build(backend, 5);
        SequenceBatch batch = Batch(layer);
        (float[] recorded, _) = Train(backend, arena, layer, batch, TapeMode.Gradients);
        (float[] inferred, _) = Train(backend, arena, layer, batch, TapeMode.Inference);
        Near.SameBits(inferred, recorded);

        using var input = new HostStorage(layer.InputSize);
        using var output = new HostStorage(layer.OutputSize);
        using var scratch = new HostStorage(Math.Max(1, layer.StepScratchLength(1)));
        var x = new Tensor(input, 0, new Shape(1, layer.InputSize));
        var y = new Tensor(output, 0, new Shape(1, layer.OutputSize));
        Tensor room = layer.StepScratchLength(1) == 0
            ? default
            : new Tensor(scratch, 0, new Shape(layer.StepScratchLength(1)));
        for (int n = 0; n < batch.Packing.Rows; n++)
        {
            x.Write(batch.Values.Slice(n * layer.InputSize, layer.InputSize));
            layer.Step(backend, x, y, default, room);
            Near.SameBits(y.ToArray(), recorded.AsSpan(n * layer.OutputSize, layer.OutputSize));
        }

        Allocations.AssertNone(() => layer.Step(backend, x, y, default, room));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OutputsAndGradients_HaveEqualBits_ForAnyNumberOfThreads(string name)
    {
        (float[] Output, float[] Gradient)? one = null;
        foreach (int threads in new[] { 1, 2, 3, 8 })
        {
            using var backend = new CpuBackend(threads);
            using var arena = new Arena(backend);
            SequenceLayer layer = name == "dense" ? new Dense(190, 200) : _layers[name]();
            layer.Build(backend, 5);
            (float[] output, float[] gradient) = Train(
                backend, arena, layer, Batch(layer, repeats: 25), TapeMode.Training);
            one ??= (output, gradient);
            Near.SameBits(output, one.Value.Output);
            Near.SameBits(gradient, one.Value.Gradient);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ATrainingStep_AllocatesNothing_OnceWarm(string name)
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        SequenceLayer layer = _layers[name]();
        layer.Build(backend, 5);
        SequenceBatch batch = Batch(layer);
        var tape = new Tape(backend, arena);
        float[] seed = new float[batch.Packing.Rows * layer.OutputSize];
        long capacity = 0;
        uint step = 0;
        Allocations.AssertNone(
            () =>
            {
                capacity = arena.CapacityBytes;
                Step(tape, layer, batch, seed, step++);
            },
            warmUps: 3);
        Assert.Equal(capacity, arena.CapacityBytes);
    }

    [Fact]
    public void Dense_EqualsTheTwin_ThroughTheTape()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var layer = new Dense(4, 3, initializer: new Uniform(1));
        layer.Build(backend, 2);
        Parameter[] parameters = [.. layer.Parameters];
        var draws = new Draws(3);
        parameters[1].Set(draws.Floats(3));
        double[,] x = draws.Matrix(5, 4), dy = draws.Matrix(5, 3), weight = new double[3, 4];
        double[] bias = Array.ConvertAll(parameters[1].Value.ToArray(), v => (double)v);
        Array.ConvertAll(parameters[0].Value.ToArray(), v => (double)v).CopyTo(Near.Flat(weight));
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Gradients);
        Tensor tensor = arena.Allocate(new Shape(5, 4));
        tensor.Write(Near.Floats(x));
        Variable input = tape.Watch(tensor), y = layer.Apply(tape, input);
        tape.Gradient(y).Write(Near.Floats(dy));
        tape.Propagate();

        (double[,] dx, double[,] dWeight, double[] dBias) = DenseReference.Backward(x, weight, dy);
        Near.Within(y.Value.ToArray(), DenseReference.Forward(x, weight, bias), Near.Sum(5, 5));
        Near.Within(tape.Gradient(input).ToArray(), dx, Near.Sum(4, 4));
        Near.Within(parameters[0].Gradient.ToArray(), dWeight, Near.Sum(6, 6));
        Near.Within(parameters[1].Gradient.ToArray(), dBias, Near.Sum(6, 6));
    }

    [Fact]
    public void Dense_FollowsItsWeights_WhenTheyChange()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var layer = new Dense(1, 1);
        layer.Build(backend, 1);
        var tape = new Tape(backend, arena);
        foreach (float weight in new[] { 2f, -3f })
        {
            layer.Parameters.First().Set([weight]);
            tape.Begin(TapeMode.Inference);
            Assert.Equal([5 * weight], layer.Apply(tape, tape.Input([5], new Shape(1, 1))).Value.ToArray());
        }
    }

    [Fact]
    public void Dropout_DropsInTrainingAlone_AndTheGradientFollowsTheMask()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var layer = new Dropout(50, 0.5f);
        layer.Build(backend, 1);
        var tape = new Tape(backend, arena);
        float[] ones = new float[50];
        ones.AsSpan().Fill(1);
        tape.Begin(TapeMode.Gradients);
        Assert.Equal(ones, layer.Apply(tape, tape.Input(ones, new Shape(1, 50))).Value.ToArray());

        tape.Begin(TapeMode.Training, seed: 3, step: 8);
        Tensor tensor = arena.Allocate(new Shape(1, 50));
        tensor.Write(ones);
        Variable x = tape.Watch(tensor), y = layer.Apply(tape, x);
        tape.Gradient(y).Write(ones);
        tape.Propagate();
        Assert.Equal(y.Value.ToArray(), tape.Gradient(x).ToArray());
        Assert.Contains(0f, y.Value.ToArray());
        Assert.Contains(2f, y.Value.ToArray());
    }

    [Fact]
    public void Constructors_RefuseSizesOutOfRange()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dense(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Embedding(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerNorm(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout(3, 1));
    }

    private static SequenceBatch Batch(SequenceLayer layer, int repeats = 1)
    {
        var draws = new Draws(4);
        return SequenceBatch.Of(
            layer.InputSize, [.. Enumerable.Range(0, repeats).SelectMany(_ => _lengths).Select(length =>
            layer is Embedding table
                ? Array.ConvertAll(new float[length], _ => (float)draws.Below(table.VocabularySize))
                : draws.Floats(length * layer.InputSize))]);
    }

    private static (float[] Output, float[] Gradient) Train(
        Backend backend, Arena arena, SequenceLayer layer, SequenceBatch batch, TapeMode mode)
    {
        var tape = new Tape(backend, arena);
        layer.ClearGradients(backend);
        tape.Begin(mode, seed: 1, step: 2);
        Tensor values = arena.Allocate(new Shape(batch.Packing.Rows, layer.InputSize));
        values.Write(batch.Values);
        Variable input = tape.Watch(values);
        Variable y = layer.Forward(tape, input, batch.Packing).Hidden;
        if (mode == TapeMode.Inference)
        {
            return (y.Value.ToArray(), []);
        }

        tape.Gradient(y).Write(new Draws(6).Floats(y.Value.Length));
        tape.Propagate();
        return (
            y.Value.ToArray(),
            [.. tape.Gradient(input).ToArray(), .. layer.Parameters.SelectMany(p => p.Gradient.ToArray())]);
    }

    private static void Step(Tape tape, SequenceLayer layer, SequenceBatch batch, float[] seed, uint step)
    {
        tape.Begin(TapeMode.Training, 1, step);
        Variable y = layer.Forward(
            tape, tape.Input(batch), batch.Packing).Hidden;
        tape.Gradient(y).Write(seed);
        tape.Propagate();
    }
}
