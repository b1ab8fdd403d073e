using System.Buffers.Binary;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Layers;

public sealed class QuantizedLayerTests
{
    private const int I = 4, SharedLstm = 368, SharedGru = 430;
    private static readonly int[] _lengths = [5, 3, 7, 1];
    private static readonly int[] _manyLengths = [.. Enumerable.Range(0, 340).Select(b => b % 17 == 0 ? 3 : 4)];

    public static TheoryData<string, int> Networks() => new()
    {
        { "lstm", 20 },
        { "lstm", 130 },
        { "gru", 20 },
        { "gru", 130 },
        { "gru-before", 40 },

        // Large enough that threads share the units of a step.
        { "lstm", SharedLstm },
        { "gru", SharedGru },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    [Trait("Speed", "Long")]
    public void Threads_Batches_AndSteps_GiveTheSameBits(string cell, int hidden)
    {
        float[]? expected = null;
        foreach (int threads in new[] { 1, 2, 3 })
        {
            using var backend = new CpuBackend(threads);
            Stack model = Quantized(backend, cell, hidden);
            (float[] outputs, float[] inputs, Packing packing) = Forward(backend, model, _lengths);
            expected ??= outputs;
            Near.SameBits(outputs, expected);

            // The first two in packed order have at least five steps.
            using var alone = new StreamingSession(backend, model);
            using StreamingSession first = new(backend, model), second = new(backend, model);
            float[] y = new float[3], both = new float[6];
            for (int t = 0; t < 5; t++)
            {
                int row = packing.RowStart[t];
                alone.Step(inputs.AsSpan(row * I, I), y);
                StreamingSession.StepTogether([first, second], inputs.AsSpan(row * I, 2 * I), both);
                Near.SameBits(y, outputs.AsSpan(row * 3, 3));
                Near.SameBits(both, outputs.AsSpan(row * 3, 6));
            }
        }
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("gru-before")]
    public void ThreadsWithRowsOfTheirOwn_GiveTheSameBits(string cell)
    {
        float[]? expected = null;
        foreach (int threads in new[] { 1, 2, 3 })
        {
            using var backend = new CpuBackend(threads);
            float[] outputs = Forward(backend, Quantized(backend, cell, 130), _manyLengths).Outputs;
            expected ??= outputs;
            Near.SameBits(outputs, expected);
        }
    }

    [Fact]
    public void TheLargerNetworks_AreShared()
    {
        // Work counts a quarter in 8 bits.
        foreach ((int gates, int H) in new[] { (4, SharedLstm), (3, SharedGru) })
        {
            long work = gates * H * (H + I) / 4;
            Assert.Equal(2, RecurrentSplit.Of(2, 7, _lengths.Sum(), _lengths.Length, H, work).Units);
            Assert.Equal(2, RecurrentSplit.Of(2, 1, 1, 1, H, work).Units);
        }

        foreach (int gates in new[] { 3, 4 })
        {
            RecurrentSplit split = RecurrentSplit.Of(
                2, 4, _manyLengths.Sum(), _manyLengths.Length, 130, gates * 130 * (130 + I) / 4);
            Assert.Equal((2, 1), (split.Rows, split.Units));
        }
    }

    [Fact]
    public void AStep_AllocatesNothing()
    {
        using var backend = new CpuBackend(1);
        foreach (string cell in new[] { "lstm", "gru", "gru-before" })
        {
            using var session = new StreamingSession(backend, Quantized(backend, cell, 24));
            float[] x = new float[4], y = new float[3];
            Allocations.AssertNone(() => session.Step(x, y));
        }
    }

    [Fact]
    public void Inference_MakesNoFloatValues_AndReadingThemGivesScaleTimesNumber()
    {
        using var backend = new CpuBackend(1);
        Stack model = Quantized(backend, "lstm", 20);
        Parameter weight = model.QuantizableParameters().First();
        (float[] before, _, _) = Forward(backend, model, _lengths);
        var written = new float[weight.Shape.Length];
        weight.Quantized!.Write(written);

        Near.SameBits(weight.Value.ToArray(), written);
        Assert.NotNull(weight.Quantized);
        Near.SameBits(Forward(backend, model, _lengths).Outputs, before);
    }

    [Fact]
    public void TheQuantizedModel_IsNearTheWhole_ButNotEqual()
    {
        using var backend = new CpuBackend(1);
        Stack whole = Network("lstm", 20), small = Network("lstm", 20);
        whole.Build(backend, 1);
        small.Build(backend, 1);
        small.Quantize();
        float[] a = Forward(backend, whole, _lengths).Outputs, b = Forward(backend, small, _lengths).Outputs;

        Assert.InRange(a.Zip(b, (p, q) => Math.Abs(p - q)).Max(), 1e-6f, 0.02f);
        Assert.All(whole.Parameters, p => Assert.Null(p.Quantized));
        Assert.Equal(3, small.Parameters.Count(p => p.Quantized is not null));
    }

    [Fact]
    public void AFile_KeepsNumbersAndScales_AndAnyLayerTreeTakesThem()
    {
        using var folder = new Carousel.Tests.Storage.TemporaryFolder();
        using var backend = new CpuBackend(1);
        Stack model = Quantized(backend, "gru", 20), other = Network("gru", 20);
        string path = Path.Combine(folder.Path, "m.safetensors");
        var file = new ModelFile { Task = "t", Configuration = "{}", Tensors = model.ToTensors() };
        file.Write(path);
        other.Build(backend, 7);
        other.Load(ModelFile.Read(path), path);

        Near.SameBits(Forward(backend, other, _lengths).Outputs, Forward(backend, model, _lengths).Outputs);
        byte[] once = File.ReadAllBytes(path);
        Assert.Equal(once.Length - 8 - BinaryPrimitives.ReadInt64LittleEndian(once), file.Tensors.Sum(t => t.Bytes));
        new ModelFile { Task = "t", Configuration = "{}", Tensors = other.ToTensors() }.Write(path);
        Assert.Equal(once, File.ReadAllBytes(path));
    }

    [Fact]
    public void AnOptimizer_GoesOnInFloat32_FromWhatTheNumbersStandFor()
    {
        using var backend = new CpuBackend(1);
        Stack model = Quantized(backend, "lstm", 20);
        Parameter weight = model.QuantizableParameters().First();
        var written = new float[weight.Shape.Length];
        weight.Quantized!.Write(written);

        using Optimizer optimizer = new SgdOptions().Create(backend, [.. model.Parameters]);

        Assert.All(model.Parameters, p => Assert.Null(p.Quantized));
        Near.SameBits(weight.Value.ToArray(), written);
    }

    [Fact]
    public void AChangeOfValues_EndsTheEightBits()
    {
        using var backend = new CpuBackend(1);
        Stack model = Quantized(backend, "lstm", 20);
        Parameter weight = model.QuantizableParameters().First();
        weight.Set(new float[weight.Shape.Length]);

        Assert.Null(weight.Quantized);
        Assert.All(weight.Value.ToArray(), value => Assert.Equal(0, value));
    }

    private static Stack Quantized(CpuBackend backend, string cell, int hidden)
    {
        Stack model = Network(cell, hidden);
        model.Build(backend, seed: 1);
        model.Quantize();
        return model;
    }

    private static Stack Network(string cell, int hidden) => new(
        cell switch
        {
            "lstm" => new Lstm(I, hidden),
            "gru" => new Gru(I, hidden),
            _ => new Gru(I, hidden, resetAfter: false)
        },
        new Dense(hidden, 3));

    private static (float[] Outputs, float[] Inputs, Packing Packing) Forward(
        CpuBackend backend, Stack model, int[] lengths)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        var packing = new Packing(lengths);
        float[] inputs = new Draws(3).Floats(packing.Rows * I);
        Variable y = model.Forward(tape, tape.Input(inputs, new Shape(packing.Rows, I)), packing).Hidden;
        return (y.Value.ToArray(), inputs, packing);
    }
}
